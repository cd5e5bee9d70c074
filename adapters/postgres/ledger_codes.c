#include "adapters/postgres/ledger_codes.h"

#include <stdlib.h>

#include "sql_statements.h"

static bool read_codes(struct db *db, int64_t council_id, struct arena *arena, size_t id_count,
                       const int64_t *ids, struct ledger_codes *codes_r, struct error *error_r)
{
    const struct db_value values[] = {db_int8(council_id), db_int8_array(id_count, ids)};
    struct db_result *result;

    if (!db_query(db, sql_match_ledger_codes, COUNT_OF(values), values, &result, error_r))
        return false;
    struct ledger_code *codes = ARENA_ARRAY(arena, struct ledger_code, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        codes[row] = (struct ledger_code){
            .line_id = db_get_int(result, row, 0),
            .cost_centre = db_keep_text(result, row, 1, arena),
            .gl_code = db_keep_text(result, row, 2, arena),
        };
    *codes_r = (struct ledger_codes){db_rows(result), codes};
    db_result_free(result);
    return true;
}

bool ledger_codes_of_credits(struct db *db, int64_t council_id, struct arena *arena,
                             const struct match_input *input, const struct match_output *output,
                             struct ledger_codes *codes_r, struct error *error_r)
{
    int64_t *ids = NULL;
    size_t count = 0, room = 0;

    *codes_r = (struct ledger_codes){0, NULL};
    for (size_t i = 0; i < input->line_count; i++) {
        const struct verdict *verdict = &output->verdicts[i];
        if (verdict->credits_line_id == 0 || !verdict_is_paid(verdict))
            continue;
        ids = arena_grow(arena, ids, &room, count + 1, sizeof(*ids));
        ids[count++] = verdict->credits_line_id;
    }
    return count == 0 || read_codes(db, council_id, arena, count, ids, codes_r, error_r);
}

static int compare_lines(const void *one, const void *other)
{
    const struct ledger_code *a = one, *b = other;

    return (a->line_id > b->line_id) - (a->line_id < b->line_id);
}

const struct ledger_code *ledger_code_of(const struct ledger_codes *codes, int64_t line_id)
{
    const struct ledger_code wanted = {.line_id = line_id};

    return codes->count == 0
               ? NULL
               : bsearch(&wanted, codes->items, codes->count, sizeof(wanted), compare_lines);
}
