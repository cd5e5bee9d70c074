#include "ops/run/missing_feeds.h"

#include "sql_statements.h"

bool missing_feeds(struct db *db, const struct council_config *council, int64_t council_id,
                   int64_t run_id, struct arena *arena, size_t *count_r, struct text **names_r,
                   struct error *error_r)
{
    struct text *names = ARENA_ARRAY(arena, struct text, council->feed_count);
    size_t required = 0;
    struct db_result *result;

    for (size_t i = 0; i < council->feed_count; i++)
        if (council->feeds[i].required)
            names[required++] = text_of(council->feeds[i].name);
    const struct db_value values[] = {db_int8(council_id), db_int8(run_id),
                                      db_text_array(required, names)};
    if (!db_query(db, sql_run_missing_feeds, 3, values, &result, error_r))
        return false;
    *count_r = db_rows(result);
    for (size_t row = 0; row < *count_r; row++)
        names[row] = db_keep_text(result, row, 0, arena);
    *names_r = names;
    db_result_free(result);
    return true;
}
