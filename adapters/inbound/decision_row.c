#include "adapters/inbound/record_rows.h"

static bool is_person(const struct inbound_context *context, struct text name)
{
    for (size_t i = 0; i < context->person_count; i++)
        if (text_equal(text_of(context->people[i].name), name))
            return true;
    return context->person_count == 0;
}

static bool field_person(const struct row *row, size_t field, struct text *name_r)
{
    return field_reference(row, field, name_r) &&
           (is_person(row->context, *name_r) ||
            field_refuse_value(row, field, "one of the council's people"));
}

bool decision_row_read(const struct row *row, struct decision *decision_r)
{
    *decision_r = (struct decision){.line = row->line};
    return field_provider(row, &decision_r->provider) &&
           field_reference(row, DECISION_FIELD_INVOICE_NO, &decision_r->invoice_no) &&
           field_number_reference(row, DECISION_FIELD_LINE_NO, &decision_r->line_no) &&
           field_decision_kind(row, DECISION_FIELD_DECISION, &decision_r->kind) &&
           field_person(row, DECISION_FIELD_BY, &decision_r->by) &&
           field_text(row, DECISION_FIELD_REASON, &decision_r->reason);
}
