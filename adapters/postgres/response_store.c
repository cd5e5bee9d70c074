#include "adapters/postgres/response_store.h"

#include <assert.h>

#include "adapters/postgres/record_rows.h"
#include "sql_statements.h"

static bool begin(struct db *db, const char *sql, const struct run *run,
                  struct db_stream **stream_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};

    return db_stream_begin(db, sql, COUNT_OF(values), values, stream_r, error_r);
}

bool response_store_begin(struct db *db, const struct run *run, struct db_stream **stream_r,
                          struct error *error_r)
{
    return begin(db, sql_response_lines, run, stream_r, error_r);
}

bool response_store_begin_rejects(struct db *db, const struct run *run, struct db_stream **stream_r,
                                  struct error *error_r)
{
    return begin(db, sql_response_rejects, run, stream_r, error_r);
}

static struct line_response response_of_row(const struct db_result *row)
{
    struct line_response response = {
        .provider = db_get_text(row, 0, 0),
        .source_row = db_get_int(row, 0, 2),
        .file = db_get_text(row, 0, 3),
        .invoice_no = db_get_text(row, 0, 4),
        .line_no = db_get_text(row, 0, 5),
        .client_ref = db_get_text(row, 0, 6),
        .service = db_get_text(row, 0, 7),
        .reasons = reasons_of_row(row, 0, 9),
        .detail = db_get_text(row, 0, 10),
        .field = db_get_text(row, 0, 11),
        .words = db_get_text(row, 0, 12),
        .planned_start_s = db_get_timestamptz(row, 0, 13),
        .delivered_start_s = db_get_timestamptz(row, 0, 14),
        .billed_minutes = db_get_int(row, 0, 15),
        .expected_minutes = db_get_int(row, 0, 16),
        .billed_pence = db_get_int(row, 0, 17),
        .billed_vat_pence = db_get_int(row, 0, 18),
        .expected_pence = db_get_int(row, 0, 19),
        .payable_pence = db_get_int(row, 0, 20),
        .payable_vat_pence = db_get_int(row, 0, 21),
        .due_date = db_get_date(row, 0, 22),
    };
    bool is_known = verdict_parse(db_get_text(row, 0, 8), &response.kind);

    assert(is_known);
    return response;
}

bool response_store_next(struct db_stream *stream, bool *has_r, struct line_response *response_r,
                         struct error *error_r)
{
    const struct db_result *row;

    if (!db_stream_next(stream, &row, error_r))
        return false;
    *has_r = row != NULL;
    if (*has_r)
        *response_r = response_of_row(row);
    return true;
}

bool response_store_file(struct db *db, int64_t council_id, int64_t file_id, struct arena *arena,
                         struct text *name_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_int8(file_id)};
    struct db_result *result;

    if (!db_query(db, sql_response_file, COUNT_OF(values), values, &result, error_r))
        return false;
    assert(db_rows(result) == 1);
    *name_r = db_keep_text(result, 0, 0, arena);
    db_result_free(result);
    return true;
}
