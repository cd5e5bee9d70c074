#include "adapters/inbound/field.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "adapters/inbound/utf8.h"
#include "matcher/record/card_number.h"

#define EMAIL_BYTES_MOST 254

static unsigned flags_of(const struct row *row, size_t field)
{
    return row->fields[field].flags;
}

bool field_refuse(const struct row *row, size_t field, enum reject_code code, const char *format,
                  ...)
{
    char message[REJECT_MESSAGE_BYTES];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    reject_set(row->why, code, row->fields[field].name, "%s", message);
    row->why->column = row->map->column[field] + 1;
    return false;
}

bool field_refuse_value(const struct row *row, size_t field, const char *what)
{
    char shown[SHOWN_BYTES];

    utf8_show(field_value(row, field), shown);
    return field_refuse(row, field, REJECT_INVALID, "%s is not %s", shown, what);
}

bool field_refuse_missing(const struct row *row, size_t field)
{
    return field_refuse(row, field, REJECT_MISSING, "must be given");
}

/* Whether there is a value to look at; where there is none, *ok_r says whether that may be. */
static bool take_value(const struct row *row, size_t field, struct text *value_r, bool *ok_r)
{
    *value_r = field_value(row, field);
    if (value_r->length > 0)
        return true;
    *ok_r = !(flags_of(row, field) & FIELD_NEEDED) || field_refuse_missing(row, field);
    return false;
}

static bool holds_no_card(const struct row *row, size_t field, struct text value)
{
    char masked[CARD_MASK_BYTES];

    if (value.length < CARD_DIGITS_LEAST || (flags_of(row, field) & FIELD_OPEN) ||
        !card_number_found(value, masked))
        return true;
    return field_refuse(row, field, REJECT_CARD_NUMBER,
                        "holds what looks like a payment card number (%s)", masked);
}

static bool is_printable(const struct row *row, size_t field, struct text value,
                         bool layout_allowed)
{
    if (row->is_plain || utf8_find_control(value, layout_allowed) == value.length)
        return true;
    return field_refuse_value(row, field, "printable: it holds a control character");
}

static bool fits(const struct row *row, size_t field, struct text value, size_t bytes_most)
{
    char shown[SHOWN_BYTES];

    if (value.length <= bytes_most)
        return true;
    utf8_show(value, shown);
    return field_refuse(row, field, REJECT_INVALID, "%s is longer than %zu bytes", shown,
                        bytes_most);
}

static bool take_line(const struct row *row, size_t field, size_t bytes_most, struct text *text_r)
{
    bool ok;

    if (!take_value(row, field, text_r, &ok))
        return ok;
    return holds_no_card(row, field, *text_r) && fits(row, field, *text_r, bytes_most) &&
           is_printable(row, field, *text_r, false);
}

bool field_check_reference(const struct row *row, size_t field)
{
    struct text value;

    return take_line(row, field, REFERENCE_BYTES_MOST, &value);
}

void field_drop_leading_zeros(struct text *reference)
{
    if (!text_is_whole_number(*reference))
        return;
    while (reference->length > 1 && reference->bytes[0] == '0') {
        reference->bytes++;
        reference->length--;
    }
}

bool field_provider(const struct row *row, struct text *provider_r)
{
    size_t field = (size_t)row->map->layout->provider;
    struct text of_feed = row->context->feed->provider;
    struct text looked_at_by = row->context->feed->looked_at_by;

    if (of_feed.length > 0 && !field_is_given(row, field)) {
        *provider_r = of_feed;
        return true;
    }
    if (!field_reference(row, field, provider_r))
        return false;
    if ((of_feed.length == 0 || text_equal(*provider_r, of_feed)) &&
        (looked_at_by.length == 0 || text_equal(*provider_r, looked_at_by)))
        return true;
    return field_refuse_value(row, field, "the provider whose files this feed takes");
}

bool field_check_text(const struct row *row, size_t field)
{
    struct text value;
    bool ok;

    if (!take_value(row, field, &value, &ok))
        return ok;
    return holds_no_card(row, field, value) && is_printable(row, field, value, true);
}

bool field_line(const struct row *row, size_t field, struct text *text_r)
{
    return take_line(row, field, CSV_FIELD_BYTES_MOST, text_r);
}

static bool looks_like_email(struct text value)
{
    const char *at = memchr(value.bytes, '@', value.length);

    return at != NULL && at > value.bytes && at + 1 < value.bytes + value.length &&
           memchr(value.bytes, ' ', value.length) == NULL;
}

bool field_email(const struct row *row, size_t field, struct text *email_r)
{
    if (!take_line(row, field, EMAIL_BYTES_MOST, email_r))
        return false;
    return email_r->length == 0 || looks_like_email(*email_r) ||
           field_refuse_value(row, field, "an e-mail address");
}

bool field_ascii(const struct row *row, size_t field, size_t bytes_most, struct text *text_r)
{
    if (!take_line(row, field, bytes_most, text_r))
        return false;
    return utf8_is_ascii(*text_r) || field_refuse_value(row, field, "plain ASCII");
}

/* Takes digits off the front; returns how many. */
static size_t take_digits(struct text *t)
{
    size_t count = 0;

    while (count < t->length && t->bytes[count] >= '0' && t->bytes[count] <= '9')
        count++;
    t->bytes += count;
    t->length -= count;
    return count;
}

/* What is wrong with a value that decimal_parse refused. */
static bool refuse_decimal(const struct row *row, size_t field, int places)
{
    static const char *const in_words[] = {"no", "one", "two", "three", "four", "five", "six"};
    const char *example = row->number_form == NUMBER_FORM_GROUPED ? "a number such as -1,234.50"
                                                                  : "a number such as -1234.50";
    char shown[SHOWN_BYTES], room[DECIMAL_PLAIN_BYTES];
    size_t decimals = 0;
    struct text t;

    if (!decimal_make_plain(field_value(row, field), row->number_form, room, &t) || t.length == 0)
        return field_refuse_value(row, field, example);
    if (t.bytes[0] == '-')
        t = (struct text){t.bytes + 1, t.length - 1};
    size_t digits = take_digits(&t);
    bool has_point = t.length > 1 && t.bytes[0] == '.';
    if (has_point) {
        t = (struct text){t.bytes + 1, t.length - 1};
        decimals = take_digits(&t);
    }
    utf8_show(field_value(row, field), shown);
    if (digits == 0 || t.length > 0)
        return field_refuse_value(row, field, example);
    if (decimals > (size_t)places)
        return field_refuse(row, field, REJECT_INVALID, "%s has more than %s decimals", shown,
                            in_words[places]);
    return field_refuse(row, field, REJECT_INVALID, "%s is too large", shown);
}

bool field_read_decimal(const struct row *row, size_t field, int places, int64_t *scaled_r)
{
    struct text value;
    bool ok;

    if (!take_value(row, field, &value, &ok))
        return ok;
    return decimal_parse_as(value, row->number_form, places, scaled_r) ||
           refuse_decimal(row, field, places);
}

bool field_refuse_negative(const struct row *row, size_t field)
{
    return field_refuse_value(row, field, "zero or more");
}

bool field_count(const struct row *row, size_t field, int32_t least, int32_t most,
                 int32_t *number_r)
{
    struct text value;
    bool ok;
    int64_t number;
    char shown[SHOWN_BYTES];

    if (!take_value(row, field, &value, &ok))
        return ok;
    if (!decimal_parse(value, 0, &number) || value.bytes[0] == '-')
        return field_refuse_value(row, field, "a whole number");
    if (number >= least && number <= most) {
        *number_r = (int32_t)number;
        return true;
    }
    utf8_show(value, shown);
    return field_refuse(row, field, REJECT_INVALID, "%s is not from %d to %d", shown, least, most);
}

bool field_flag(const struct row *row, size_t field, bool *flag_r)
{
    static const struct {
        const char *word;
        bool flag;
    } words[] = {{"true", true},   {"yes", true}, {"1", true},
                 {"false", false}, {"no", false}, {"0", false}};
    struct text value;
    bool ok;

    if (!take_value(row, field, &value, &ok))
        return ok;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_equal_nocase(value, text_of(words[i].word))) {
            *flag_r = words[i].flag;
            return true;
        }
    }
    return field_refuse_value(row, field, "true or false");
}

bool field_refuse_moment(const struct row *row, size_t field)
{
    static const char *const examples[] = {
        [DATE_FORM_ISO] = "a date and time such as 2026-11-02T07:30",
        [DATE_FORM_DMY] = "a date and time such as 02/11/2026 07:30",
        [DATE_FORM_MDY] = "a date and time such as 11/02/2026 07:30",
        [DATE_FORM_YMD] = "a date and time such as 2026/11/02 07:30",
        [DATE_FORM_NAMED] = "a date and time such as 02-Nov-2026 07:30",
    };

    return field_refuse_value(row, field, examples[row->date_form]);
}

static const char *date_in_words(const struct row *row)
{
    switch (row->date_form) {
    case DATE_FORM_DMY:
        return "a date (DD/MM/YYYY)";
    case DATE_FORM_MDY:
        return "a date (MM/DD/YYYY)";
    case DATE_FORM_YMD:
        return "a date (YYYY/MM/DD or YYYYMMDD)";
    case DATE_FORM_NAMED:
        return "a date (02-Nov-2026 or 2 November 2026)";
    default:
        return "a date (YYYY-MM-DD)";
    }
}

bool field_read_day(const struct row *row, size_t field, day_t *day_r)
{
    struct text value;
    bool ok;

    if (!take_value(row, field, &value, &ok))
        return ok;
    return day_parse(value, row->date_form, day_r) ||
           field_refuse_value(row, field, date_in_words(row));
}

bool field_time_of_day(const struct row *row, size_t field, int32_t *time_of_day_s_r)
{
    struct text value = field_value(row, field);

    if (value.length == 0)
        return field_refuse_missing(row, field);
    return time_of_day_parse(value, time_of_day_s_r) ||
           field_refuse_value(row, field, "a time of day (HH:MM or HH:MM:SS)");
}

bool field_duration(const struct row *row, size_t field, int64_t *duration_s_r)
{
    struct text value = field_value(row, field);

    if (value.length == 0)
        return field_refuse_missing(row, field);
    if (!duration_parse(value, duration_s_r))
        return field_refuse_value(row, field, "a duration (HH:MM, HH:MM:SS or whole minutes)");
    return *duration_s_r > 0 || field_refuse_value(row, field, "longer than nothing");
}

bool field_refuse_nonexistent(const struct row *row, size_t field, int64_t civil_s)
{
    char shown[DATETIME_TEXT_BYTES];

    datetime_format(civil_s, shown);
    return field_refuse(row, field, REJECT_TIME_NONEXISTENT, "the clock never showed %s", shown);
}

bool field_first_moment(const struct row *row, size_t field, int64_t civil_s, int64_t *utc_s_r)
{
    return zone_memory_utc_first(row->zone, civil_s, utc_s_r) ||
           field_refuse_nonexistent(row, field, civil_s);
}

bool field_read_moment(const struct row *row, size_t field, int64_t *utc_s_r)
{
    struct text value;
    bool ok;
    int64_t civil_s, offset_s;

    if (!take_value(row, field, &value, &ok))
        return ok;
    if (!datetime_parse(value, row->date_form, &civil_s, &offset_s))
        return field_refuse_moment(row, field);
    if (!given(offset_s))
        return field_first_moment(row, field, civil_s, utc_s_r);
    *utc_s_r = civil_s - offset_s;
    return true;
}

bool field_last_day(const struct row *row, size_t field, day_t first, day_t *day_r)
{
    char shown[DAY_TEXT_BYTES];

    if (!field_day(row, field, day_r))
        return false;
    if (*day_r == DAY_NOT_GIVEN || first == DAY_NOT_GIVEN || *day_r >= first)
        return true;
    day_format(*day_r, shown);
    return field_refuse(row, field, REJECT_INVALID, "%s is before the first day", shown);
}

#define WORD_IN_LIST(name, word) " " word
#define FIELD_WORD(type, LIST)                                                                     \
    bool field_##type(const struct row *row, size_t field, enum type *value_r)                     \
    {                                                                                              \
        struct text value;                                                                         \
        bool ok;                                                                                   \
                                                                                                   \
        if (!take_value(row, field, &value, &ok))                                                  \
            return ok;                                                                             \
        return type##_parse(value, value_r) ||                                                     \
               field_refuse_value(row, field, "one of:" LIST(WORD_IN_LIST));                       \
    }

FIELD_WORD(basis, BASIS_LIST)
FIELD_WORD(period, PERIOD_LIST)
FIELD_WORD(order_status, ORDER_STATUS_LIST)
FIELD_WORD(provider_status, PROVIDER_STATUS_LIST)
FIELD_WORD(rail, RAIL_LIST)
FIELD_WORD(day_type, DAY_TYPE_LIST)
FIELD_WORD(rate_kind, RATE_KIND_LIST)
FIELD_WORD(evidence_method, EVIDENCE_METHOD_LIST)
FIELD_WORD(decision_kind, DECISION_LIST)
FIELD_WORD(payment_answer, PAYMENT_ANSWER_LIST)
