#include "ops/run/judged_line.h"

#include "sql_statements.h"

bool judged_line_find(struct db *db, const struct council_config *council,
                      const struct decision *decision, struct arena *arena,
                      struct judged_line *line_r, struct error *error_r)
{
    const struct db_value values[] = {db_text(council->ledger), db_text(decision->provider),
                                      db_text(decision->invoice_no), db_text(decision->line_no)};
    struct db_result *result;

    *line_r = (struct judged_line){.council = NULL};
    if (!db_query(db, sql_judged_line, COUNT_OF(values), values, &result, error_r))
        return false;
    if (db_rows(result) > 0) {
        *line_r = (struct judged_line){
            .council = council,
            .line_no = db_keep_text(result, 0, 5, arena),
            .verdict = db_keep_text(result, 0, 0, arena).bytes,
            .reasons = db_keep_text(result, 0, 1, arena).bytes,
            .is_paid_elsewhere = db_get_bool(result, 0, 2),
            .has_expected = db_get_bool(result, 0, 3),
            .is_self_billed = db_get_bool(result, 0, 4),
        };
    }
    db_result_free(result);
    return true;
}

const char *judged_line_refusal(const struct judged_line *line, enum decision_kind kind,
                                struct arena *arena)
{
    if (!text_equal(text_of(line->verdict), TEXT_LITERAL("held")))
        return arena_printf(arena, "is not held but %s", line->verdict);
    if (kind == DECISION_REJECT)
        return NULL;
    if (line->is_paid_elsewhere)
        return arena_printf(arena, "cannot be paid before the paid line is credited: held %s",
                            line->reasons);
    if ((kind == DECISION_PAY_EXPECTED || line->is_self_billed) && !line->has_expected)
        return arena_printf(arena, "has no expected price to pay: held %s", line->reasons);
    return NULL;
}
