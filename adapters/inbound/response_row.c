#include "adapters/inbound/record_rows.h"

bool response_row_read(const struct row *row, struct payment_response *response_r)
{
    *response_r = (struct payment_response){.status = ANSWER_RECEIVED};
    return field_reference(row, RESPONSE_FIELD_BATCH, &response_r->batch) &&
           field_number_reference(row, RESPONSE_FIELD_TRANSACTION, &response_r->transaction) &&
           field_payment_answer(row, RESPONSE_FIELD_STATUS, &response_r->status) &&
           field_moment(row, RESPONSE_FIELD_AT, &response_r->at_s) &&
           field_decimal_not_negative(row, RESPONSE_FIELD_AMOUNT, PLACES_MONEY,
                                      &response_r->amount_pence) &&
           field_text(row, RESPONSE_FIELD_MESSAGE, &response_r->message);
}
