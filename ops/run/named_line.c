#include "ops/run/named_line.h"

#include <assert.h>

#include "adapters/postgres/record_rows.h"
#include "sql_statements.h"

/* The columns of explain_named.sql from the verdict on. */
static void verdict_of_row(const struct db_result *result, size_t row, struct named_line *line)
{
    line->verdict_run = db_get_int(result, row, 7);
    line->verdict = (struct verdict){
        .reasons = reasons_of_row(result, row, 9),
        .delivered_start_s = db_get_timestamptz(result, row, 10),
        .delivered_minutes = db_get_int(result, row, 11),
        .billed_minutes = db_get_int(result, row, 12),
        .expected_minutes = db_get_int(result, row, 13),
        .expected_pence = db_get_int(result, row, 14),
        .payable_pence = db_get_int(result, row, 15),
        .payable_vat_pence = db_get_int(result, row, 16),
        .slot = db_get_int_or_0(result, row, 18),
    };
    bool is_known = verdict_parse(db_get_text(result, row, 8), &line->verdict.kind);
    assert(is_known);
    line->order_id = db_is_null(result, row, 17) ? 0 : db_get_int(result, row, 17);
    line->due_date = db_get_date(result, row, 19);
    line->credited_pence = db_get_int(result, row, 20);
}

static struct named_line line_of_row(const struct db_result *result, size_t row,
                                     struct arena *arena)
{
    struct named_line line = {
        .line_id = db_get_int(result, row, 0),
        .source_row = db_get_int_or_0(result, row, 1),
        .file = db_keep_text(result, row, 2, arena),
        .sha256 = db_keep_text(result, row, 3, arena),
        .feed = db_keep_text(result, row, 4, arena),
        .read_run = db_get_int(result, row, 5),
        .read_day = db_get_date(result, row, 6),
    };
    if (!db_is_null(result, row, 7))
        verdict_of_row(result, row, &line);
    return line;
}

static struct named_reject reject_of_row(const struct db_result *result, size_t row,
                                         struct arena *arena)
{
    return (struct named_reject){
        .source_row = db_get_int_or_0(result, row, 0),
        .file = db_keep_text(result, row, 1, arena),
        .sha256 = db_keep_text(result, row, 2, arena),
        .feed = db_keep_text(result, row, 3, arena),
        .run = db_get_int(result, row, 4),
        .day = db_get_date(result, row, 5),
        .file_line = db_get_int(result, row, 6),
        .column = db_get_int(result, row, 7),
        .field = db_keep_text(result, row, 8, arena),
        .code = db_keep_text(result, row, 9, arena),
        .reason = db_keep_text(result, row, 10, arena),
        .raw = db_keep_text(result, row, 11, arena),
    };
}

static void take_lines(const struct look_back *back, const struct db_result *result,
                       struct named *named)
{
    struct named_line *lines = ARENA_ARRAY(back->arena, struct named_line, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        lines[row] = line_of_row(result, row, back->arena);
    named->line_count = db_rows(result);
    named->lines = lines;
}

static void take_rejects(const struct look_back *back, const struct db_result *result,
                         struct named *named)
{
    struct named_reject *rejects = ARENA_ARRAY(back->arena, struct named_reject, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        rejects[row] = reject_of_row(result, row, back->arena);
    named->reject_count = db_rows(result);
    named->rejects = rejects;
}

bool named_find(const struct look_back *back, const struct line_name *name, struct named *named_r,
                struct error *error_r)
{
    const struct db_value values[] = {db_int8(back->council_id), db_text(name->provider),
                                      db_text(name->invoice_no), db_text(name->line_no),
                                      db_int8(back->until_run)};
    struct db_result *result;
    if (!db_query(back->db, sql_explain_named, COUNT_OF(values), values, &result, error_r))
        return false;
    take_lines(back, result, named_r);
    db_result_free(result);
    if (!db_query(back->db, sql_explain_rejects, COUNT_OF(values), values, &result, error_r))
        return false;
    take_rejects(back, result, named_r);
    db_result_free(result);
    return true;
}

/* How much a question about the name means this line. */
static int weight_of(const struct named_line *line)
{
    if (line->verdict_run != 0 && verdict_is_paid(&line->verdict))
        return 2;
    return line->verdict_run != 0 && line->verdict.kind == VERDICT_HELD ? 1 : 0;
}

const struct named_line *named_meant(const struct named *named)
{
    const struct named_line *meant = NULL;
    for (size_t i = 0; i < named->line_count; i++)
        if (meant == NULL || weight_of(&named->lines[i]) >= weight_of(meant))
            meant = &named->lines[i];
    return meant;
}
