#include "harness.h"

static void read_evidence(const char *row)
{
    feed.kind = FEED_KIND_EVIDENCE;
    read_csv(arena_printf(
        arena, "provider,client_ref,carer_ref,service,log_in,log_out,method,visit_ref\n%s\n", row));
}

START_TEST(a_piece_of_evidence)
{
    read_evidence("P1,C1,K1,HC,2026-10-25T00:30:10,2026-10-25T02:30,GPS,4111111111111111");
    const struct evidence *evidence = &only_record()->evidence;
    ck_assert_int_eq(evidence->source_row, 1);
    ck_assert_text_eq(evidence->provider, "P1");
    ck_assert_text_eq(evidence->client_ref, "C1");
    ck_assert_text_eq(evidence->carer_ref, "K1");
    ck_assert_text_eq(evidence->service, "HC");
    ck_assert_int_eq(evidence->log_in_s, utc("2026-10-24T23:30:10"));
    ck_assert_int_eq(evidence->log_out_s, utc("2026-10-25T02:30"));
    ck_assert_int_eq(evidence->method, EVIDENCE_METHOD_GPS);
    ck_assert_text_eq(evidence->visit_ref, "4111111111111111");
}
END_TEST

START_TEST(what_evidence_may_leave_out)
{
    read_evidence("P1,C1,K1,,2026-11-02T07:30Z,2026-11-02T08:00Z,,");
    ck_assert_int_eq(only_record()->evidence.method, EVIDENCE_METHOD_COUNT);
    ck_assert_text_eq(only_record()->evidence.service, "");
}
END_TEST

START_TEST(a_piece_may_last_a_month)
{
    read_evidence("P1,C1,K1,,2026-11-02T07:30,2026-12-04T07:30,,");
    ck_assert_int_eq(only_record()->evidence.log_out_s, utc("2026-12-04T07:30"));
}
END_TEST

/* The clock shows 01:40 twice that night; a log-out is the first one after its log-in. */
START_TEST(a_log_out_when_the_clock_went_back)
{
    read_evidence("P1,C1,K1,,2026-10-25T00:50Z,2026-10-25T01:40,,");
    ck_assert_int_eq(only_record()->evidence.log_out_s, utc("2026-10-25T01:40"));
}
END_TEST

static const struct {
    const char *row, *field;
    enum reject_code code;
} refusals[] = {
    {"P1,C1,,,2026-11-02T07:30,2026-11-02T08:00,,", "carer_ref", REJECT_MISSING},
    {"P1,C1,K1,,,2026-11-02T08:00,,", "log_in", REJECT_MISSING},
    {"P1,C1,K1,,2026-11-02T07:30,,,", "log_out", REJECT_MISSING},
    {"P1,C1,K1,,2026-11-02T07:30,2026-11-02T07:30,,", "log_out", REJECT_INVALID},
    {"P1,C1,K1,,2026-11-02T07:30,08:00,,", "log_out", REJECT_INVALID},
    {"P1,C1,K1,,2026-11-02T07:30,2026-12-04T07:30:01,,", "log_out", REJECT_INVALID},
    {"P1,C1,K1,,2027-03-28T01:30,2027-03-28T03:00,,", "log_in", REJECT_TIME_NONEXISTENT},
    {"P1,C1,K1,,2027-03-28T00:30,2027-03-28T01:30,,", "log_out", REJECT_TIME_NONEXISTENT},
    {"P1,C1,K1,,2026-11-02T07:30,2026-11-02T08:00,pigeon,", "method", REJECT_INVALID},
    {"P1,4111111111111111,K1,,2026-11-02T07:30,2026-11-02T08:00,,", "client_ref",
     REJECT_CARD_NUMBER},
};

START_TEST(refused_evidence)
{
    read_evidence(refusals[_i].row);
    assert_rejected(refusals[_i].code, refusals[_i].field);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_piece_of_evidence);
    tcase_add_test(tcase, what_evidence_may_leave_out);
    tcase_add_test(tcase, a_piece_may_last_a_month);
    tcase_add_test(tcase, a_log_out_when_the_clock_went_back);
    tcase_add_loop_test(tcase, refused_evidence, 0, COUNT_OF(refusals));
}

int main(void)
{
    return run_cases("adapters/inbound/evidence_row", add);
}
