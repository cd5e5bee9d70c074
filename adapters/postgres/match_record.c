#include "adapters/postgres/match_record.h"

#include <stdlib.h>

#include "sql_statements.h"

static bool again_read(struct db *db, const struct run *run, struct arena *arena,
                       struct match_record *record, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->first_line_id)};
    struct db_result *result;

    if (!db_query(db, sql_match_orders_read_again, COUNT_OF(values), values, &result, error_r))
        return false;
    struct order_again *again = ARENA_ARRAY(arena, struct order_again, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        again[row] = (struct order_again){db_get_int(result, row, 0), db_get_int(result, row, 1)};
    record->again_count = db_rows(result);
    record->again = again;
    db_result_free(result);
    return true;
}

static bool ids_read(struct db *db, const struct run *run, struct arena *arena,
                     struct match_record *record, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->first_line_id)};
    struct db_result *result;

    if (!db_query(db, sql_match_replaced_orders, COUNT_OF(values), values, &result, error_r))
        return false;
    int64_t *ids = ARENA_ARRAY(arena, int64_t, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        ids[row] = db_get_int(result, row, 0);
    record->replaced_count = db_rows(result);
    record->replaced_ids = ids;
    db_result_free(result);
    return true;
}

static bool uneven_read(struct db *db, const struct run *run, struct arena *arena,
                        struct match_record *record, struct error *error_r)
{
    struct db_value value = db_int8(run->council_id);
    struct db_result *result;

    if (!db_query(db, sql_match_uneven_documents, 1, &value, &result, error_r))
        return false;
    struct uneven_document *uneven = ARENA_ARRAY(arena, struct uneven_document, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        uneven[row] =
            (struct uneven_document){db_get_int(result, row, 0), db_get_int(result, row, 1),
                                     db_keep_text(result, row, 2, arena)};
    record->uneven_count = db_rows(result);
    record->uneven = uneven;
    db_result_free(result);
    return true;
}

bool match_record_read(struct db *db, const struct run *run, struct arena *arena,
                       struct match_record *record_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                db_int8(run->first_line_id)};
    struct db_result *result;

    if (!db_query(db, sql_match_record, COUNT_OF(values), values, &result, error_r))
        return false;
    *record_r = (struct match_record){
        .has_runs = db_get_bool(result, 0, 0),
        .has_held = db_get_bool(result, 0, 1),
        .has_orders = db_get_bool(result, 0, 2),
        .has_evidence = db_get_bool(result, 0, 3),
        .has_before = db_get_bool(result, 0, 4),
    };
    db_result_free(result);
    return ids_read(db, run, arena, record_r, error_r) &&
           again_read(db, run, arena, record_r, error_r) &&
           uneven_read(db, run, arena, record_r, error_r);
}

bool match_record_of_any_night(struct db *db, const struct run *run, struct arena *arena,
                               struct match_record *record_r, struct error *error_r)
{
    *record_r = (struct match_record){.has_runs = true,
                                      .has_held = true,
                                      .has_orders = true,
                                      .has_evidence = true,
                                      .has_before = true};
    return uneven_read(db, run, arena, record_r, error_r);
}

/* An order_again begins with its id, and an uneven_document with its file's. */
static int compare_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

const struct uneven_document *match_record_uneven(const struct match_record *record,
                                                  int64_t file_id)
{
    return record->uneven_count == 0 ? NULL
                                     : bsearch(&file_id, record->uneven, record->uneven_count,
                                               sizeof(*record->uneven), compare_id);
}

static void key_correct(const struct match_record *record, struct order_line *line)
{
    const struct order_again *again =
        record->again_count == 0 ? NULL
                                 : bsearch(&line->order_id, record->again, record->again_count,
                                           sizeof(*again), compare_id);

    if (again != NULL)
        line->order_key = again->order_key;
}

bool match_record_in_force(const struct match_record *record, struct order_line *line)
{
    if (record->replaced_count > 0 &&
        bsearch(&line->order_id, record->replaced_ids, record->replaced_count,
                sizeof(line->order_id), compare_id) != NULL)
        return false;
    key_correct(record, line);
    return true;
}

static bool providers_read(struct db *db, const char *sql, size_t value_count,
                           const struct db_value *values, struct arena *arena, size_t *count_r,
                           const struct text **providers_r, struct error *error_r)
{
    struct db_result *result;

    if (!db_query(db, sql, value_count, values, &result, error_r))
        return false;
    struct text *providers = ARENA_ARRAY(arena, struct text, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        providers[row] = db_keep_text(result, row, 0, arena);
    *count_r = db_rows(result);
    *providers_r = providers;
    db_result_free(result);
    return true;
}

bool match_record_providers(struct db *db, const struct run *run, struct arena *arena,
                            size_t *count_r, const struct text **providers_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->first_line_id)};
    return providers_read(db, sql_match_providers, COUNT_OF(values), values, arena, count_r,
                          providers_r, error_r);
}

bool match_record_held_providers(struct db *db, const struct run *run, struct arena *arena,
                                 size_t *count_r, const struct text **providers_r,
                                 struct error *error_r)
{
    struct db_value value = db_int8(run->council_id);
    return providers_read(db, sql_match_held_providers, 1, &value, arena, count_r, providers_r,
                          error_r);
}
