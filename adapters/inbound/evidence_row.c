#include "adapters/inbound/record_rows.h"

/* A log-out, like any end, has the first moment that is not before its log-in. */
static bool read_log_out(const struct row *row, struct evidence *evidence)
{
    size_t field = EVIDENCE_FIELD_LOG_OUT;
    int64_t civil_s, offset_s;

    if (!field_is_given(row, field))
        return field_refuse_missing(row, field);
    if (!datetime_parse(field_value(row, field), row->date_form, &civil_s, &offset_s))
        return field_refuse_moment(row, field);
    if (given(offset_s))
        evidence->log_out_s = civil_s - offset_s;
    else if (!zone_memory_utc_not_before(row->zone, civil_s, evidence->log_in_s,
                                         &evidence->log_out_s))
        return field_refuse_nonexistent(row, field, civil_s);
    if (evidence->log_out_s <= evidence->log_in_s)
        return field_refuse_value(row, field, "after log_in");
    return evidence->log_out_s - evidence->log_in_s <= EVIDENCE_DAYS_MOST * SECONDS_PER_DAY ||
           field_refuse_value(row, field, "within 32 days of log_in");
}

bool evidence_row_read(const struct row *row, struct evidence *evidence_r)
{
    *evidence_r = (struct evidence){.source_row = row->source_row, .method = EVIDENCE_METHOD_COUNT};
    return field_provider(row, &evidence_r->provider) &&
           field_reference(row, EVIDENCE_FIELD_CLIENT_REF, &evidence_r->client_ref) &&
           field_reference(row, EVIDENCE_FIELD_CARER_REF, &evidence_r->carer_ref) &&
           field_reference(row, EVIDENCE_FIELD_SERVICE, &evidence_r->service) &&
           field_reference(row, EVIDENCE_FIELD_VISIT_REF, &evidence_r->visit_ref) &&
           field_evidence_method(row, EVIDENCE_FIELD_METHOD, &evidence_r->method) &&
           field_moment(row, EVIDENCE_FIELD_LOG_IN, &evidence_r->log_in_s) &&
           read_log_out(row, evidence_r);
}
