#include "adapters/inbound/bill_time.h"

#define SECONDS_PER_MINUTE    60
#define QUANTITY_MINUTES_MOST ((int64_t)60 * 1000 * 1000)
/* So little is not too long even where it counts hours. */
#define QUANTITY_E4_IN_ANY_UNIT (QUANTITY_MINUTES_MOST / 60 * E4)

static enum quantity_unit service_unit(const struct inbound_context *context, struct text service)
{
    for (size_t i = 0; i < context->service_count; i++)
        if (text_equal(context->services[i].service, service))
            return context->services[i].unit;
    return QUANTITY_UNIT_HOUR;
}

/* What the line's quantity counts, said by the line or by its service. */
static enum quantity_unit unit_of(const struct row *row, const struct bill_line *line)
{
    enum quantity_unit unit = line->unit != QUANTITY_UNIT_NOT_GIVEN
                                  ? line->unit
                                  : service_unit(row->context, line->service);

    return unit != QUANTITY_UNIT_NOT_GIVEN ? unit : QUANTITY_UNIT_HOUR;
}

/* A job, meal or day may start on a date without a time: 00:00. */
static bool read_start_day(const struct row *row, size_t field, const struct bill_line *line,
                           int64_t *start_s_r)
{
    day_t day;

    if (!field_day(row, field, &day))
        return false;
    if (quantity_unit_is_time(unit_of(row, line)))
        return field_refuse(row, field, REJECT_INVALID,
                            "must have a time of day: the service is counted in hours or minutes");
    return field_first_moment(row, field, (int64_t)day * SECONDS_PER_DAY, start_s_r);
}

static bool read_start_of_parts(const struct row *row, const struct bill_line *line,
                                int64_t *start_s_r)
{
    day_t day;
    int32_t time_of_day_s;

    if (!field_is_given(row, BILL_FIELD_START_TIME) && !quantity_unit_is_time(unit_of(row, line)))
        return read_start_day(row, BILL_FIELD_VISIT_DATE, line, start_s_r);
    if (!field_day(row, BILL_FIELD_VISIT_DATE, &day) ||
        !field_time_of_day(row, BILL_FIELD_START_TIME, &time_of_day_s))
        return false;
    return field_first_moment(row, BILL_FIELD_START_TIME,
                              (int64_t)day * SECONDS_PER_DAY + time_of_day_s, start_s_r);
}

static bool read_start(const struct row *row, const struct bill_line *line, int64_t *start_s_r)
{
    struct text start = field_value(row, BILL_FIELD_START);
    day_t day;

    if (start.length > 0) {
        if (day_parse(start, row->date_form, &day))
            return read_start_day(row, BILL_FIELD_START, line, start_s_r);
        return field_moment(row, BILL_FIELD_START, start_s_r);
    }
    if (field_is_given(row, BILL_FIELD_VISIT_DATE))
        return read_start_of_parts(row, line, start_s_r);
    bool in_parts = row->map->column[BILL_FIELD_START] == FIELD_NONE;
    return field_refuse_missing(row, in_parts ? BILL_FIELD_VISIT_DATE : BILL_FIELD_START);
}

/* An end has the first moment that is not before its start. */
static bool end_moment(const struct row *row, size_t field, int64_t civil_s, int64_t start_s,
                       int64_t *end_s_r)
{
    return zone_memory_utc_not_before(row->zone, civil_s, start_s, end_s_r) ||
           field_refuse_nonexistent(row, field, civil_s);
}

/* Whether the start's own day shows civil_s at or after the start: in the hour
 * that clocks going back repeat, 01:05 may follow 01:35. */
static bool comes_after(const struct row *row, int64_t civil_s, int64_t start_s)
{
    int64_t utc_s;

    return zone_memory_utc_not_before(row->zone, civil_s, start_s, &utc_s) && utc_s >= start_s;
}

/* A time of day before the start's is on the next day. */
static bool read_end_time(const struct row *row, size_t field, int64_t start_s, int64_t *end_s_r)
{
    int64_t start_civil_s = zone_civil(row->context->zone, start_s);
    int32_t time_of_day_s;

    if (!field_time_of_day(row, field, &time_of_day_s))
        return false;
    int64_t end_civil_s = start_civil_s - civil_time_of_day_s(start_civil_s) + time_of_day_s;
    if (end_civil_s < start_civil_s && !comes_after(row, end_civil_s, start_s))
        end_civil_s += SECONDS_PER_DAY;
    return end_moment(row, field, end_civil_s, start_s, end_s_r);
}

static bool read_end_moment(const struct row *row, size_t field, int64_t start_s, int64_t *end_s_r)
{
    int64_t civil_s, offset_s;

    if (!datetime_parse(field_value(row, field), row->date_form, &civil_s, &offset_s))
        return field_refuse_value(row, field, "a date and time, or a time of day");
    if (!given(offset_s))
        return end_moment(row, field, civil_s, start_s, end_s_r);
    *end_s_r = civil_s - offset_s;
    return true;
}

/* `end` may be a time of day alone. */
static bool read_end(const struct row *row, size_t field, int64_t start_s, int64_t *end_s_r)
{
    int32_t time_of_day_s;
    bool time_alone = time_of_day_parse(field_value(row, field), &time_of_day_s);
    bool ok = time_alone ? read_end_time(row, field, start_s, end_s_r)
                         : read_end_moment(row, field, start_s, end_s_r);

    if (ok && *end_s_r <= start_s)
        return field_refuse_value(row, field, "after the start");
    return ok;
}

static bool read_duration(const struct row *row, size_t field, int64_t start_s, int64_t *end_s_r)
{
    int64_t duration_s;

    if (!field_duration(row, field, &duration_s))
        return false;
    *end_s_r = start_s + duration_s;
    return true;
}

/* The quantity as minutes; 0 where it counts something else. */
static int64_t minutes_of_quantity(const struct row *row, const struct bill_line *line)
{
    enum quantity_unit unit = unit_of(row, line);

    if (!given(line->quantity_e4) || !quantity_unit_is_time(unit))
        return 0;
    int128 minutes_e4 = (int128)line->quantity_e4 * (unit == QUANTITY_UNIT_HOUR ? 60 : 1);
    return divide_half_away(minutes_e4, E4);
}

/* Whatever gives the line its end: what is billed is counted in minutes later on. */
static bool quantity_is_a_length(const struct row *row, const struct bill_line *line)
{
    if (!given(line->quantity_e4) || magnitude(line->quantity_e4) <= QUANTITY_E4_IN_ANY_UNIT)
        return true;
    return magnitude(minutes_of_quantity(row, line)) <= QUANTITY_MINUTES_MOST ||
           field_refuse_value(row, BILL_FIELD_QUANTITY, "the length of a visit");
}

/* The length that the quantity claims where nothing else does; none for a credit's. */
static int64_t end_of_quantity(const struct row *row, const struct bill_line *line)
{
    int64_t minutes = minutes_of_quantity(row, line);

    return line->claimed_start_s + (minutes > 0 ? minutes * SECONDS_PER_MINUTE : 0);
}

static bool read_claimed(const struct row *row, struct bill_line *line)
{
    if (!read_start(row, line, &line->claimed_start_s))
        return false;
    if (field_is_given(row, BILL_FIELD_END))
        return read_end(row, BILL_FIELD_END, line->claimed_start_s, &line->claimed_end_s);
    if (field_is_given(row, BILL_FIELD_END_TIME))
        return read_end(row, BILL_FIELD_END_TIME, line->claimed_start_s, &line->claimed_end_s);
    if (field_is_given(row, BILL_FIELD_DURATION))
        return read_duration(row, BILL_FIELD_DURATION, line->claimed_start_s, &line->claimed_end_s);
    line->claimed_end_s = end_of_quantity(row, line);
    return true;
}

/* The date and time with this time of day that is nearest to the claimed start; of two, the
 * earlier. */
static int64_t nearest_civil(int64_t claimed_civil_s, int32_t time_of_day_s)
{
    int64_t midnight_s = claimed_civil_s - civil_time_of_day_s(claimed_civil_s);
    int64_t nearest_s = midnight_s - SECONDS_PER_DAY + time_of_day_s;

    for (int days = 0; days <= 1; days++) {
        int64_t other_s = midnight_s + days * SECONDS_PER_DAY + time_of_day_s;
        if (magnitude(other_s - claimed_civil_s) < magnitude(nearest_s - claimed_civil_s))
            nearest_s = other_s;
    }
    return nearest_s;
}

static bool read_actual_start(const struct row *row, int64_t claimed_start_s, int64_t *start_s_r)
{
    size_t field = BILL_FIELD_ACTUAL_START;
    int32_t time_of_day_s;

    if (!time_of_day_parse(field_value(row, field), &time_of_day_s))
        return field_moment(row, field, start_s_r);
    int64_t claimed_civil_s = zone_civil(row->context->zone, claimed_start_s);
    return field_first_moment(row, field, nearest_civil(claimed_civil_s, time_of_day_s), start_s_r);
}

static bool read_actual_end(const struct row *row, int64_t start_s, int64_t *end_s_r)
{
    if (field_is_given(row, BILL_FIELD_ACTUAL_END))
        return read_end(row, BILL_FIELD_ACTUAL_END, start_s, end_s_r);
    return read_duration(row, BILL_FIELD_ACTUAL_DURATION, start_s, end_s_r);
}

static bool read_actual(const struct row *row, struct bill_line *line)
{
    bool has_start = field_is_given(row, BILL_FIELD_ACTUAL_START);
    bool has_end = field_is_given(row, BILL_FIELD_ACTUAL_END) ||
                   field_is_given(row, BILL_FIELD_ACTUAL_DURATION);
    int64_t start_s, end_s;

    line->actual_start_s = NOT_GIVEN;
    line->actual_end_s = NOT_GIVEN;
    if (has_start && !read_actual_start(row, line->claimed_start_s, &start_s))
        return false;
    if (!has_start || !has_end)
        return true;
    if (!read_actual_end(row, start_s, &end_s))
        return false;
    line->actual_start_s = start_s;
    line->actual_end_s = end_s;
    return true;
}

bool bill_time_read(const struct row *row, struct bill_line *line)
{
    return quantity_is_a_length(row, line) && read_claimed(row, line) && read_actual(row, line);
}
