#include "adapters/postgres/load_store.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "adapters/postgres/audit_store.h"
#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/package_table.h"
#include "adapters/postgres/record_rows.h"
#include "adapters/postgres/safe_text.h"
#include "adapters/postgres/seen_keys.h"
#include "matcher/record/word_functions.h"
#include "sql_statements.h"

DEFINE_WORD_FUNCTIONS(file_state, FILE_STATE_LIST, FILE_STATE_COUNT)

/* A reject of the file in hand; written once the file is known to be whole. */
struct kept_reject {
    int32_t source_row;
    int64_t line;
    struct reject why;
    struct text raw, provider, invoice_no, line_no, client_ref;
};

/* Order lines that were perhaps read before tonight and that memory keeps, at most. */
#define WAITING_MOST 4096

struct loader {
    pthread_mutex_t lock; /* over the session and all that follows */
    struct db *db;
    struct arena *arena;
    struct run run;
    struct package_table *packages; /* has a lock of its own */
    struct seen_keys *orders_seen;  /* needs none */
    int64_t first_file_id, next_file_id, next_decision_id;
    bool had_orders; /* before tonight */
    int64_t order_count, line_count;
    struct run_totals totals;
    struct load_lane *lanes, *own_lane;
};

struct load_lane {
    struct load_lane *next;
    struct loader *loader;
    struct db *db;            /* the loader's, or its own */
    struct inbound_file file; /* in hand */
    struct arena *file_arena;
    struct package_memory package;
    struct db_copy *copy; /* open while records of one kind stream in, else NULL */
    int32_t rows_in_file;
    int64_t bill_pence;
    size_t reject_count, reject_room;
    struct kept_reject *rejects;
    struct arena *waiting_arena;
    size_t waiting_count, waiting_room;
    struct order_line *waiting;
    struct text cancelled_order; /* by the file in hand; empty: none */
};

static struct load_lane *lane_new(struct loader *loader, struct db *db)
{
    struct load_lane *lane = ARENA_NEW(loader->arena, struct load_lane);

    lane->next = loader->lanes;
    lane->loader = loader;
    lane->db = db;
    lane->file_arena = arena_new();
    lane->waiting_arena = arena_new();
    loader->lanes = lane;
    return lane;
}

bool load_store_sweep(struct db *db, int64_t council_id, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    return db_execute(db, sql_load_sweep, 1, &value, NULL, error_r);
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
    loader->next_decision_id = db_get_int(result, 0, 1);
    loader->had_orders = db_get_bool(result, 0, 2);
    db_result_free(result);
    loader->orders_seen = seen_keys_new();
    loader->own_lane = lane_new(loader, db);
    return true;
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
    return is_open && db_begin(db, error_r);
}

int64_t loader_next_file_id(struct loader *loader)
{
    pthread_mutex_lock(&loader->lock);
    int64_t file_id = loader->next_file_id++;
    pthread_mutex_unlock(&loader->lock);
    return file_id;
}

/* --- COPY ------------------------------------------------------------------ */

static bool copy_ready(struct load_lane *lane, const char *copy_sql, struct error *error_r)
{
    return lane->copy != NULL || db_copy_begin(lane->db, copy_sql, &lane->copy, error_r);
}

/* Nothing else can be asked of the session while a COPY runs. */
static bool copy_finish(struct load_lane *lane, struct error *error_r)
{
    struct db_copy *copy = lane->copy;

    lane->copy = NULL;
    return copy == NULL || db_copy_end(copy, error_r);
}

/* --- questions ------------------------------------------------------------- */

static bool ask(struct loader *loader, const char *sql, size_t value_count,
                const struct db_value *values, bool *answer_r, struct error *error_r)
{
    struct db_result *result;

    pthread_mutex_lock(&loader->lock);
    bool is_answered = copy_finish(loader->own_lane, error_r) &&
                       db_query(loader->db, sql, value_count, values, &result, error_r);
    if (is_answered) {
        *answer_r = db_get_bool(result, 0, 0);
        db_result_free(result);
    }
    pthread_mutex_unlock(&loader->lock);
    return is_answered;
}

bool loader_find_content(struct loader *loader, const uint8_t sha256[32], bool *loaded_r,
                         struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id), db_bytea(sha256, 32)};
    return ask(loader, sql_load_find_content, COUNT_OF(values), values, loaded_r, error_r);
}

bool loader_find_reference(struct loader *loader, struct text reference, bool *loaded_r,
                           struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id), db_text(reference)};
    return ask(loader, sql_load_find_reference, COUNT_OF(values), values, loaded_r, error_r);
}

bool loader_find_judged(struct loader *loader, const struct decision *decision, bool *judged_r,
                        struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id), db_text(decision->provider),
                                db_text(decision->invoice_no), db_text(decision->line_no)};
    return ask(loader, sql_load_find_judged, COUNT_OF(values), values, judged_r, error_r);
}

/* --- records --------------------------------------------------------------- */

static void waiting_forget(struct load_lane *lane)
{
    arena_empty(lane->waiting_arena);
    lane->waiting_count = lane->waiting_room = 0;
    lane->waiting = NULL;
}

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
    waiting_forget(lane);
    return db_savepoint(lane->db, error_r);
}

/* Where the record stands in loading order. */
static int64_t record_id(const struct load_lane *lane, int32_t source_row)
{
    return lane->file.file_id * FILE_RECORDS + source_row;
}

bool load_lane_add_bill(struct load_lane *lane, struct bill_line *line, struct error *error_r)
{
    struct text unit = text_of(quantity_unit_word(line->unit));
    struct text outcome = bill_line_is_delivered(line) ? (struct text){NULL, 0} : line->outcome;

    if (!copy_ready(lane, sql_load_copy_bills, error_r))
        return false;
    line->line_id = record_id(lane, line->source_row);
    line->file_id = lane->file.file_id;
    line->package_id = package_number(lane->loader->packages, &lane->package, line->provider,
                                      line->client_ref, line->service);
    struct db_copy *copy = lane->copy;
    copy_begin_row(copy, 27);
    copy_int8(copy, lane->loader->run.council_id);
    copy_int8(copy, line->line_id);
    copy_int8(copy, line->package_id);
    copy_int8(copy, lane->loader->run.run_id);
    copy_int8(copy, line->file_id);
    copy_int4(copy, line->source_row);
    copy_text(copy, line->invoice_no);
    copy_text(copy, line->line_no);
    copy_text_or_null(copy, line->carer_ref);
    copy_text_or_null(copy, line->order_no);
    copy_text_or_null(copy, line->order_line);
    copy_text_or_null(copy, outcome);
    copy_text_or_null(copy, line->description);
    copy_text_or_null(copy, line->credits_invoice_no);
    copy_text_or_null(copy, line->credits_line_no);
    copy_timestamptz(copy, line->claimed_start_s);
    copy_timestamptz(copy, line->claimed_end_s);
    copy_timestamptz(copy, line->actual_start_s);
    copy_timestamptz(copy, line->actual_end_s);
    copy_timestamptz(copy, line->notice_at_s);
    copy_int8(copy, line->quantity_e4);
    copy_int8(copy, line->rate_e6);
    copy_int8(copy, line->net_pence);
    copy_int8(copy, line->vat_pence);
    copy_date(copy, line->invoice_date);
    copy_text_or_null(copy, unit);
    copy_bool(copy, line->secondary);
    lane->rows_in_file++;
    lane->bill_pence += given(line->net_pence) ? line->net_pence : 0;
    return true;
}

static void order_row(struct load_lane *lane, const struct order_line *line)
{
    bool is_visit = line->basis == BASIS_VISIT, is_period = line->basis == BASIS_PERIOD;
    struct db_copy *copy = lane->copy;

    copy_begin_row(copy, 24);
    copy_int8(copy, lane->loader->run.council_id);
    copy_int8(copy, line->order_id);
    copy_int8(copy, line->order_key);
    copy_int4(copy, 1);
    copy_int8(copy, package_number(lane->loader->packages, &lane->package, line->provider,
                                   line->client_ref, line->service));
    copy_int8(copy, line->file_id);
    copy_int4(copy, line->source_row);
    copy_text(copy, line->order_no);
    copy_text(copy, line->order_line);
    copy_text(copy, text_of(basis_word(line->basis)));
    copy_text(copy, text_of(order_status_word(line->status)));
    copy_int8(copy, line->version);
    copy_timestamptz(copy, is_visit ? line->planned_start_s : NOT_GIVEN);
    copy_int4(copy, is_visit ? line->planned_minutes : NOT_GIVEN);
    copy_int4(copy, is_visit ? line->carers : NOT_GIVEN);
    copy_int8(copy, is_visit ? NOT_GIVEN : line->quantity_e4);
    copy_text_or_null(copy,
                      is_period ? text_of(period_word(line->period)) : (struct text){NULL, 0});
    copy_date(copy, line->valid_from);
    copy_date(copy, line->valid_to);
    copy_int8(copy, line->rate_e6);
    copy_int8(copy, line->unit_price_e6);
    copy_text_or_null(copy, line->cost_centre);
    copy_text_or_null(copy, line->gl_code);
    copy_text_or_null(copy, line->care_manager);
}

/* Sends the lines that wait in memory behind the others of the file. */
static bool waiting_send(struct load_lane *lane, struct error *error_r)
{
    if (lane->waiting_count == 0)
        return true;
    if (!copy_finish(lane, error_r) || !copy_ready(lane, sql_load_copy_waiting_orders, error_r))
        return false;
    for (size_t i = 0; i < lane->waiting_count; i++)
        order_row(lane, &lane->waiting[i]);
    waiting_forget(lane);
    return copy_finish(lane, error_r);
}

/* The texts that the row is made of. */
static struct order_line order_kept(struct arena *arena, const struct order_line *line)
{
    struct order_line kept = *line;

    kept.order_no = arena_text(arena, line->order_no);
    kept.order_line = arena_text(arena, line->order_line);
    kept.provider = arena_text(arena, line->provider);
    kept.client_ref = arena_text(arena, line->client_ref);
    kept.service = arena_text(arena, line->service);
    kept.cost_centre = arena_text(arena, line->cost_centre);
    kept.gl_code = arena_text(arena, line->gl_code);
    kept.care_manager = arena_text(arena, line->care_manager);
    return kept;
}

static bool order_wait(struct load_lane *lane, const struct order_line *line, struct error *error_r)
{
    if (lane->waiting_count == WAITING_MOST && !waiting_send(lane, error_r))
        return false;
    lane->waiting = arena_grow(lane->waiting_arena, lane->waiting, &lane->waiting_room,
                               lane->waiting_count + 1, sizeof(*lane->waiting));
    lane->waiting[lane->waiting_count++] = order_kept(lane->waiting_arena, line);
    return true;
}

/* A line that was perhaps read before waits: in the database where many may be so, else here. */
bool load_lane_add_order(struct load_lane *lane, struct order_line *line, struct error *error_r)
{
    struct loader *loader = lane->loader;
    const char *copy_sql = loader->had_orders ? sql_load_copy_waiting_orders : sql_load_copy_orders;

    line->order_id = line->order_key = record_id(lane, line->source_row);
    line->file_id = lane->file.file_id;
    lane->rows_in_file++;
    if (order_line_is_whole_order(line)) {
        lane->cancelled_order = arena_text(lane->file_arena, line->order_no);
        return true;
    }
    if (!loader->had_orders &&
        seen_keys_add(loader->orders_seen,
                      seen_keys_hash(loader->orders_seen, line->order_no, line->order_line)))
        return order_wait(lane, line, error_r);
    if (!copy_ready(lane, copy_sql, error_r))
        return false;
    order_row(lane, line);
    return true;
}

bool load_lane_add_evidence(struct load_lane *lane, const struct evidence *e, struct error *error_r)
{
    bool has_method = e->method != EVIDENCE_METHOD_COUNT;

    if (!copy_ready(lane, sql_load_copy_evidence, error_r))
        return false;
    struct db_value values[] = {
        db_int8(lane->loader->run.council_id),
        db_int8(record_id(lane, e->source_row)),
        db_int8(lane->file.file_id),
        db_int4(e->source_row),
        db_text(e->provider),
        db_text(e->client_ref),
        db_text(e->carer_ref),
        db_text_or_null(e->service),
        db_text_or_null(e->visit_ref),
        db_timestamptz(e->log_in_s),
        db_timestamptz(e->log_out_s),
        db_text_or_null(has_method ? text_of(evidence_method_word(e->method))
                                   : (struct text){NULL, 0}),
    };
    db_copy_values(lane->copy, COUNT_OF(values), values);
    lane->rows_in_file++;
    return true;
}

bool load_lane_add_rate(struct load_lane *lane, const struct rate_entry *r, struct error *error_r)
{
    struct db_value values[] = {
        db_int8(lane->loader->run.council_id),
        db_int8(record_id(lane, r->source_row)),
        db_int8(lane->file.file_id),
        db_int4(r->source_row),
        db_text(r->provider),
        db_text(r->service),
        db_text(text_of(day_type_word(r->day_type))),
        db_text(text_of(rate_kind_word(r->kind))),
        db_int4(r->minutes),
        db_int8(r->rate_e6),
        db_int4(r->from_time_s),
        db_int4(r->to_time_s),
        db_date(r->valid_from),
        db_date(r->valid_to),
    };
    lane->rows_in_file++;
    return db_execute(lane->loader->db, sql_load_add_rate, COUNT_OF(values), values, NULL, error_r);
}

bool load_lane_add_provider(struct load_lane *lane, const struct provider *p, struct error *error_r)
{
    struct text rail = p->rail == RAIL_COUNT ? (struct text){NULL, 0} : text_of(rail_word(p->rail));
    struct db_value values[] = {
        db_int8(lane->loader->run.council_id),
        db_text(p->provider),
        db_int8(lane->file.file_id),
        db_int4(++lane->rows_in_file),
        db_text(p->name),
        db_text_or_null(rail),
        db_text_or_null(p->card_token),
        db_text_or_null(p->card_last4),
        db_text_or_null(p->merchant_id),
        db_text_or_null(p->sort_code),
        db_text_or_null(p->account_no),
        db_text_or_null(p->account_name),
        db_text_or_null(p->vat_no),
        db_text_or_null(p->contact_email),
        db_text(text_of(provider_status_word(p->status))),
        db_int8(p->per_transaction_limit_pence),
    };
    return db_execute(lane->loader->db, sql_load_add_provider, COUNT_OF(values), values, NULL,
                      error_r);
}

bool load_lane_add_contact(struct load_lane *lane, const struct contact *c, struct error *error_r)
{
    struct db_value values[] = {
        db_int8(lane->loader->run.council_id),
        db_text(c->care_manager),
        db_int8(lane->file.file_id),
        db_int4(++lane->rows_in_file),
        db_text(c->email),
        db_text_or_null(c->name),
    };
    return db_execute(lane->loader->db, sql_load_add_contact, COUNT_OF(values), values, NULL,
                      error_r);
}

bool load_lane_add_suspension(struct load_lane *lane, const struct suspension *s,
                              struct error *error_r)
{
    struct db_value values[] = {
        db_int8(lane->loader->run.council_id),
        db_text(s->client_ref),
        db_date(s->from),
        db_int8(lane->file.file_id),
        db_int4(++lane->rows_in_file),
        db_date(s->to),
        db_text_or_null(s->reason),
    };
    return db_execute(lane->loader->db, sql_load_add_suspension, COUNT_OF(values), values, NULL,
                      error_r);
}

bool load_lane_add_paid(struct load_lane *lane, const struct paid_before *p, struct error *error_r)
{
    struct db_value values[] = {
        db_int8(lane->loader->run.council_id),
        db_int8(lane->file.file_id * FILE_RECORDS + p->source_row),
        db_int8(lane->file.file_id),
        db_int4(p->source_row),
        db_text(p->provider),
        db_text(p->client_ref),
        db_text(p->service),
        db_timestamptz(p->start_s),
        db_text(p->invoice_no),
        db_text_or_null(p->line_no),
        db_int8(p->amount_pence),
    };
    return db_execute(lane->loader->db, sql_load_add_paid, COUNT_OF(values), values, NULL, error_r);
}

bool load_lane_add_decision(struct load_lane *lane, const struct decision *d, struct error *error_r)
{
    struct loader *loader = lane->loader;
    const int64_t decision_id = loader->next_decision_id++;
    struct db_value values[] = {
        db_int8(loader->run.council_id),
        db_int8(decision_id),
        db_int8(loader->run.run_id),
        db_text(d->provider),
        db_text(d->invoice_no),
        db_text(d->line_no),
        db_text(text_of(decision_kind_word(d->kind))),
        db_text(d->by),
        db_text(d->reason),
    };
    lane->rows_in_file++;
    return db_execute(loader->db, sql_load_add_decision, COUNT_OF(values), values, NULL, error_r) &&
           audit_add(loader->db, loader->run.council_id, AUDIT_DECISION, TEXT_LITERAL(""),
                     decision_id, error_r);
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
    struct db_copy *copy;

    if (lane->reject_count == 0)
        return true;
    if (!db_copy_begin(loader->db, sql_load_copy_rejects, &copy, error_r))
        return false;
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

bool load_lane_file_end(struct load_lane *lane, const struct file_result *result,
                        struct error *error_r)
{
    bool is_loaded = result->state == FILE_STATE_LOADED;

    if ((is_loaded && !waiting_send(lane, error_r)) || !copy_finish(lane, error_r) ||
        !(is_loaded ? db_savepoint_keep(lane->db, error_r)
                    : db_savepoint_rollback(lane->db, error_r)))
        return false;
    pthread_mutex_lock(&lane->loader->lock);
    bool is_booked = file_book(lane, result, error_r);
    pthread_mutex_unlock(&lane->loader->lock);
    return is_booked;
}

/* --- the end of the load ------------------------------------------------------ */

static bool lanes_commit(const struct loader *loader, struct error *error_r)
{
    for (const struct load_lane *lane = loader->lanes; lane != NULL; lane = lane->next)
        if (lane->db != loader->db && !db_commit(lane->db, error_r))
            return false;
    return true;
}

/* Numbers the order lines that waited, and finds out which versions are in force. */
static bool orders_settle(const struct loader *loader, struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id),
                                db_int8(loader->first_file_id * FILE_RECORDS)};
    struct db_value files[] = {values[0], db_int8(loader->first_file_id)};

    return loader->order_count == 0 ||
           (db_execute(loader->db, sql_load_number_orders, 1, values, NULL, error_r) &&
            db_execute(loader->db, sql_load_cancel_orders, COUNT_OF(files), files, NULL, error_r) &&
            db_execute(loader->db, sql_load_replace_orders, COUNT_OF(values), values, NULL,
                       error_r));
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
    bool is_closed = lanes_commit(loader, error_r) &&
                     package_table_flush(loader->packages, error_r) &&
                     orders_settle(loader, error_r) && planner_tell(loader, error_r);

    *totals_r = loader->totals;
    loader_abandon(loader);
    return is_closed;
}

void loader_abandon(struct loader *loader)
{
    if (loader == NULL || loader->arena == NULL)
        return;
    for (struct load_lane *lane = loader->lanes; lane != NULL; lane = lane->next) {
        arena_free(lane->file_arena);
        arena_free(lane->waiting_arena);
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
