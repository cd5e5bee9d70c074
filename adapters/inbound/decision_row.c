#include "adapters/inbound/record_rows.h"

bool decision_row_read(const struct row *row, struct decision *decision_r)
{
    *decision_r = (struct decision){0};
    return field_provider(row, &decision_r->provider) &&
           field_reference(row, DECISION_FIELD_INVOICE_NO, &decision_r->invoice_no) &&
           field_number_reference(row, DECISION_FIELD_LINE_NO, &decision_r->line_no) &&
           field_decision_kind(row, DECISION_FIELD_DECISION, &decision_r->kind) &&
           field_reference(row, DECISION_FIELD_BY, &decision_r->by) &&
           field_text(row, DECISION_FIELD_REASON, &decision_r->reason);
}
