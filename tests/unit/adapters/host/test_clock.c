#include "adapters/host/clock.h"

#include <check.h>

START_TEST(today_is_the_zones_day)
{
    static const struct zone_change east[] = {{0, 14 * 3600}};
    static const struct zone_change west[] = {{0, -12 * 3600}};
    struct zone kiritimati = {.change_count = 1, .changes = east};
    struct zone baker = {.change_count = 1, .changes = west};
    day_t difference = clock_today(&kiritimati) - clock_today(&baker);

    /* 26 hours apart: one or two days */
    ck_assert_int_ge(difference, 1);
    ck_assert_int_le(difference, 2);
}
END_TEST

START_TEST(measured_time_does_not_go_back)
{
    int64_t before_ms = clock_monotonic_ms();

    ck_assert_int_ge(clock_monotonic_ms(), before_ms);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("clock");
    tcase_add_test(tcase, today_is_the_zones_day);
    tcase_add_test(tcase, measured_time_does_not_go_back);
    Suite *suite = suite_create("adapters/host/clock");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
