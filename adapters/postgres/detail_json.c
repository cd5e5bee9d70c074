#include "adapters/postgres/detail_json.h"

#include <stdio.h>

/* A check has six members of at most 32 digits and their names. */
#define CHECK_JSON_BYTES 400

static size_t member(char *to, size_t room, const char *name, int64_t value_e4)
{
    char digits[DECIMAL_TEXT_BYTES];

    if (!given(value_e4))
        return 0;
    decimal_format_short(value_e4, PLACES_QUANTITY, digits);
    return (size_t)snprintf(to, room, "\"%s\": \"%s\", ", name, digits);
}

static size_t check_json(char *to, size_t room, enum check check, const struct verdict *verdict)
{
    const struct check_result *result = &verdict->checks[check];
    const struct tolerance *tolerance = &verdict->settings->tolerances[check];
    size_t length = (size_t)snprintf(to, room, "\"%s\": {", check_word(check));

    length += member(to + length, room - length, "difference", result->difference_e4);
    length += member(to + length, room - length, "expected", result->expected_e4);
    length += member(to + length, room - length, "agree", tolerance->agree_e4);
    length += member(to + length, room - length, "agree_percent", tolerance->agree_percent_e4);
    length += member(to + length, room - length, "pay", tolerance->pay_e4);
    length += member(to + length, room - length, "pay_percent", tolerance->pay_percent_e4);
    return length + (size_t)snprintf(to + length, room - length, "\"zone\": \"%s\"}",
                                     zone_of_check_word(result->zone));
}

struct text detail_json(struct arena *arena, const struct verdict *verdict)
{
    if (verdict->kind == VERDICT_MATCHED || !verdict->has_checks)
        return (struct text){NULL, 0};
    size_t room = CHECK_COUNT * CHECK_JSON_BYTES, length = 0;
    char *json = ARENA_ARRAY(arena, char, room);
    for (int check = 0; check < CHECK_COUNT; check++) {
        if (verdict->checks[check].zone == ZONE_OFF)
            continue;
        length += (size_t)snprintf(json + length, room - length, length == 0 ? "{" : ", ");
        length += check_json(json + length, room - length, (enum check)check, verdict);
    }
    length += (size_t)snprintf(json + length, room - length, length == 0 ? "{}" : "}");
    return (struct text){json, length};
}
