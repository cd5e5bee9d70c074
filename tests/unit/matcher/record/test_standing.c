#include "matcher/record/standing.h"

#include <check.h>

static struct provider provider;

static void set_up(void)
{
    provider = (struct provider){.rail = RAIL_COUNT,
                                 .card_token = TEXT_LITERAL("tok"),
                                 .sort_code = TEXT_LITERAL("112233"),
                                 .account_no = TEXT_LITERAL("12345678")};
}

static void tear_down(void)
{
}

START_TEST(without_a_rail_the_card_comes_first)
{
    ck_assert_int_eq(provider_payable_rail(&provider), RAIL_CARD);
    provider.card_token = (struct text){0};
    ck_assert_int_eq(provider_payable_rail(&provider), RAIL_BANK);
    provider.account_no = (struct text){0};
    ck_assert_int_eq(provider_payable_rail(&provider), RAIL_COUNT);
}
END_TEST

START_TEST(the_rail_given_is_the_only_one)
{
    provider.rail = RAIL_BANK;
    ck_assert_int_eq(provider_payable_rail(&provider), RAIL_BANK);
    provider.sort_code = (struct text){0};
    ck_assert_int_eq(provider_payable_rail(&provider), RAIL_COUNT);
    provider.rail = RAIL_CARD;
    ck_assert_int_eq(provider_payable_rail(&provider), RAIL_CARD);
    provider.card_token = (struct text){0};
    provider.sort_code = TEXT_LITERAL("112233");
    ck_assert_int_eq(provider_payable_rail(&provider), RAIL_COUNT);
}
END_TEST

START_TEST(a_provider_is_found_by_the_bytes_of_its_reference)
{
    static const struct provider providers[] = {
        {.provider = TEXT_LITERAL("P1")},
        {.provider = TEXT_LITERAL("P10")},
        {.provider = TEXT_LITERAL("P2")},
        {.provider = TEXT_LITERAL("p1")},
    };
    for (size_t i = 0; i < 4; i++)
        ck_assert_ptr_eq(provider_find(4, providers, providers[i].provider), &providers[i]);
    ck_assert_ptr_null(provider_find(4, providers, TEXT_LITERAL("P")));
    ck_assert_ptr_null(provider_find(4, providers, TEXT_LITERAL("P100")));
    ck_assert_ptr_null(provider_find(0, providers, TEXT_LITERAL("P1")));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("standing");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, without_a_rail_the_card_comes_first);
    tcase_add_test(tcase, the_rail_given_is_the_only_one);
    tcase_add_test(tcase, a_provider_is_found_by_the_bytes_of_its_reference);
    Suite *suite = suite_create("matcher/record/standing");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
