#include "harness.h"

static void read_suspension(const char *row)
{
    feed.kind = FEED_KIND_SUSPENSION;
    read_csv(arena_printf(arena, "client_ref,from,to,reason\n%s\n", row));
}

START_TEST(a_suspension)
{
    read_suspension("C1,2026-10-21,2026-10-21,hospital");
    ck_assert_text_eq(only_record()->suspension.client_ref, "C1");
    ck_assert_int_eq(only_record()->suspension.from, day("2026-10-21"));
    ck_assert_int_eq(only_record()->suspension.to, day("2026-10-21"));
    ck_assert_text_eq(only_record()->suspension.reason, "hospital");
    read_suspension("C1,2026-10-21,,");
    ck_assert_int_eq(only_record()->suspension.to, DAY_NOT_GIVEN);
}
END_TEST

START_TEST(refused_suspensions)
{
    read_suspension("C1,,,");
    assert_rejected(REJECT_MISSING, "from");
    read_suspension("C1,2026-10-21,2026-10-20,");
    assert_rejected(REJECT_INVALID, "to");
    read_suspension("C1,2026-10-21,,4111111111111111");
    assert_rejected(REJECT_CARD_NUMBER, "reason");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_suspension);
    tcase_add_test(tcase, refused_suspensions);
}

int main(void)
{
    return run_cases("adapters/inbound/suspension_row", add);
}
