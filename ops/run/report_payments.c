/*
 * report payments: the figures of the payments compliance notice (Procurement Act
 * 2023, section 69), by half-year, and the share of lines paid on time.  A payment
 * is what one night pays of one invoice; docs/manual.md says how days are counted.
 */
#include "ops/run/report.h"
#include "sql_statements.h"

/* A half-year: April to September, or October to March. */
struct half_year {
    day_t first, last;
    int64_t payments, pence, days; /* days: of all payments together */
    int64_t within_30, within_60;  /* up to 30; 31 to 60 */
    int64_t lines, lines_on_time;
};

static const struct output_column columns[] = {
    {"council", "Council", COLUMN_TEXT, 0},
    {"from", "From", COLUMN_TEXT, 0},
    {"to", "To", COLUMN_TEXT, 0},
    {"payments", "Payments", COLUMN_COUNT, 0},
    {"paid_pence", "Paid £", COLUMN_PENCE, 0},
    {"average_days", "Days on average", COLUMN_DECIMAL, 0},
    {"within_30_percent", "Within 30 %", COLUMN_DECIMAL, 0},
    {"from_31_to_60_percent", "31 to 60 %", COLUMN_DECIMAL, 0},
    {"over_60_percent", "Over 60 %", COLUMN_DECIMAL, 0},
    {"lines", "Lines", COLUMN_COUNT, 0},
    {"on_time_percent", "On time %", COLUMN_DECIMAL, 0},
};

static struct half_year half_year_of(day_t day)
{
    struct half_year half = {0};
    int year, month, day_of_month;

    day_to_ymd(day, &year, &month, &day_of_month);
    bool is_summer = month >= 4 && month <= 9;
    int first_year = month < 4 ? year - 1 : year;
    day_from_ymd(first_year, is_summer ? 4 : 10, 1, &half.first);
    day_from_ymd(is_summer ? year : first_year + 1, is_summer ? 9 : 3, is_summer ? 30 : 31,
                 &half.last);
    return half;
}

static void put_half_year(const struct report_call *call, const struct half_year *half)
{
    struct output *output = call->output;
    char average[DECIMAL_TEXT_BYTES];

    decimal_format((half->days * 20 + half->payments) / (2 * half->payments), 1, average);
    output_text(output, call->council->code);
    output_text(output, report_day(call->arena, half->first));
    output_text(output, report_day(call->arena, half->last));
    output_number(output, half->payments);
    output_number(output, half->pence);
    output_text(output, arena_text(call->arena, text_of(average)));
    output_text(output, report_percent(call->arena, half->within_30, half->payments));
    output_text(output, report_percent(call->arena, half->within_60, half->payments));
    output_text(output,
                report_percent(call->arena, half->payments - half->within_30 - half->within_60,
                               half->payments));
    output_number(output, half->lines);
    output_text(output, report_percent(call->arena, half->lines_on_time, half->lines));
}

/* Columns of report_payments.sql. */
static void add_row(const struct report_call *call, const struct db_result *result, size_t row,
                    day_t paid_on, struct half_year *half)
{
    const struct council_config *council = call->council;
    const int64_t days = paid_on - db_get_date(result, row, 0);
    const int64_t lines = db_get_int(result, row, 3), payments = db_get_int(result, row, 4);
    const day_t leaves_by = calendar_add_working_days(
        &council->calendar, db_get_date(result, row, 2), -council->rail_days);

    half->payments += payments;
    half->pence += db_get_int(result, row, 5);
    half->days += days * payments;
    half->within_30 += days <= 30 ? payments : 0;
    half->within_60 += days > 30 && days <= 60 ? payments : 0;
    half->lines += lines;
    half->lines_on_time += db_get_date(result, row, 1) <= leaves_by ? lines : 0;
}

static bool is_asked(const struct report_question *question, day_t day)
{
    return (question->from == DAY_NOT_GIVEN || day >= question->from) &&
           (question->to == DAY_NOT_GIVEN || day <= question->to);
}

/* Rows come by the day on which the money left, and so by the day on which it was there. */
static void put_rows(const struct report_call *call, const struct db_result *result)
{
    const struct council_config *council = call->council;
    struct half_year half = {.first = DAY_NOT_GIVEN};

    for (size_t row = 0; row < db_rows(result); row++) {
        day_t paid_on = calendar_add_working_days(&council->calendar, db_get_date(result, row, 1),
                                                  council->rail_days);
        if (!is_asked(call->question, paid_on))
            continue;
        struct half_year its = half_year_of(paid_on);
        if (half.payments > 0 && its.first != half.first)
            put_half_year(call, &half);
        if (its.first != half.first)
            half = its;
        add_row(call, result, row, paid_on, &half);
    }
    if (half.payments > 0)
        put_half_year(call, &half);
}

static bool put_payments(const struct report_call *call, struct error *error_r)
{
    const struct db_value values[] = {db_int8(call->council_id), db_text(call->council->ledger),
                                      db_date(DAY_NOT_GIVEN), db_date(call->question->to)};
    struct db_result *result;

    if (!db_query(call->db, sql_report_payments, COUNT_OF(values), values, &result, error_r))
        return false;
    put_rows(call, result);
    db_result_free(result);
    return true;
}

const struct report report_payments = {
    .name = "payments",
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .columns = columns,
    .put = put_payments,
};
