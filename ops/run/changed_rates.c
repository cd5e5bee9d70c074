#include "ops/run/changed_rates.h"

#include <assert.h>

#include "ops/run/verb.h"
#include "sql_statements.h"

/* As the statement selects them. */
static const struct output_column columns[] = {
    {"item", "Item", COLUMN_NUMBER, 0},      {"provider", "Provider", COLUMN_TEXT, 16},
    {"service", "Service", COLUMN_TEXT, 16}, {"day_type", "Day", COLUMN_TEXT, 0},
    {"kind", "Kind", COLUMN_TEXT, 0},        {"minutes", "Minutes", COLUMN_TEXT, 0},
    {"hours", "Hours", COLUMN_TEXT, 0},      {"valid_from", "From", COLUMN_TEXT, 0},
    {"valid_to", "To", COLUMN_TEXT, 0},      {"before", "Before £", COLUMN_TEXT, 20},
    {"rate", "New £", COLUMN_DECIMAL, 0},
};
static_assert(COUNT_OF(columns) == CHANGED_RATES_WORDS, "the words stand behind them");

bool changed_rates_read(struct db *db, int64_t council_id, int64_t run_id, int64_t item_id,
                        struct db_result **rates_r, struct error *error_r)
{
    const struct db_value values[] = {db_int8(council_id), db_int8(run_id), db_int8(item_id)};

    return db_query(db, sql_verb_approve_rates, COUNT_OF(values), values, rates_r, error_r);
}

void changed_rates_print(struct arena *arena, const char *heading, const struct db_result *rates)
{
    if (db_rows(rates) == 0)
        return;
    printf("\n%s\n\n", heading);
    struct output *output =
        output_begin(arena, stdout, OUTPUT_FORMAT_TABLE, COUNT_OF(columns), columns);
    for (size_t row = 0; row < db_rows(rates); row++)
        verb_put_cells(output, columns, rates, row, COUNT_OF(columns), NULL);
    output_end(output);
}
