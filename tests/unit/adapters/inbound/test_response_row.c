#include "harness.h"

static void read_response(const char *row)
{
    feed.kind = FEED_KIND_RESPONSE;
    read_csv(arena_printf(arena, "batch,transaction,status,at,amount,message\n%s\n", row));
}

START_TEST(a_response)
{
    read_response("KENT-20261109-card-1,012,Declined,2026-11-09T12:00Z,9.50,no funds");
    const struct payment_response *response = &only_record()->response;
    ck_assert_text_eq(response->batch, "KENT-20261109-card-1");
    ck_assert_text_eq(response->transaction, "12");
    ck_assert_int_eq(response->status, ANSWER_DECLINED);
    ck_assert_int_eq(response->amount_pence, 950);
    ck_assert_text_eq(response->message, "no funds");
    read_response("KENT-20261109-card-1,*,settled,,,");
    response = &only_record()->response;
    ck_assert_text_eq(response->transaction, WHOLE_BATCH);
    ck_assert_int_eq(response->at_s, NOT_GIVEN);
    ck_assert_int_eq(response->amount_pence, NOT_GIVEN);
}
END_TEST

START_TEST(codes_of_iso_20022)
{
    read_response("*,KENT-20261109-1-12,RJCT,,,");
    ck_assert_int_eq(only_record()->response.status, ANSWER_DECLINED);
    read_response("*,KENT-20261109-1-12,ACSC,,,");
    ck_assert_int_eq(only_record()->response.status, ANSWER_SETTLED);
    read_response("*,KENT-20261109-1-12,ACTC,,,");
    ck_assert_int_eq(only_record()->response.status, ANSWER_RECEIVED);
}
END_TEST

START_TEST(refused_responses)
{
    read_response(",1,settled,,,");
    assert_rejected(REJECT_MISSING, "batch");
    read_response("B,,settled,,,");
    assert_rejected(REJECT_MISSING, "transaction");
    read_response("B,1,paid,,,");
    assert_rejected(REJECT_INVALID, "status");
    read_response("B,1,settled,,-1.00,");
    assert_rejected(REJECT_INVALID, "amount");
    read_response("B,1,settled,,1.001,");
    assert_rejected(REJECT_INVALID, "amount");
    read_response("B,1,declined,,,4111111111111111");
    assert_rejected(REJECT_CARD_NUMBER, "message");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_response);
    tcase_add_test(tcase, codes_of_iso_20022);
    tcase_add_test(tcase, refused_responses);
}

int main(void)
{
    return run_cases("adapters/inbound/response_row", add);
}
