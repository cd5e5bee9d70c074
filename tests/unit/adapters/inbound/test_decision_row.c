#include "harness.h"

static void read_decision(const char *row)
{
    feed.kind = FEED_KIND_DECISION;
    read_csv(arena_printf(arena, "provider,invoice_no,line_no,decision,by,reason\n%s\n", row));
}

START_TEST(a_decision)
{
    read_decision("P1,I1,003,Pay_Expected,officer,agreed by phone");
    const struct decision *decision = &only_record()->decision;
    ck_assert_text_eq(decision->provider, "P1");
    ck_assert_text_eq(decision->invoice_no, "I1");
    ck_assert_text_eq(decision->line_no, "3");
    ck_assert_int_eq(decision->line, 2);
    ck_assert_int_eq(decision->kind, DECISION_PAY_EXPECTED);
    ck_assert_text_eq(decision->by, "officer");
    ck_assert_text_eq(decision->reason, "agreed by phone");
}
END_TEST

START_TEST(refused_decisions)
{
    read_decision("P1,I1,,pay,officer,why");
    assert_rejected(REJECT_MISSING, "line_no");
    read_decision("P1,I1,1,pay,,why");
    assert_rejected(REJECT_MISSING, "by");
    read_decision("P1,I1,1,pay,officer,");
    assert_rejected(REJECT_MISSING, "reason");
    read_decision("P1,I1,1,perhaps,officer,why");
    assert_rejected(REJECT_INVALID, "decision");
    ck_assert_text_eq(only_reject()->provider, "P1");
    ck_assert_text_eq(only_reject()->invoice_no, "I1");
    ck_assert_text_eq(only_reject()->line_no, "1");
}
END_TEST

START_TEST(only_the_councils_people_decide)
{
    static const struct person_config officer = {.name = "A. Officer", .login = "aofficer"};
    person_count = 1;
    people = &officer;
    read_decision("P1,I1,1,pay,A. Officer,why");
    ck_assert_text_eq(only_record()->decision.by, "A. Officer");
    read_decision("P1,I1,1,pay,aofficer,why");
    assert_rejected(REJECT_INVALID, "by");
    person_count = 0;
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_decision);
    tcase_add_test(tcase, refused_decisions);
    tcase_add_test(tcase, only_the_councils_people_decide);
}

int main(void)
{
    return run_cases("adapters/inbound/decision_row", add);
}
