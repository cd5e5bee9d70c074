#include "adapters/postgres/load_store.h"

#include <assert.h>
#include <string.h>

#include "adapters/postgres/package_table.h"
#include "adapters/postgres/safe_text.h"
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

struct loader {
    struct db *db;
    struct arena *arena;
    struct run run;
    struct package_table *packages;
    int64_t next_file_id, next_order_id, next_line_id, next_evidence_id, next_rate_id,
        next_decision_id;
    int64_t first_order_id, first_line_id; /* of this load */
    struct run_totals totals;

    struct inbound_file file; /* in hand */
    struct arena *file_arena;
    struct db_copy *copy; /* open while records of one kind stream in, else NULL */
    int32_t rows_in_file;
    int64_t bill_pence;
    size_t reject_count, reject_room;
    struct kept_reject *rejects;
};

bool loader_open(struct db *db, struct arena *arena, const struct run *run,
                 struct loader **loader_r, struct error *error_r)
{
    struct loader *loader = ARENA_NEW(arena, struct loader);
    struct db_value value = db_int8(run->council_id);
    struct db_result *result;

    loader->db = db;
    loader->arena = arena;
    loader->run = *run;
    if (!package_table_open(db, arena, run->council_id, &loader->packages, error_r) ||
        !db_query(db, sql_load_next_ids, 1, &value, &result, error_r))
        return false;
    loader->next_file_id = db_get_int(result, 0, 0);
    loader->next_order_id = loader->first_order_id = db_get_int(result, 0, 1);
    loader->next_line_id = loader->first_line_id = db_get_int(result, 0, 2);
    loader->next_evidence_id = db_get_int(result, 0, 3);
    loader->next_rate_id = db_get_int(result, 0, 4);
    loader->next_decision_id = db_get_int(result, 0, 5);
    db_result_free(result);
    loader->file_arena = arena_new();
    *loader_r = loader;
    return true;
}

/* --- COPY ------------------------------------------------------------------ */

static bool copy_ready(struct loader *loader, const char *copy_sql, struct error *error_r)
{
    return loader->copy != NULL || db_copy_begin(loader->db, copy_sql, &loader->copy, error_r);
}

/* Nothing else can be asked of the connection while a COPY runs. */
static bool copy_finish(struct loader *loader, struct error *error_r)
{
    struct db_copy *copy = loader->copy;

    loader->copy = NULL;
    return copy == NULL || db_copy_end(copy, error_r);
}

/* --- questions ------------------------------------------------------------- */

static bool ask(struct loader *loader, const char *sql, size_t value_count,
                const struct db_value *values, bool *answer_r, struct error *error_r)
{
    struct db_result *result;

    if (!copy_finish(loader, error_r) ||
        !db_query(loader->db, sql, value_count, values, &result, error_r))
        return false;
    *answer_r = db_get_bool(result, 0, 0);
    db_result_free(result);
    return true;
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

/* --- records --------------------------------------------------------------- */

bool loader_file_begin(struct loader *loader, const struct inbound_file *file,
                       struct error *error_r)
{
    arena_empty(loader->file_arena);
    loader->file = *file;
    loader->rows_in_file = 0;
    loader->bill_pence = 0;
    loader->reject_count = loader->reject_room = 0;
    loader->rejects = NULL;
    return db_savepoint(loader->db, error_r);
}

bool loader_add_bill(struct loader *loader, const struct bill_line *line, struct error *error_r)
{
    struct text unit = text_of(quantity_unit_word(line->unit));
    struct text outcome = bill_line_is_delivered(line) ? (struct text){NULL, 0} : line->outcome;

    if (!copy_ready(loader, sql_load_copy_bills, error_r))
        return false;
    struct db_value values[] = {
        db_int8(loader->run.council_id),
        db_int8(loader->next_line_id++),
        db_int8(package_number(loader->packages, line->provider, line->client_ref, line->service)),
        db_int8(loader->run.run_id),
        db_int8(loader->next_file_id),
        db_int4(line->source_row),
        db_text(line->invoice_no),
        db_text(line->line_no),
        db_text_or_null(line->carer_ref),
        db_text_or_null(line->order_no),
        db_text_or_null(line->order_line),
        db_text_or_null(outcome),
        db_text_or_null(line->description),
        db_text_or_null(line->credits_invoice_no),
        db_text_or_null(line->credits_line_no),
        db_timestamptz(line->claimed_start_s),
        db_timestamptz(line->claimed_end_s),
        db_timestamptz(line->actual_start_s),
        db_timestamptz(line->actual_end_s),
        db_timestamptz(line->notice_at_s),
        db_int8(line->quantity_e4),
        db_int8(line->rate_e6),
        db_int8(line->net_pence),
        db_int8(line->vat_pence),
        db_date(line->invoice_date),
        db_text_or_null(unit),
        db_bool(line->secondary),
    };
    db_copy_values(loader->copy, COUNT_OF(values), values);
    loader->rows_in_file++;
    loader->bill_pence += given(line->net_pence) ? line->net_pence : 0;
    return true;
}

bool loader_add_order(struct loader *loader, const struct order_line *line, struct error *error_r)
{
    bool is_visit = line->basis == BASIS_VISIT, is_period = line->basis == BASIS_PERIOD;

    if (!copy_ready(loader, sql_load_copy_orders, error_r))
        return false;
    struct db_value values[] = {
        db_int8(loader->run.council_id),
        db_int8(loader->next_order_id++),
        db_int8(package_number(loader->packages, line->provider, line->client_ref, line->service)),
        db_int8(loader->next_file_id),
        db_int4(line->source_row),
        db_text(line->order_no),
        db_text(line->order_line),
        db_text(text_of(basis_word(line->basis))),
        db_text(text_of(order_status_word(line->status))),
        db_int8(line->version),
        db_timestamptz(is_visit ? line->planned_start_s : NOT_GIVEN),
        db_int4(is_visit ? line->planned_minutes : NOT_GIVEN),
        db_int4(is_visit ? line->carers : NOT_GIVEN),
        db_int8(is_visit ? NOT_GIVEN : line->quantity_e4),
        db_text_or_null(is_period ? text_of(period_word(line->period)) : (struct text){NULL, 0}),
        db_date(line->valid_from),
        db_date(line->valid_to),
        db_int8(line->rate_e6),
        db_int8(line->unit_price_e6),
        db_text_or_null(line->cost_centre),
        db_text_or_null(line->gl_code),
        db_text_or_null(line->care_manager),
    };
    db_copy_values(loader->copy, COUNT_OF(values), values);
    loader->rows_in_file++;
    return true;
}

bool loader_add_evidence(struct loader *loader, const struct evidence *e, struct error *error_r)
{
    bool has_method = e->method != EVIDENCE_METHOD_COUNT;

    if (!copy_ready(loader, sql_load_copy_evidence, error_r))
        return false;
    struct db_value values[] = {
        db_int8(loader->run.council_id),
        db_int8(loader->next_evidence_id++),
        db_int8(loader->next_file_id),
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
    db_copy_values(loader->copy, COUNT_OF(values), values);
    loader->rows_in_file++;
    return true;
}

bool loader_add_rate(struct loader *loader, const struct rate_entry *r, struct error *error_r)
{
    struct db_value values[] = {
        db_int8(loader->run.council_id),
        db_int8(loader->next_rate_id++),
        db_int8(loader->next_file_id),
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
    loader->rows_in_file++;
    return db_execute(loader->db, sql_load_add_rate, COUNT_OF(values), values, NULL, error_r);
}

bool loader_add_provider(struct loader *loader, const struct provider *p, struct error *error_r)
{
    struct text rail = p->rail == RAIL_COUNT ? (struct text){NULL, 0} : text_of(rail_word(p->rail));
    struct db_value values[] = {
        db_int8(loader->run.council_id),
        db_text(p->provider),
        db_int8(loader->next_file_id),
        db_int4(++loader->rows_in_file),
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
    return db_execute(loader->db, sql_load_add_provider, COUNT_OF(values), values, NULL, error_r);
}

bool loader_add_contact(struct loader *loader, const struct contact *c, struct error *error_r)
{
    struct db_value values[] = {
        db_int8(loader->run.council_id), db_text(c->care_manager), db_int8(loader->next_file_id),
        db_int4(++loader->rows_in_file), db_text(c->email),        db_text_or_null(c->name),
    };
    return db_execute(loader->db, sql_load_add_contact, COUNT_OF(values), values, NULL, error_r);
}

bool loader_add_suspension(struct loader *loader, const struct suspension *s, struct error *error_r)
{
    struct db_value values[] = {
        db_int8(loader->run.council_id), db_text(s->client_ref),          db_date(s->from),
        db_int8(loader->next_file_id),   db_int4(++loader->rows_in_file), db_date(s->to),
        db_text_or_null(s->reason),
    };
    return db_execute(loader->db, sql_load_add_suspension, COUNT_OF(values), values, NULL, error_r);
}

bool loader_add_decision(struct loader *loader, const struct decision *d, struct error *error_r)
{
    struct db_value values[] = {
        db_int8(loader->run.council_id),
        db_int8(loader->next_decision_id++),
        db_int8(loader->run.run_id),
        db_text(d->provider),
        db_text(d->invoice_no),
        db_text(d->line_no),
        db_text(text_of(decision_kind_word(d->kind))),
        db_text(d->by),
        db_text(d->reason),
    };
    loader->rows_in_file++;
    return db_execute(loader->db, sql_load_add_decision, COUNT_OF(values), values, NULL, error_r);
}

bool loader_add_reject(struct loader *loader, const struct loader_reject *reject,
                       struct error *error_r)
{
    struct arena *arena = loader->file_arena;

    (void)error_r; /* kept in memory until the file is known to be whole */
    loader->rejects = arena_grow(arena, loader->rejects, &loader->reject_room,
                                 loader->reject_count + 1, sizeof(*loader->rejects));
    loader->rejects[loader->reject_count++] = (struct kept_reject){
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

/* --- the end of a file ----------------------------------------------------- */

static bool rejects_flush(struct loader *loader, struct error *error_r)
{
    struct arena *arena = loader->file_arena;

    if (loader->reject_count == 0)
        return true;
    if (!copy_ready(loader, sql_load_copy_rejects, error_r))
        return false;
    for (size_t i = 0; i < loader->reject_count; i++) {
        const struct kept_reject *reject = &loader->rejects[i];
        struct db_value values[] = {
            db_int8(loader->run.council_id),
            db_int8(loader->next_file_id),
            db_int4(reject->source_row),
            db_int8(loader->run.run_id),
            db_text(text_of(feed_kind_word(loader->file.kind))),
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
        db_copy_values(loader->copy, COUNT_OF(values), values);
    }
    return copy_finish(loader, error_r);
}

static bool file_record(struct loader *loader, const struct file_result *result,
                        struct error *error_r)
{
    struct arena *arena = loader->file_arena;
    struct db_value values[] = {
        db_int8(loader->run.council_id),
        db_int8(loader->next_file_id),
        db_int8(loader->run.run_id),
        db_text(text_of(loader->file.feed)),
        db_text(text_of(feed_kind_word(loader->file.kind))),
        db_text(safe_text(arena, loader->file.name)),
        db_bytea(loader->file.sha256, sizeof(loader->file.sha256)),
        db_text(text_of(file_state_word(result->state))),
        db_text_or_null(safe_text(arena, result->reason)),
        db_text_or_null(result->reference),
        db_int8(result->rows_read),
        db_int8(result->rows_loaded),
        db_int8(result->rows_rejected),
    };
    return db_execute(loader->db, sql_load_add_file, COUNT_OF(values), values, NULL, error_r);
}

static void totals_add(struct loader *loader)
{
    if (loader->file.kind == FEED_KIND_BILL) {
        int64_t rejected = (int64_t)loader->reject_count;
        loader->totals.lines_in += loader->rows_in_file + rejected;
        loader->totals.rejected += rejected;
        loader->totals.pence_in += loader->bill_pence;
    }
}

bool loader_file_end(struct loader *loader, const struct file_result *result, struct error *error_r)
{
    bool is_loaded = result->state == FILE_STATE_LOADED;

    if (!copy_finish(loader, error_r))
        return false;
    if (!(is_loaded ? db_savepoint_keep(loader->db, error_r)
                    : db_savepoint_rollback(loader->db, error_r)) ||
        !file_record(loader, result, error_r) || !package_table_flush(loader->packages, error_r))
        return false;
    if (is_loaded) {
        totals_add(loader);
        if (!rejects_flush(loader, error_r))
            return false;
    }
    loader->next_file_id++;
    return true;
}

static bool orders_put_in_force(struct loader *loader, struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id), db_int8(loader->first_order_id)};
    return loader->next_order_id == loader->first_order_id ||
           db_execute(loader->db, sql_load_put_orders_in_force, COUNT_OF(values), values, NULL,
                      error_r);
}

/* Autovacuum looks at a table a minute after it grew; the match stage comes
 * sooner, and planned on what was known before a large load it would read whole
 * tables once for each provider. */
static bool planner_tell(struct loader *loader, struct error *error_r)
{
    struct db_result *result;

    if (!db_query(loader->db, sql_load_rows_known, 0, NULL, &result, error_r))
        return false;
    int64_t known_orders = db_get_int(result, 0, 0), known_lines = db_get_int(result, 0, 1);
    db_result_free(result);
    bool has_grown = 10 * (loader->next_order_id - loader->first_order_id) > known_orders ||
                     10 * (loader->next_line_id - loader->first_line_id) > known_lines;
    return !has_grown || db_execute(loader->db, sql_load_analyze, 0, NULL, NULL, error_r);
}

bool loader_close(struct loader *loader, struct run_totals *totals_r, struct error *error_r)
{
    bool is_closed = orders_put_in_force(loader, error_r) && planner_tell(loader, error_r);

    *totals_r = loader->totals;
    loader_abandon(loader);
    return is_closed;
}

void loader_abandon(struct loader *loader)
{
    if (loader != NULL) {
        arena_free(loader->file_arena);
        loader->file_arena = NULL;
    }
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
