/* Records that come by the thousand, not by the million: a row each. */
#include "adapters/postgres/audit_store.h"
#include "adapters/postgres/load_lane.h"
#include "sql_statements.h"

static bool row_copy(struct load_lane *lane, const char *copy_sql, size_t value_count,
                     const struct db_value *values, struct error *error_r)
{
    if (!load_lane_copy(lane, copy_sql, error_r))
        return false;
    db_copy_values(lane->copy, value_count, values);
    return true;
}

bool load_lane_add_evidence(struct load_lane *lane, const struct evidence *e, struct error *error_r)
{
    bool has_method = e->method != EVIDENCE_METHOD_COUNT;
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
    lane->rows_in_file++;
    return row_copy(lane, sql_load_copy_evidence, COUNT_OF(values), values, error_r);
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
    return row_copy(lane, sql_load_copy_rates, COUNT_OF(values), values, error_r);
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
    return row_copy(lane, sql_load_copy_providers, COUNT_OF(values), values, error_r);
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
    return row_copy(lane, sql_load_copy_contacts, COUNT_OF(values), values, error_r);
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
    return row_copy(lane, sql_load_copy_suspensions, COUNT_OF(values), values, error_r);
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
    return row_copy(lane, sql_load_copy_paid, COUNT_OF(values), values, error_r);
}

static bool refuse_decision(struct load_lane *lane, const struct decision *d, int64_t decision_id,
                            const char *refusal, struct error *error_r)
{
    struct loader *loader = lane->loader;
    struct db_value values[] = {
        db_int8(loader->run.council_id), db_int8(decision_id), db_int8(loader->run.run_id),
        db_int8(lane->file.file_id),     db_int8(d->line),     db_text(text_of(refusal)),
    };
    return refusal == NULL || db_execute(loader->db, sql_load_refuse_decision, COUNT_OF(values),
                                         values, NULL, error_r);
}

bool load_lane_add_decision(struct load_lane *lane, const struct decision *d, const char *refusal,
                            struct error *error_r)
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
                     decision_id, error_r) &&
           refuse_decision(lane, d, decision_id, refusal, error_r);
}
