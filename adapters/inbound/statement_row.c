#include "adapters/inbound/record_rows.h"

bool statement_row_read(const struct row *row, struct statement_entry *entry_r)
{
    *entry_r = (struct statement_entry){0};
    return field_day(row, STATEMENT_FIELD_DATE, &entry_r->posted) &&
           field_decimal(row, STATEMENT_FIELD_AMOUNT, PLACES_MONEY, &entry_r->amount_pence) &&
           field_reference(row, STATEMENT_FIELD_MERCHANT_ID, &entry_r->merchant_id) &&
           field_reference(row, STATEMENT_FIELD_REFERENCE, &entry_r->reference) &&
           field_reference(row, STATEMENT_FIELD_BATCH, &entry_r->batch) &&
           field_number_reference(row, STATEMENT_FIELD_TRANSACTION, &entry_r->transaction);
}
