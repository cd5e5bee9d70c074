#include "matcher/payment/transaction_reference.h"

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

/* By hand: 20766 days since 1970-01-01 are 0G0U in base 36, 1,000,077 is 0LFNX. */
static const struct {
    const char *council, *batch;
    enum rail rail;
    int32_t transaction;
    const char *reference;
} known[] = {
    {"KENT", "KENT-20261109-card-1", RAIL_CARD, 12, "KENT-20261109-1-12"},
    {"KENT", "KENT-20261109-bank-1", RAIL_BANK, 12, "KENT-20261109-B1-12"},
    {"ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP-20261109-card-1", RAIL_CARD, 77,
     "ABCDEFGHIJKLMNOP0G0U0LFNX"},
    {"ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP-20261109-bank-1", RAIL_BANK, 77,
     "ABCDEFGHIJKLMNOPB0G0U0LFNX"},
};

START_TEST(a_reference_is_made_and_read)
{
    struct settlement_batch batch = {.council = text_of(known[_i].council),
                                     .batch = text_of(known[_i].batch),
                                     .rail = known[_i].rail};
    ck_assert(day_from_ymd(2026, 11, 9, &batch.business_date));
    struct text made = transaction_reference(arena, &batch, known[_i].transaction);
    ck_assert_str_eq(arena_text(arena, made).bytes, known[_i].reference);

    struct text name;
    int32_t transaction;
    ck_assert(transaction_reference_read(arena, batch.council, made, &name, &transaction));
    ck_assert_str_eq(arena_text(arena, name).bytes, known[_i].batch);
    ck_assert_int_eq(transaction, known[_i].transaction);
}
END_TEST

/* 36 to the power of 5 is 60,466,176. */
START_TEST(a_packed_reference_ends_with_the_sixtieth_batch)
{
    struct settlement_batch batch = {.council = TEXT_LITERAL("ABCDEFGHIJKLMNOP"),
                                     .batch = TEXT_LITERAL("ABCDEFGHIJKLMNOP-20261109-card-60"),
                                     .rail = RAIL_CARD};
    ck_assert(day_from_ymd(2026, 11, 9, &batch.business_date));
    ck_assert(transaction_reference_fits(arena, &batch, 466175));
    struct text last = transaction_reference(arena, &batch, 466175);
    ck_assert_str_eq(arena_text(arena, last).bytes, "ABCDEFGHIJKLMNOP0G0UZZZZZ");
    ck_assert(!transaction_reference_fits(arena, &batch, 466176));
    batch.batch = TEXT_LITERAL("ABCDEFGHIJKLMNOP-20261109-card-1");
    ck_assert(!transaction_reference_fits(arena, &batch, 1000000));
    batch.council = TEXT_LITERAL("KENT");
    batch.batch = TEXT_LITERAL("KENT-20261109-card-61");
    ck_assert(transaction_reference_fits(arena, &batch, 466176));
}
END_TEST

static const char *const foreign[] = {"",
                                      "KENT",
                                      "KENT-20261309-1-12",
                                      "KENT-20261109-1",
                                      "KENT-20261109-1-0",
                                      "KENT-20261109-1-12x",
                                      "ESSEX-20261109-1-12",
                                      "KENT0G0U0LFN"};

START_TEST(what_is_no_reference_of_ours_is_not_read)
{
    struct text name;
    int32_t transaction;
    ck_assert(!transaction_reference_read(arena, TEXT_LITERAL("KENT"), text_of(foreign[_i]), &name,
                                          &transaction));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("transaction_reference");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_packed_reference_ends_with_the_sixtieth_batch);
    tcase_add_loop_test(tcase, a_reference_is_made_and_read, 0,
                        (int)(sizeof(known) / sizeof(*known)));
    tcase_add_loop_test(tcase, what_is_no_reference_of_ours_is_not_read, 0,
                        (int)(sizeof(foreign) / sizeof(*foreign)));
    Suite *suite = suite_create("matcher/payment/transaction_reference");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
