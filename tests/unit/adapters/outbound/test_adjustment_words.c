#include "adapters/outbound/adjustment_words.h"

#include <check.h>

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

static const char *outcome(int64_t old_pence, int64_t new_pence, bool is_self_billed,
                           bool is_waiting)
{
    const struct adjustment_news news = {ADJUSTMENT_CAUSE_ORDER, old_pence, new_pence,
                                         is_self_billed, is_waiting};
    return adjustment_outcome(arena, &news);
}

START_TEST(what_changed_comes_with_both_prices)
{
    struct adjustment_news news = {ADJUSTMENT_CAUSE_RATE, 950, 1000, false, false};
    ck_assert_str_eq(adjustment_in_words(arena, &news),
                     "a rate changed after it was paid: agreed price \u00A310.00 instead of "
                     "\u00A39.50");
    news.cause = ADJUSTMENT_CAUSE_EVIDENCE;
    ck_assert_str_eq(adjustment_in_words(arena, &news),
                     "call monitoring came after it was paid: agreed price \u00A310.00 instead of "
                     "\u00A39.50");
}
END_TEST

START_TEST(who_bills_settles)
{
    ck_assert_str_eq(outcome(950, 1000, false, false), "bill \u00A30.50 more");
    ck_assert_str_eq(outcome(1000, 0, false, false), "credit \u00A310.00");
    ck_assert_str_eq(outcome(950, 1000, true, false), "\u00A30.50 more goes with the next payment");
    ck_assert_str_eq(outcome(1000, 950, true, true),
                     "\u00A30.50 is taken off the next payment once it is approved");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("adjustment_words");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, what_changed_comes_with_both_prices);
    tcase_add_test(tcase, who_bills_settles);
    Suite *suite = suite_create("adapters/outbound/adjustment_words");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
