/*
 * report shadow: what a council in shadow would have done with the visits that
 * the other process paid (feed `paid`): totals by outcome, then the greatest
 * differences.
 */
#include "adapters/host/zone_load.h"
#include "adapters/postgres/run_store.h"
#include "ops/run/report.h"
#include "ops/run/verb.h"
#include "sql_statements.h"

static const struct output_column columns[] = {
    {"council", "Council", COLUMN_TEXT, 0},
    {"outcome", "Outcome", COLUMN_TEXT, 0},
    {"visits", "Visits", COLUMN_COUNT, 0},
    {"paid_pence", "Paid £", COLUMN_PENCE, 0},
    {"shadow_pence", "Shadow £", COLUMN_PENCE, 0},
    {"difference_pence", "Difference £", COLUMN_PENCE, 0},
    {"provider", "Provider", COLUMN_TEXT, 0},
    {"invoice_no", "Invoice", COLUMN_TEXT, 12},
    {"line_no", "Line", COLUMN_TEXT, 6},
    {"client_ref", "Client", COLUMN_TEXT, 10},
    {"service", NULL, COLUMN_TEXT, 0},
    {"start", "Start", COLUMN_TIME, 0},
    {"reasons", "Reasons", COLUMN_WORDS, 16},
};
#define COLUMN_TOTAL (sizeof(columns) / sizeof(columns[0]))

/* Columns 1.. of the report are 0.. of report_shadow.sql. */
static bool put(const struct report_call *call, struct error *error_r)
{
    const struct council_config *council = call->council;
    const struct zone *zone;
    const struct db_value values[] = {
        db_text(config_shadow_ledger(call->arena, council->code)),
        db_date(call->question->from),
        db_date(call->question->to),
        db_text(text_of(council->timezone)),
    };
    struct db_result *result;

    if (!zone_load(call->arena, council->timezone, &zone, error_r) ||
        !db_query(call->db, sql_report_shadow, COUNT_OF(values), values, &result, error_r))
        return false;
    for (size_t row = 0; row < db_rows(result); row++) {
        output_text(call->output, council->code);
        verb_put_cells(call->output, columns + 1, result, row, COLUMN_TOTAL - 1, zone);
    }
    db_result_free(result);
    return true;
}

const struct report report_shadow = {"shadow", COLUMN_TOTAL, columns, put};
