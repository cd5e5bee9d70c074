/* matching.md, section 3: the rounding rules, and published tables. */
#include <check.h>
#include <stdlib.h>

#include "matcher/engine/rounding.h"

static int64_t nearest(int32_t step, int64_t minutes)
{
    struct rounding rounding = {.rule = ROUNDING_NEAREST, .step = step};
    return rounding_apply(&rounding, minutes);
}

START_TEST(nearest_rounds_half_up)
{
    ck_assert_int_eq(nearest(15, 7), 0);
    ck_assert_int_eq(nearest(15, 8), 15);
    ck_assert_int_eq(nearest(15, 22), 15);
    ck_assert_int_eq(nearest(15, 23), 30);
    ck_assert_int_eq(nearest(15, 37), 30);
    ck_assert_int_eq(nearest(15, 38), 45);
    ck_assert_int_eq(nearest(10, 5), 10);
    ck_assert_int_eq(nearest(10, 4), 0);
}
END_TEST

START_TEST(up_and_down_go_to_a_multiple)
{
    struct rounding up = {.rule = ROUNDING_UP, .step = 15};
    struct rounding down = {.rule = ROUNDING_DOWN, .step = 15};

    ck_assert_int_eq(rounding_apply(&up, 1), 15);
    ck_assert_int_eq(rounding_apply(&up, 15), 15);
    ck_assert_int_eq(rounding_apply(&up, 16), 30);
    ck_assert_int_eq(rounding_apply(&down, 14), 0);
    ck_assert_int_eq(rounding_apply(&down, 29), 15);
    ck_assert_int_eq(rounding_apply(&down, 30), 30);
}
END_TEST

/* The smallest band with minutes <= band + grace; beyond the last, steps. */
START_TEST(bands_have_grace_and_go_on_in_steps)
{
    static const int32_t bands[] = {15, 30, 45, 60};
    struct rounding rounding = {
        .rule = ROUNDING_BANDS, .step = 15, .grace = 7, .band_count = 4, .bands = bands};

    ck_assert_int_eq(rounding_apply(&rounding, 1), 15);
    ck_assert_int_eq(rounding_apply(&rounding, 22), 15);
    ck_assert_int_eq(rounding_apply(&rounding, 23), 30);
    ck_assert_int_eq(rounding_apply(&rounding, 37), 30);
    ck_assert_int_eq(rounding_apply(&rounding, 38), 45);
    ck_assert_int_eq(rounding_apply(&rounding, 67), 60);
    ck_assert_int_eq(rounding_apply(&rounding, 68), 75);
    ck_assert_int_eq(rounding_apply(&rounding, 82), 75);
    ck_assert_int_eq(rounding_apply(&rounding, 83), 90);
}
END_TEST

START_TEST(minimum_holds_once_any_minute_was_delivered)
{
    struct rounding rounding = {.rule = ROUNDING_DOWN, .step = 15, .minimum = 15};

    ck_assert_int_eq(rounding_apply(&rounding, 0), 0);
    ck_assert_int_eq(rounding_apply(&rounding, 1), 15);
    ck_assert_int_eq(rounding_apply(&rounding, 46), 45);
}
END_TEST

/* Units of 15 minutes under the 8-minute rule: 8-22 are one, 23-37 two, ... */
START_TEST(the_eight_minute_rule)
{
    for (int units = 0; units <= 8; units++) {
        int first = units == 0 ? 0 : 15 * units - 7, last = 15 * units + 7;
        ck_assert_int_eq(nearest(15, first), 15 * units);
        ck_assert_int_eq(nearest(15, last), 15 * units);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine/rounding");
    TCase *rules = tcase_create("rules");

    tcase_add_test(rules, nearest_rounds_half_up);
    tcase_add_test(rules, up_and_down_go_to_a_multiple);
    tcase_add_test(rules, bands_have_grace_and_go_on_in_steps);
    tcase_add_test(rules, minimum_holds_once_any_minute_was_delivered);
    tcase_add_test(rules, the_eight_minute_rule);
    suite_add_tcase(suite, rules);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
