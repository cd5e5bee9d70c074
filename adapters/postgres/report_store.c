#include "adapters/postgres/report_store.h"

#include <assert.h>

#include "adapters/postgres/record_rows.h"
#include "sql_statements.h"

static struct reported_line line_of_row(const struct db_result *result, size_t row,
                                        struct arena *arena)
{
    struct reported_line line = {
        .care_manager = db_keep_text(result, row, 0, arena),
        .provider = db_keep_text(result, row, 1, arena),
        .invoice_no = db_keep_text(result, row, 2, arena),
        .line_no = db_keep_text(result, row, 3, arena),
        .client_ref = db_keep_text(result, row, 4, arena),
        .carer_ref = db_keep_text(result, row, 5, arena),
        .service = db_keep_text(result, row, 6, arena),
        .order_no = db_keep_text(result, row, 7, arena),
        .order_line = db_keep_text(result, row, 8, arena),
        .slot = db_get_int_or_0(result, row, 9),
        .planned_start_s = db_get_timestamptz(result, row, 10),
        .planned_minutes = db_get_int(result, row, 11),
        .delivered_start_s = db_get_timestamptz(result, row, 12),
        .delivered_minutes = db_get_int(result, row, 13),
        .billed_minutes = db_get_int(result, row, 14),
        .expected_minutes = db_get_int(result, row, 15),
        .billed_pence = db_get_int(result, row, 16),
        .expected_pence = db_get_int(result, row, 17),
        .payable_pence = db_get_int(result, row, 18),
        .reasons = reasons_of_row(result, row, 20),
        .detail = db_keep_text(result, row, 21, arena),
        .is_new = db_get_bool(result, row, 22),
    };
    bool is_known = verdict_parse(db_get_text(result, row, 19), &line.kind);

    assert(is_known);
    return line;
}

bool report_store_lines(struct db *db, const struct run *run, struct arena *arena, size_t *count_r,
                        const struct reported_line **lines_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};
    struct db_result *result;

    if (!db_query(db, sql_report_findings, COUNT_OF(values), values, &result, error_r))
        return false;
    struct reported_line *lines = ARENA_ARRAY(arena, struct reported_line, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        lines[row] = line_of_row(result, row, arena);
    *count_r = db_rows(result);
    *lines_r = lines;
    db_result_free(result);
    return true;
}

bool report_store_missed(struct db *db, const struct run *run, struct arena *arena, size_t *count_r,
                         const struct reported_missed **missed_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};
    struct db_result *result;

    if (!db_query(db, sql_report_missed, COUNT_OF(values), values, &result, error_r))
        return false;
    struct reported_missed *missed = ARENA_ARRAY(arena, struct reported_missed, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        missed[row] = (struct reported_missed){
            .care_manager = db_keep_text(result, row, 0, arena),
            .provider = db_keep_text(result, row, 1, arena),
            .client_ref = db_keep_text(result, row, 2, arena),
            .service = db_keep_text(result, row, 3, arena),
            .order_no = db_keep_text(result, row, 4, arena),
            .order_line = db_keep_text(result, row, 5, arena),
            .slot = (int32_t)db_get_int(result, row, 6),
            .planned_start_s = db_get_timestamptz(result, row, 7),
            .planned_minutes = (int32_t)db_get_int(result, row, 8),
        };
    }
    *count_r = db_rows(result);
    *missed_r = missed;
    db_result_free(result);
    return true;
}

bool report_store_unread(struct db *db, const struct run *run, struct arena *arena, size_t *count_r,
                         const struct reported_unread **unread_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};
    struct db_result *result;

    if (!db_query(db, sql_report_unread, COUNT_OF(values), values, &result, error_r))
        return false;
    struct reported_unread *unread = ARENA_ARRAY(arena, struct reported_unread, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        unread[row] = (struct reported_unread){
            .file = db_keep_text(result, row, 0, arena),
            .line = db_get_int(result, row, 1),
            .column = db_get_int(result, row, 2),
            .field = db_keep_text(result, row, 3, arena),
            .reason = db_keep_text(result, row, 4, arena),
        };
    *count_r = db_rows(result);
    *unread_r = unread;
    db_result_free(result);
    return true;
}

bool report_store_run_number(struct db *db, const struct run *run, int *number_r,
                             struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};
    struct db_result *result;

    if (!db_query(db, sql_report_run_number, COUNT_OF(values), values, &result, error_r))
        return false;
    *number_r = (int)db_get_int(result, 0, 0);
    db_result_free(result);
    return true;
}
