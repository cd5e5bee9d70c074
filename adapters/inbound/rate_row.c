#include "adapters/inbound/record_rows.h"

#define VISIT_MINUTES_MOST (7 * 24 * 60)
#define NO_WINDOW          (-1)

/* A price for a visit says for how long a visit; one for an hour does not. */
static bool read_minutes(const struct row *row, struct rate_entry *rate)
{
    size_t field = RATE_FIELD_MINUTES;

    if (rate->kind == RATE_KIND_VISIT)
        return field_is_given(row, field)
                   ? field_count(row, field, 1, VISIT_MINUTES_MOST, &rate->minutes)
                   : field_refuse_missing(row, field);
    return field_count(row, field, 0, 0, &rate->minutes);
}

static bool read_window(const struct row *row, struct rate_entry *rate)
{
    bool has_from = field_is_given(row, RATE_FIELD_FROM_TIME);
    bool has_to = field_is_given(row, RATE_FIELD_TO_TIME);

    rate->from_time_s = NO_WINDOW;
    rate->to_time_s = NO_WINDOW;
    if (!has_from && !has_to)
        return true;
    return field_time_of_day(row, RATE_FIELD_FROM_TIME, &rate->from_time_s) &&
           field_time_of_day(row, RATE_FIELD_TO_TIME, &rate->to_time_s);
}

bool rate_row_read(const struct row *row, struct rate_entry *rate_r)
{
    *rate_r = (struct rate_entry){.source_row = row->source_row};
    return field_provider(row, &rate_r->provider) &&
           field_reference(row, RATE_FIELD_SERVICE, &rate_r->service) &&
           field_day_type(row, RATE_FIELD_DAY_TYPE, &rate_r->day_type) &&
           field_rate_kind(row, RATE_FIELD_KIND, &rate_r->kind) && read_minutes(row, rate_r) &&
           field_decimal_not_negative(row, RATE_FIELD_RATE, PLACES_RATE, &rate_r->rate_e6) &&
           read_window(row, rate_r) && field_day(row, RATE_FIELD_VALID_FROM, &rate_r->valid_from) &&
           field_last_day(row, RATE_FIELD_VALID_TO, rate_r->valid_from, &rate_r->valid_to);
}
