/* docs/files-out.md, "The originator's reference", the way back. */
#include "matcher/payment/batch_reference.h"

#include <check.h>

static const struct {
    const char *council, *reference, *batch; /* batch NULL: none */
    int32_t transaction;
} references[] = {
    {"KENT", "KENT-20261109-1-12", "KENT-20261109-card-1", 12},
    {"KENT", "KENT-20261109-card-1-12", "KENT-20261109-card-1", 12},
    {"KENT", "KENT-20261109-bank-3/7", "KENT-20261109-bank-3", 7},
    /* 2026-11-09 is day 20766, 0G0U in base 36; batch 1, transaction 20 is 1,000,020, 0LFMC. */
    {"KENTCOUNTYCOUNCI", "KENTCOUNTYCOUNCI0G0U0LFMC", "KENTCOUNTYCOUNCI-20261109-card-1", 20},
    {"KENT", "ESSEX-20261109-1-12", NULL, 0},
    {"KENT", "KENT-20261109-1-0", NULL, 0},
    {"KENT", "KENT-20261109-horse-1-2", NULL, 0},
    {"KENT", "KENT-20261109-1", NULL, 0},
    {"KENT", "KENT-20261109-card-1-2-3", NULL, 0},
    {"KENT", "KENT0G0U00001", NULL, 0},
    {"KENT", "12", NULL, 0},
    {"KENT", "", NULL, 0},
};

START_TEST(a_reference_names_a_transaction_or_nothing)
{
    struct arena *arena = arena_new();
    struct text batch;
    int32_t transaction;
    bool is_read = batch_reference_read(arena, text_of(references[_i].council),
                                        text_of(references[_i].reference), &batch, &transaction);
    ck_assert_msg(is_read == (references[_i].batch != NULL), "%s", references[_i].reference);
    if (is_read) {
        ck_assert_msg(text_equal(batch, text_of(references[_i].batch)), "%s is %.*s",
                      references[_i].reference, TEXT_ARGS(batch));
        ck_assert_int_eq(transaction, references[_i].transaction);
    }
    arena_free(arena);
}
END_TEST

START_TEST(a_transaction_has_a_number_from_1)
{
    int32_t transaction;
    ck_assert(transaction_number_read(TEXT_LITERAL("1"), &transaction) && transaction == 1);
    ck_assert(transaction_number_read(TEXT_LITERAL("999999999"), &transaction));
    ck_assert(!transaction_number_read(TEXT_LITERAL("0"), &transaction));
    ck_assert(!transaction_number_read(TEXT_LITERAL("-1"), &transaction));
    ck_assert(!transaction_number_read(TEXT_LITERAL("1.0"), &transaction));
    ck_assert(!transaction_number_read(TEXT_LITERAL("1000000000"), &transaction));
    ck_assert(!transaction_number_read(TEXT_LITERAL(""), &transaction));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("batch_reference");
    tcase_add_loop_test(tcase, a_reference_names_a_transaction_or_nothing, 0,
                        (int)(sizeof(references) / sizeof(*references)));
    tcase_add_test(tcase, a_transaction_has_a_number_from_1);
    Suite *suite = suite_create("matcher/payment/batch_reference");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
