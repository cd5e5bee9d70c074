#include "adapters/inbound/trailer.h"

#include "adapters/inbound/utf8.h"
#include "matcher/base/decimal.h"

bool trailer_needs_count(const struct feed_config *feed)
{
    return feed->trailer.is_there && feed->trailer.mark[0] == '\0';
}

static int column_of(const struct feed_map *map, const char *name)
{
    for (size_t field = 0; field < map->layout->field_count; field++)
        if (text_equal(text_of(map->layout->fields[field].name), text_of(name)))
            return map->column[field];
    return FIELD_NONE;
}

bool trailer_begin(const struct feed_config *feed, const struct feed_map *map, int64_t records,
                   struct trailer *trailer_r, struct reject *why_r)
{
    const struct trailer_config *config = &feed->trailer;

    *trailer_r = (struct trailer){.added_up = FIELD_NONE, .number_form = feed->number_form};
    if (!config->is_there)
        return true;
    trailer_r->config = config;
    if (trailer_needs_count(feed))
        trailer_r->first_at = records >= config->records ? records - config->records + 1 : 1;
    if (config->total_column == 0)
        return true;
    trailer_r->added_up = column_of(map, config->total_field);
    return trailer_r->added_up != FIELD_NONE ||
           reject_set(why_r, REJECT_MISSING, config->total_field,
                      "the trailer's total is of a field that the file does not have");
}

static bool begins_trailer(const struct trailer *trailer, const struct csv_record *record)
{
    if (trailer->first_at > 0)
        return trailer->records_before + 1 == trailer->first_at;
    return text_equal_nocase(record->fields[0], text_of(trailer->config->mark));
}

static void add_up(struct trailer *trailer, const struct csv_record *record)
{
    size_t column = (size_t)trailer->added_up;
    int64_t value_e4 = 0;

    trailer->records_before++;
    if (trailer->added_up == FIELD_NONE)
        return;
    bool is_readable = column < record->field_count &&
                       (text_is_empty(record->fields[column]) ||
                        decimal_parse_as(record->fields[column], trailer->number_form,
                                         PLACES_QUANTITY, &value_e4)) &&
                       !__builtin_add_overflow(trailer->total_e4, value_e4, &trailer->total_e4);
    if (!is_readable && trailer->unreadable_line == 0)
        trailer->unreadable_line = record->line;
}

static bool wrong(struct reject *why_r, int column, const char *field, const char *message)
{
    reject_set(why_r, REJECT_INVALID, field, "%s", message);
    why_r->column = column;
    return false;
}

/* A number but for its many digits before the point. */
static bool is_too_large(struct text said, enum number_form form, int places)
{
    char room[DECIMAL_PLAIN_BYTES];
    struct text plain;
    size_t start = 0, end;
    int64_t without_first;

    if (!decimal_make_plain(said, form, room, &plain))
        return false;
    if (plain.length > 0 && plain.bytes[0] == '-')
        start++;
    for (end = start; end < plain.length && plain.bytes[end] >= '0' && plain.bytes[end] <= '9';)
        end++;
    if (end - start <= DECIMAL_LIMIT_DIGITS)
        return false;
    start = end - DECIMAL_LIMIT_DIGITS;
    return decimal_parse((struct text){plain.bytes + start, plain.length - start}, places,
                         &without_first);
}

/* What the trailer says in a column; false with why_r set. */
static bool read_said(const struct trailer *trailer, const struct csv_record *record, int column,
                      int places, const char *field, int64_t *said_r, struct reject *why_r)
{
    char shown[SHOWN_BYTES];

    if ((size_t)column > record->field_count)
        return wrong(why_r, column, field, "the trailer has no such column");
    struct text said = record->fields[column - 1];
    if (decimal_parse_as(said, trailer->number_form, places, said_r))
        return true;
    utf8_show(said, shown);
    reject_set(why_r, REJECT_INVALID, field, "the trailer says %s, which is %s", shown,
               is_too_large(said, trailer->number_form, places) ? "too large" : "no number");
    why_r->column = column;
    return false;
}

static bool check_count(const struct trailer *trailer, const struct csv_record *record,
                        struct reject *why_r)
{
    int column = trailer->config->count_column;
    int64_t said;

    if (column == 0)
        return true;
    if (!read_said(trailer, record, column, 0, "count", &said, why_r))
        return false;
    if (said == trailer->records_before)
        return true;
    reject_set(why_r, REJECT_INVALID, "count",
               "the trailer says %lld records, and %lld are there: the file is not whole",
               (long long)said, (long long)trailer->records_before);
    why_r->column = column;
    return false;
}

static bool check_total(const struct trailer *trailer, const struct csv_record *record,
                        struct reject *why_r)
{
    int column = trailer->config->total_column;
    char said[DECIMAL_TEXT_BYTES], is[DECIMAL_TEXT_BYTES];
    int64_t said_e4;

    if (column == 0)
        return true;
    if (!read_said(trailer, record, column, PLACES_QUANTITY, "total", &said_e4, why_r))
        return false;
    if (said_e4 == trailer->total_e4 && trailer->unreadable_line == 0)
        return true;
    if (trailer->unreadable_line > 0) {
        reject_set(why_r, REJECT_INVALID, "total",
                   "cannot be checked: the record in line %lld has no %s that can be added up",
                   (long long)trailer->unreadable_line, trailer->config->total_field);
    } else {
        decimal_format_short(said_e4, PLACES_QUANTITY, said);
        decimal_format_short(trailer->total_e4, PLACES_QUANTITY, is);
        reject_set(why_r, REJECT_INVALID, "total",
                   "the trailer says %s, and %s of the records add up to %s: the file is not whole",
                   said, trailer->config->total_field, is);
    }
    why_r->column = column;
    return false;
}

enum trailer_step trailer_take(struct trailer *trailer, const struct csv_record *record,
                               struct reject *why_r)
{
    if (trailer->records == 0 && !begins_trailer(trailer, record)) {
        add_up(trailer, record);
        return TRAILER_STEP_BEFORE;
    }
    trailer->records++;
    if (trailer->records > trailer->config->records) {
        wrong(why_r, 0, "", "a record behind the trailer");
        return TRAILER_STEP_WRONG;
    }
    bool is_right = trailer->records > 1 ||
                    (check_count(trailer, record, why_r) && check_total(trailer, record, why_r));
    return is_right ? TRAILER_STEP_WITHIN : TRAILER_STEP_WRONG;
}

bool trailer_end(const struct trailer *trailer, struct reject *why_r)
{
    return trailer->config == NULL || trailer->records == trailer->config->records ||
           wrong(why_r, 0, "", "the trailer is missing: the file may be cut");
}
