#include "adapters/postgres/detail_json.h"

#include <assert.h>
#include <string.h>

/* A check has six members of at most 32 digits and their names; one has words besides. */
#define CHECK_JSON_BYTES  400
#define TOTALS_JSON_BYTES 300

static char *put(char *to, struct text text)
{
    memcpy(to, text.bytes, text.length);
    return to + text.length;
}

static char *put_member(char *to, struct text name, int64_t value_e4)
{
    if (!given(value_e4))
        return to;
    to = put(to, name);
    to += decimal_format_short(value_e4, PLACES_QUANTITY, to);
    return put(to, TEXT_LITERAL("\", "));
}

static char *put_check(char *to, enum check check, const struct verdict *verdict)
{
    const struct check_result *result = &verdict->checks->results[check];
    const struct tolerance *tolerance = &verdict->checks->settings->tolerances[check];

    to = put(to, TEXT_LITERAL("\""));
    to = put(to, text_of(check_word(check)));
    to = put(to, TEXT_LITERAL("\": {"));
    to = put_member(to, TEXT_LITERAL("\"difference\": \""), result->difference_e4);
    to = put_member(to, TEXT_LITERAL("\"expected\": \""), result->expected_e4);
    to = put_member(to, TEXT_LITERAL("\"agree\": \""), tolerance->agree_e4);
    to = put_member(to, TEXT_LITERAL("\"agree_percent\": \""), tolerance->agree_percent_e4);
    to = put_member(to, TEXT_LITERAL("\"pay\": \""), tolerance->pay_e4);
    to = put_member(to, TEXT_LITERAL("\"pay_percent\": \""), tolerance->pay_percent_e4);
    if (check == CHECK_ARITHMETIC && verdict->checks->totals.length > 0) {
        to = put(to, TEXT_LITERAL("\"totals\": \""));
        to = put(to, verdict->checks->totals);
        to = put(to, TEXT_LITERAL("\", "));
    }
    to = put(to, TEXT_LITERAL("\"zone\": \""));
    to = put(to, text_of(zone_of_check_word(result->zone)));
    return put(to, TEXT_LITERAL("\"}"));
}

static bool is_plain(struct text name)
{
    return memchr(name.bytes, '"', name.length) == NULL &&
           memchr(name.bytes, '\\', name.length) == NULL;
}

/* One that JSON would write otherwise than it is, is left out. */
static struct text other_json(struct arena *arena, const struct bill_line *other)
{
    if (text_is_empty(other->invoice_no) || !is_plain(other->invoice_no) ||
        !is_plain(other->line_no))
        return (struct text){NULL, 0};
    return text_of(arena_printf(arena,
                                "{\"other\": {\"invoice_no\": \"%.*s\", \"line_no\": \"%.*s\"}}",
                                TEXT_ARGS(other->invoice_no), TEXT_ARGS(other->line_no)));
}

struct text detail_json(struct arena *arena, const struct match_input *input,
                        const struct verdict *verdict)
{
    char bytes[CHECK_COUNT * CHECK_JSON_BYTES + TOTALS_JSON_BYTES], *to = bytes;
    const struct bill_line *other = match_other_line(input, verdict);

    if (other != NULL)
        return other_json(arena, other);
    if (verdict->kind == VERDICT_MATCHED || verdict->checks == NULL)
        return (struct text){NULL, 0};
    for (int check = 0; check < CHECK_COUNT; check++) {
        if (verdict->checks->results[check].zone == ZONE_OFF)
            continue;
        to = put(to, to == bytes ? TEXT_LITERAL("{") : TEXT_LITERAL(", "));
        to = put_check(to, (enum check)check, verdict);
    }
    to = put(to, to == bytes ? TEXT_LITERAL("{}") : TEXT_LITERAL("}"));
    assert(to <= bytes + sizeof(bytes));
    return arena_text(arena, (struct text){bytes, (size_t)(to - bytes)});
}
