#include "adapters/inbound/record_rows.h"

bool paid_row_read(const struct row *row, struct paid_before *paid_r)
{
    *paid_r = (struct paid_before){.source_row = row->source_row};
    return field_provider(row, &paid_r->provider) &&
           field_reference(row, PAID_FIELD_CLIENT_REF, &paid_r->client_ref) &&
           field_reference(row, PAID_FIELD_SERVICE, &paid_r->service) &&
           field_moment(row, PAID_FIELD_START, &paid_r->start_s) &&
           field_reference(row, PAID_FIELD_INVOICE_NO, &paid_r->invoice_no) &&
           field_number_reference(row, PAID_FIELD_LINE_NO, &paid_r->line_no) &&
           field_decimal(row, PAID_FIELD_AMOUNT, PLACES_MONEY, &paid_r->amount_pence);
}
