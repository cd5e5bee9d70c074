#include "adapters/postgres/load_store.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "adapters/host/side_by_side.h"
#include "adapters/postgres/audit_store.h"
#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/load_lane.h"
#include "adapters/postgres/safe_text.h"
#include "matcher/record/word_functions.h"
#include "sql_statements.h"

DEFINE_WORD_FUNCTIONS(file_state, FILE_STATE_LIST, FILE_STATE_COUNT)

static struct load_lane *lane_new(struct loader *loader, struct db *db)
{
    struct load_lane *lane = ARENA_NEW(loader->arena, struct load_lane);

    lane->next = loader->lanes;
    lane->loader = loader;
    lane->db = db;
    lane->arena = arena_new();
    lane->file_arena = arena_new();
    lane->bills = load_bills_new(lane->arena);
    lane->orders = load_orders_new(lane->arena);
    loader->lanes = lane;
    return lane;
}

bool load_store_sweep(struct db *db, int64_t council_id, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    return run_lanes_end(db, council_id, error_r) &&
           db_execute(db, sql_load_sweep, 1, &value, NULL, error_r);
}

bool loader_open(struct db *db, struct arena *arena, const struct run *run,
                 struct loader **loader_r, struct error *error_r)
{
    struct loader *loader = ARENA_NEW(arena, struct loader);
    struct db_value value = db_int8(run->council_id);
    struct db_result *result;

    loader->lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    loader->db = db;
    loader->arena = arena_new();
    loader->run = *run;
    *loader_r = loader;
    if (!package_table_open(db, loader->arena, run->council_id, &loader->packages, error_r) ||
        !db_query(db, sql_load_begin, 1, &value, &result, error_r))
        return false;
    loader->first_file_id = loader->next_file_id = db_get_int(result, 0, 0);
    loader->first_decision_id = loader->next_decision_id = db_get_int(result, 0, 1);
    loader->had_orders = db_get_bool(result, 0, 2);
    db_result_free(result);
    loader->orders_seen = seen_keys_new();
    loader->own_lane = lane_new(loader, db);
    return db_look_up_only(db, true, error_r); /* until all files are read */
}

struct load_lane *loader_own_lane(struct loader *loader)
{
    return loader->own_lane;
}

bool loader_add_lane(struct loader *loader, const char *conninfo, struct load_lane **lane_r,
                     struct error *error_r)
{
    struct db *db;
    bool is_open = db_open(conninfo, &db, error_r);

    *lane_r = lane_new(loader, db); /* closes the session with the loader, open or not */
    return is_open && run_lane_begin(db, loader->run.council_id, error_r);
}

int64_t loader_first_decision_id(const struct loader *loader)
{
    return loader->first_decision_id;
}

int64_t loader_next_file_id(struct loader *loader)
{
    pthread_mutex_lock(&loader->lock);
    int64_t file_id = loader->next_file_id++;
    pthread_mutex_unlock(&loader->lock);
    return file_id;
}

/* --- COPY ------------------------------------------------------------------ */

bool load_lane_copy(struct load_lane *lane, const char *copy_sql, struct error *error_r)
{
    if (lane->copy == NULL)
        lane->copy = db_copy_begin(lane->db, copy_sql);
    return !lane->copy->has_failed || load_lane_copy_end(lane, error_r); /* which says why */
}

bool load_lane_copy_end(struct load_lane *lane, struct error *error_r)
{
    struct db_copy *copy = lane->copy;

    lane->copy = NULL;
    return copy == NULL || db_copy_end(copy, error_r);
}

/* --- questions ------------------------------------------------------------- */

/* The stage's own session is for one hand at a time, and may be within a COPY. */
static bool ask_rows(struct loader *loader, const char *sql, size_t value_count,
                     const struct db_value *values, struct db_result **result_r,
                     struct error *error_r)
{
    pthread_mutex_lock(&loader->lock);
    bool is_answered = load_lane_copy_end(loader->own_lane, error_r) &&
                       db_query(loader->db, sql, value_count, values, result_r, error_r);
    pthread_mutex_unlock(&loader->lock);
    return is_answered;
}

static bool ask(struct loader *loader, const char *sql, size_t value_count,
                const struct db_value *values, bool *answer_r, struct error *error_r)
{
    struct db_result *result;

    if (!ask_rows(loader, sql, value_count, values, &result, error_r))
        return false;
    *answer_r = db_get_bool(result, 0, 0);
    db_result_free(result);
    return true;
}

bool loader_find_content(struct loader *loader, const uint8_t sha256[32], struct arena *arena,
                         struct loaded_content *loaded_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id), db_bytea(sha256, 32)};
    struct db_result *result;

    if (!ask_rows(loader, sql_load_find_content, COUNT_OF(values), values, &result, error_r))
        return false;
    *loaded_r = (struct loaded_content){.is_known = db_rows(result) > 0};
    if (loaded_r->is_known) {
        loaded_r->name = db_keep_text(result, 0, 0, arena);
        loaded_r->business_date = db_get_date(result, 0, 1);
    }
    db_result_free(result);
    return true;
}

bool loader_find_reference(struct loader *loader, struct text reference, bool *loaded_r,
                           struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id), db_text(reference)};
    return ask(loader, sql_load_find_reference, COUNT_OF(values), values, loaded_r, error_r);
}

/* --- records --------------------------------------------------------------- */

bool load_lane_file_begin(struct load_lane *lane, const struct inbound_file *file,
                          struct error *error_r)
{
    arena_empty(lane->file_arena);
    lane->file = *file;
    lane->rows_in_file = 0;
    lane->bill_pence = 0;
    lane->reject_count = lane->reject_room = 0;
    lane->rejects = NULL;
    lane->cancelled_order = (struct text){"", 0};
    load_orders_begin(lane->orders);
    return db_savepoint(lane->db, error_r);
}

struct record_place load_lane_next_place(struct load_lane *lane)
{
    return (struct record_place){lane->file.file_id, ++lane->rows_in_file};
}

bool load_lane_add_reject(struct load_lane *lane, const struct loader_reject *reject,
                          struct error *error_r)
{
    struct arena *arena = lane->file_arena;

    (void)error_r; /* kept in memory until the file is known to be whole */
    lane->rejects = arena_grow(arena, lane->rejects, &lane->reject_room, lane->reject_count + 1,
                               sizeof(*lane->rejects));
    lane->rejects[lane->reject_count++] = (struct kept_reject){
        .source_row = reject->source_row,
        .line = reject->line,
        .why = *reject->why,
        .raw = arena_text(arena, reject->raw),
        .provider = arena_text(arena, reject->provider),
        .invoice_no = arena_text(arena, reject->invoice_no),
        .line_no = arena_text(arena, reject->line_no),
        .client_ref = arena_text(arena, reject->client_ref),
    };
    return true;
}

/* --- the end of a file, under the loader's lock ------------------------------ */

static bool rejects_write(const struct load_lane *lane, struct error *error_r)
{
    const struct loader *loader = lane->loader;
    struct arena *arena = lane->file_arena;

    if (lane->reject_count == 0)
        return true;
    struct db_copy *copy = db_copy_begin(loader->db, sql_load_copy_rejects);

    for (size_t i = 0; i < lane->reject_count; i++) {
        const struct kept_reject *reject = &lane->rejects[i];
        struct db_value values[] = {
            db_int8(loader->run.council_id),
            db_int8(lane->file.file_id),
            db_int4(reject->source_row),
            db_int8(loader->run.run_id),
            db_text(text_of(feed_kind_word(lane->file.kind))),
            db_int8(reject->line),
            db_int4(reject->why.column),
            db_text(text_of(reject->why.field)),
            db_text(text_of(reject_code_word(reject->why.code))),
            db_text(safe_text(arena, text_of(reject->why.message))),
            db_text(safe_text(arena, reject->raw)),
            db_text_or_null(safe_text(arena, reject->provider)),
            db_text_or_null(safe_text(arena, reject->invoice_no)),
            db_text_or_null(safe_text(arena, reject->line_no)),
            db_text_or_null(safe_text(arena, reject->client_ref)),
        };
        db_copy_values(copy, COUNT_OF(values), values);
    }
    return db_copy_end(copy, error_r);
}

static bool file_record(const struct load_lane *lane, const struct file_result *result,
                        struct error *error_r)
{
    const struct loader *loader = lane->loader;
    struct arena *arena = lane->file_arena;
    struct db_value values[] = {
        db_int8(loader->run.council_id),
        db_int8(lane->file.file_id),
        db_int8(loader->run.run_id),
        db_text(text_of(lane->file.feed)),
        db_text(text_of(feed_kind_word(lane->file.kind))),
        db_text(safe_text(arena, lane->file.name)),
        db_bytea(lane->file.sha256, sizeof(lane->file.sha256)),
        db_text(text_of(file_state_word(result->state))),
        db_text_or_null(safe_text(arena, result->reason)),
        db_text_or_null(result->reference),
        db_int8(result->rows_read),
        db_int8(result->rows_loaded),
        db_int8(result->rows_rejected),
    };
    return db_execute(loader->db, sql_load_add_file, COUNT_OF(values), values, NULL, error_r);
}

static bool uneven_record(const struct load_lane *lane, const struct file_result *result,
                          struct error *error_r)
{
    struct db_value values[] = {
        db_int8(lane->loader->run.council_id),
        db_int8(lane->file.file_id),
        db_int8(result->totals_differ_pence),
        db_text(result->totals),
    };
    return db_execute(lane->loader->db, sql_load_add_uneven, COUNT_OF(values), values, NULL,
                      error_r);
}

static bool cancellation_record(const struct load_lane *lane, struct error *error_r)
{
    struct db_value values[] = {
        db_int8(lane->loader->run.council_id),
        db_int8(lane->file.file_id),
        db_text(lane->cancelled_order),
    };

    lane->loader->has_cancelled = true;
    return db_execute(lane->loader->db, sql_load_add_cancellation, COUNT_OF(values), values, NULL,
                      error_r);
}

static void bills_count(const struct load_lane *lane)
{
    struct run_totals *totals = &lane->loader->totals;
    int64_t rejected = (int64_t)lane->reject_count;

    totals->lines_in += lane->rows_in_file + rejected;
    totals->rejected += rejected;
    totals->pence_in += lane->bill_pence;
    lane->loader->line_count += lane->rows_in_file;
}

static bool file_book(const struct load_lane *lane, const struct file_result *result,
                      struct error *error_r)
{
    if (!file_record(lane, result, error_r))
        return false;
    if (result->state != FILE_STATE_LOADED)
        return true;
    if (result->totals.length > 0 && !uneven_record(lane, result, error_r))
        return false;
    if (lane->file.kind == FEED_KIND_BILL)
        bills_count(lane);
    if (lane->file.kind == FEED_KIND_ORDER)
        lane->loader->order_count += lane->rows_in_file;
    if (lane->cancelled_order.length > 0 && !cancellation_record(lane, error_r))
        return false;
    return rejects_write(lane, error_r);
}

static bool records_end(struct load_lane *lane, bool is_loaded, struct error *error_r)
{
    if (is_loaded)
        return load_bills_end(lane, error_r) && load_orders_end(lane, error_r);
    load_bills_forget(lane->bills);
    load_orders_forget(lane->orders);
    return true;
}

bool load_lane_file_end(struct load_lane *lane, const struct file_result *result,
                        struct error *error_r)
{
    bool is_loaded = result->state == FILE_STATE_LOADED;

    if (!records_end(lane, is_loaded, error_r) || !load_lane_copy_end(lane, error_r) ||
        !(is_loaded ? db_savepoint_keep(lane->db, error_r)
                    : db_savepoint_rollback(lane->db, error_r)))
        return false;
    pthread_mutex_lock(&lane->loader->lock);
    bool is_booked = file_book(lane, result, error_r);
    pthread_mutex_unlock(&lane->loader->lock);
    return is_booked;
}

/* --- the end of the load ------------------------------------------------------ */

/* The loader's own is committed with the stage; its session writes the packages while others end.
 */
static bool lane_end(void *context, size_t number, struct error *error_r)
{
    const struct loader *loader = context;
    struct load_lane *lane = loader->lanes;

    for (; number > 0; number--)
        lane = lane->next;
    if (!load_orders_finish(lane, error_r))
        return false;
    return lane == loader->own_lane ? package_table_flush(loader->packages, error_r)
                                    : db_commit(lane->db, error_r);
}

static bool lanes_end(struct loader *loader, struct error *error_r)
{
    size_t count = 0;

    for (const struct load_lane *lane = loader->lanes; lane != NULL; lane = lane->next)
        count++;
    return side_by_side(count, count, lane_end, loader, error_r);
}

/* Autovacuum looks at a table a minute after it grew; the match stage comes
 * sooner, and planned on what was known before a large load it would read whole
 * tables once for each provider. */
static bool planner_tell(const struct loader *loader, struct error *error_r)
{
    struct db_result *result;

    if (!db_query(loader->db, sql_load_rows_known, 0, NULL, &result, error_r))
        return false;
    int64_t known_orders = db_get_int(result, 0, 0), known_lines = db_get_int(result, 0, 1);
    db_result_free(result);
    bool has_grown =
        10 * loader->order_count > known_orders || 10 * loader->line_count > known_lines;
    return !has_grown || db_execute(loader->db, sql_load_analyze, 0, NULL, NULL, error_r);
}

bool loader_close(struct loader *loader, struct run_totals *totals_r, struct error *error_r)
{
    bool is_closed = lanes_end(loader, error_r) && db_look_up_only(loader->db, false, error_r) &&
                     load_orders_settle(loader, error_r) && planner_tell(loader, error_r);

    *totals_r = loader->totals;
    loader_abandon(loader);
    return is_closed;
}

void loader_abandon(struct loader *loader)
{
    if (loader == NULL || loader->arena == NULL)
        return;
    for (struct load_lane *lane = loader->lanes; lane != NULL; lane = lane->next) {
        load_orders_free(lane->orders);
        arena_free(lane->arena);
        arena_free(lane->file_arena);
        if (lane->db != loader->db)
            db_close(lane->db);
    }
    seen_keys_free(loader->orders_seen);
    arena_free(loader->arena);
    loader->arena = NULL;
}

bool load_store_run_files(struct db *db, const struct run *run, struct arena *arena,
                          size_t *count_r, const struct run_file **files_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};
    struct db_result *result;

    if (!db_query(db, sql_load_run_files, COUNT_OF(values), values, &result, error_r))
        return false;
    struct run_file *files = ARENA_ARRAY(arena, struct run_file, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        files[row].feed = db_keep_text(result, row, 0, arena);
        files[row].name = db_keep_text(result, row, 1, arena);
        memcpy(files[row].sha256, db_get_text(result, row, 2).bytes, sizeof(files[row].sha256));
        bool is_known = file_state_parse(db_get_text(result, row, 3), &files[row].state);
        assert(is_known);
        files[row].reason = db_keep_text(result, row, 4, arena);
    }
    *count_r = db_rows(result);
    *files_r = files;
    db_result_free(result);
    return true;
}
