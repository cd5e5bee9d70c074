#include "adapters/inbound/record_rows.h"

#define PLANNED_MINUTES_MOST (7 * 24 * 60)
#define CARERS_MOST          99

static bool read_name(const struct row *row, struct order_line *line)
{
    if (!field_reference(row, ORDER_FIELD_ORDER_NO, &line->order_no) ||
        !field_number_reference(row, ORDER_FIELD_ORDER_LINE, &line->order_line))
        return false;
    if (line->order_line.length == 0)
        line->order_line = TEXT_LITERAL("1");
    return field_provider(row, &line->provider) &&
           field_reference(row, ORDER_FIELD_CLIENT_REF, &line->client_ref) &&
           field_reference(row, ORDER_FIELD_SERVICE, &line->service) &&
           field_reference(row, ORDER_FIELD_COST_CENTRE, &line->cost_centre) &&
           field_reference(row, ORDER_FIELD_GL_CODE, &line->gl_code) &&
           field_reference(row, ORDER_FIELD_CARE_MANAGER, &line->care_manager);
}

static bool read_standing(const struct row *row, struct order_line *line)
{
    int64_t version;

    line->status = ORDER_STATUS_ACTIVE;
    if (!field_basis(row, ORDER_FIELD_BASIS, &line->basis) ||
        !field_order_status(row, ORDER_FIELD_STATUS, &line->status) ||
        !field_decimal_not_negative(row, ORDER_FIELD_VERSION, 0, &version))
        return false;
    line->version = given(version) ? version : 0;
    return true;
}

static bool read_planned_parts(const struct row *row, struct order_line *line)
{
    day_t day;
    int32_t time_of_day_s;

    line->planned_start_s = NOT_GIVEN;
    if (!field_is_given(row, ORDER_FIELD_PLANNED_DATE))
        return true;
    if (!field_day(row, ORDER_FIELD_PLANNED_DATE, &day) ||
        !field_time_of_day(row, ORDER_FIELD_PLANNED_TIME, &time_of_day_s))
        return false;
    return field_first_moment(row, ORDER_FIELD_PLANNED_TIME,
                              (int64_t)day * SECONDS_PER_DAY + time_of_day_s,
                              &line->planned_start_s);
}

static bool read_plan(const struct row *row, struct order_line *line)
{
    bool in_one = field_is_given(row, ORDER_FIELD_PLANNED_START);

    line->planned_minutes = 0;
    line->carers = 1;
    return (in_one ? field_moment(row, ORDER_FIELD_PLANNED_START, &line->planned_start_s)
                   : read_planned_parts(row, line)) &&
           field_count(row, ORDER_FIELD_PLANNED_MINUTES, 1, PLANNED_MINUTES_MOST,
                       &line->planned_minutes) &&
           field_count(row, ORDER_FIELD_CARERS, 1, CARERS_MOST, &line->carers);
}

static bool read_amounts(const struct row *row, struct order_line *line)
{
    line->period = PERIOD_COUNT;
    return field_decimal_not_negative(row, ORDER_FIELD_QUANTITY, PLACES_QUANTITY,
                                      &line->quantity_e4) &&
           field_period(row, ORDER_FIELD_PERIOD, &line->period) &&
           field_day(row, ORDER_FIELD_VALID_FROM, &line->valid_from) &&
           field_last_day(row, ORDER_FIELD_VALID_TO, line->valid_from, &line->valid_to) &&
           field_decimal_not_negative(row, ORDER_FIELD_RATE, PLACES_RATE, &line->rate_e6) &&
           field_decimal_not_negative(row, ORDER_FIELD_UNIT_PRICE, PLACES_RATE,
                                      &line->unit_price_e6);
}

static bool needs(const struct row *row, bool is_there, size_t field)
{
    return is_there || field_refuse_missing(row, field);
}

static bool has_what_its_basis_needs(const struct row *row, const struct order_line *line)
{
    switch (line->basis) {
    case BASIS_VISIT:
        return needs(row, given(line->planned_start_s), ORDER_FIELD_PLANNED_START) &&
               needs(row, line->planned_minutes > 0, ORDER_FIELD_PLANNED_MINUTES);
    case BASIS_PERIOD:
        return needs(row, given(line->quantity_e4), ORDER_FIELD_QUANTITY) &&
               needs(row, line->period != PERIOD_COUNT, ORDER_FIELD_PERIOD) &&
               needs(row, line->valid_from != DAY_NOT_GIVEN, ORDER_FIELD_VALID_FROM);
    default:
        return needs(row, given(line->quantity_e4), ORDER_FIELD_QUANTITY) &&
               needs(row, given(line->unit_price_e6), ORDER_FIELD_UNIT_PRICE) &&
               needs(row, line->valid_from != DAY_NOT_GIVEN, ORDER_FIELD_VALID_FROM);
    }
}

bool order_row_read(const struct row *row, struct order_line *line_r)
{
    line_r->source_row = row->source_row;
    return read_name(row, line_r) && read_standing(row, line_r) && read_plan(row, line_r) &&
           read_amounts(row, line_r) && has_what_its_basis_needs(row, line_r);
}
