#include "adapters/inbound/record_rows.h"

/* Codes of ISO 20022 (pain.002, caaa.012) that mean the same.  X(code, answer) */
#define STATUS_CODE_LIST(X)                                                                        \
    X("ACSC", SETTLED)                                                                             \
    X("ACCC", SETTLED)                                                                             \
    X("APPR", SETTLED)                                                                             \
    X("RJCT", DECLINED)                                                                            \
    X("CANC", DECLINED)                                                                            \
    X("DECL", DECLINED)                                                                            \
    X("RCVD", RECEIVED)                                                                            \
    X("ACTC", RECEIVED)                                                                            \
    X("ACCP", RECEIVED)                                                                            \
    X("ACFC", RECEIVED)                                                                            \
    X("ACIS", RECEIVED)                                                                            \
    X("ACPD", RECEIVED)                                                                            \
    X("ACSP", RECEIVED)                                                                            \
    X("ACWC", RECEIVED)                                                                            \
    X("ACWP", RECEIVED)                                                                            \
    X("PATC", RECEIVED)                                                                            \
    X("PART", RECEIVED)                                                                            \
    X("PDNG", RECEIVED)                                                                            \
    X("PRES", RECEIVED)                                                                            \
    X("BLCK", RECEIVED)                                                                            \
    X("SUSP", RECEIVED)

bool response_status_of(struct text word, enum payment_answer *answer_r)
{
#define X(code, answer)                                                                            \
    if (text_equal(word, TEXT_LITERAL(code))) {                                                    \
        *answer_r = ANSWER_##answer;                                                               \
        return true;                                                                               \
    }
    STATUS_CODE_LIST(X)
#undef X
    return false;
}

static bool read_status(const struct row *row, enum payment_answer *status_r)
{
    return response_status_of(field_value(row, RESPONSE_FIELD_STATUS), status_r) ||
           field_payment_answer(row, RESPONSE_FIELD_STATUS, status_r);
}

bool response_row_read(const struct row *row, struct payment_response *response_r)
{
    *response_r = (struct payment_response){.status = ANSWER_RECEIVED};
    return field_reference(row, RESPONSE_FIELD_BATCH, &response_r->batch) &&
           field_number_reference(row, RESPONSE_FIELD_TRANSACTION, &response_r->transaction) &&
           read_status(row, &response_r->status) &&
           field_moment(row, RESPONSE_FIELD_AT, &response_r->at_s) &&
           field_decimal_not_negative(row, RESPONSE_FIELD_AMOUNT, PLACES_MONEY,
                                      &response_r->amount_pence) &&
           field_text(row, RESPONSE_FIELD_MESSAGE, &response_r->message);
}
