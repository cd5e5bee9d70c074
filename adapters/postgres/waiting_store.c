#include "adapters/postgres/waiting_store.h"

#include "matcher/record/word_functions.h"
#include "sql_statements.h"

DEFINE_WORD_FUNCTIONS(waiting, WAITING_LIST, WAITING_COUNT)

bool waiting_store_add(struct db *db, const struct run *run, const struct waiting_item *item,
                       int64_t *item_id_r, struct error *error_r)
{
    struct db_value values[] = {
        db_int8(run->council_id),
        db_int8(run->run_id),
        db_text(text_of(waiting_word(item->kind))),
        db_int4(item->people_needed),
        db_text(item->words),
        db_int8(item->pence),
        db_text(item->provider),
    };
    struct db_result *result;

    if (!db_query(db, sql_waiting_add, COUNT_OF(values), values, &result, error_r))
        return false;
    *item_id_r = db_get_int(result, 0, 0);
    db_result_free(result);
    return true;
}
