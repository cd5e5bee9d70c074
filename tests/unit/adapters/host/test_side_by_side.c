#include "adapters/host/side_by_side.h"

#include <check.h>
#include <stdatomic.h>
#include <stdlib.h>

#define TASKS 1000

static atomic_int times_done[TASKS];
static struct error error;

static void set_up(void)
{
    for (size_t i = 0; i < TASKS; i++)
        times_done[i] = 0;
}

static bool do_one(void *context, size_t number, struct error *error_r)
{
    const size_t *failing = context; /* the number that fails; NULL: none does */

    times_done[number]++;
    if (failing != NULL && (number == failing[0] || number == failing[1]))
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "task %zu", number);
    return true;
}

START_TEST(every_task_is_done_once)
{
    for (size_t hands = 1; hands <= 5; hands++) {
        set_up();
        ck_assert(side_by_side(hands, TASKS, do_one, NULL, &error));
        for (size_t i = 0; i < TASKS; i++)
            ck_assert_int_eq(times_done[i], 1);
    }
}
END_TEST

START_TEST(nothing_to_do_is_done)
{
    ck_assert(side_by_side(4, 0, do_one, NULL, &error));
}
END_TEST

START_TEST(the_error_is_of_the_lowest_task_that_failed)
{
    size_t failing[] = {700, 20};

    for (size_t hands = 1; hands <= 4; hands++) {
        set_up();
        ck_assert(!side_by_side(hands, TASKS, do_one, failing, &error));
        ck_assert_str_eq(error.message, "task 20");
        ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
        ck_assert(hands > 1 || times_done[700] == 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("host/side_by_side");
    TCase *tests = tcase_create("side_by_side");
    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_test(tests, every_task_is_done_once);
    tcase_add_test(tests, nothing_to_do_is_done);
    tcase_add_test(tests, the_error_is_of_the_lowest_task_that_failed);
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
