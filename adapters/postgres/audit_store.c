#include "adapters/postgres/audit_store.h"

#include <assert.h>

#include "sql_statements.h"

bool audit_add(struct db *db, int64_t council_id, const char *act, struct text subject,
               int64_t number, struct error *error_r)
{
    const struct db_value values[] = {db_int8(council_id), db_text(text_of(act)), db_text(subject),
                                      db_int8(number)};
    int64_t entered;

    if (!db_execute(db, sql_audit_add, COUNT_OF(values), values, &entered, error_r))
        return false;
    assert(entered == 1);
    return true;
}
