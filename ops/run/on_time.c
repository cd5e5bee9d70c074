#include "ops/run/on_time.h"

#include "sql_statements.h"

day_t leaves_by(const struct council_config *council, day_t due_date)
{
    return calendar_add_working_days(&council->calendar, due_date, -council->rail_days);
}

bool on_time_of_run(struct db *db, const struct council_config *council, int64_t council_id,
                    int64_t run_id, day_t business_date, struct on_time *on_time_r,
                    struct error *error_r)
{
    const struct db_value values[] = {db_int8(council_id), db_int8(run_id)};
    struct db_result *result;

    *on_time_r = (struct on_time){0, 0};
    if (!db_query(db, sql_report_left_lots, COUNT_OF(values), values, &result, error_r))
        return false;
    for (size_t row = 0; row < db_rows(result); row++) {
        int64_t lines = db_get_int(result, row, 1);
        day_t left_on = db_is_null(result, row, 2) ? business_date : db_get_date(result, row, 2);
        on_time_r->lines += lines;
        if (left_on <= leaves_by(council, db_get_date(result, row, 0)))
            on_time_r->in_time += lines;
    }
    db_result_free(result);
    return true;
}
