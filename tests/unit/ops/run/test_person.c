/* docs/manual.md: NAME is one of the configuration's people, tied to the login. */
#include "ops/run/person.h"

#include <check.h>
#include <string.h>

static const struct person_config people[] = {
    {.name = "A. Officer", .login = "aofficer"},
    {.name = "bmanager", .login = ""},
};
static const struct council_config council = {.person_count = 2, .people = people};

START_TEST(a_name_goes_with_its_own_login)
{
    ck_assert(person_may_act(&council, "A. Officer", "aofficer"));
    ck_assert(!person_may_act(&council, "A. Officer", "bmanager"));
    ck_assert(!person_may_act(&council, "aofficer", "aofficer")); /* a login is no name */
    ck_assert(!person_may_act(&council, "A. Officer", ""));
}
END_TEST

START_TEST(a_person_without_a_login_is_the_login)
{
    ck_assert(person_may_act(&council, "bmanager", "bmanager"));
    ck_assert(!person_may_act(&council, "bmanager", "aofficer"));
    ck_assert(!person_may_act(&council, "bmanager", ""));
}
END_TEST

START_TEST(a_council_without_people_lets_nobody_act)
{
    const struct council_config empty = {.person_count = 0};
    ck_assert(!person_may_act(&empty, "A. Officer", "aofficer"));
}
END_TEST

START_TEST(the_login_is_the_one_that_runs_the_program)
{
    struct arena *arena = arena_new();
    const char *login;
    struct error error;
    ck_assert(person_login(arena, &login, &error));
    ck_assert_uint_gt(strlen(login), 0);
    arena_free(arena);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("person");
    tcase_add_test(tcase, a_name_goes_with_its_own_login);
    tcase_add_test(tcase, a_person_without_a_login_is_the_login);
    tcase_add_test(tcase, a_council_without_people_lets_nobody_act);
    tcase_add_test(tcase, the_login_is_the_one_that_runs_the_program);
    Suite *suite = suite_create("ops/run/person");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
