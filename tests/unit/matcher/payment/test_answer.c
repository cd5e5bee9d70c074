/* docs/files-in.md, "response": what an answer does to a transaction. */
#include "matcher/payment/answer.h"

#include <check.h>

#define NO_ANSWER ANSWER_COUNT

static const struct {
    const char *what;
    bool batch_is_known, is_known;
    enum batch_state state;
    int64_t gross_pence;
    enum payment_answer had, said;
    int64_t amount_pence;
    enum answer_effect wanted;
} answers[] = {
    {"first", true, true, BATCH_STATE_EXPORTED, 950, NO_ANSWER, ANSWER_SETTLED, 950,
     ANSWER_EFFECT_COUNTS},
    {"without an amount", true, true, BATCH_STATE_ACKNOWLEDGED, 950, NO_ANSWER, ANSWER_DECLINED,
     NOT_GIVEN, ANSWER_EFFECT_COUNTS},
    {"a refund, whose amount has no sign", true, true, BATCH_STATE_EXPORTED, -950, NO_ANSWER,
     ANSWER_SETTLED, 950, ANSWER_EFFECT_COUNTS},
    {"received", true, true, BATCH_STATE_EXPORTED, 950, NO_ANSWER, ANSWER_RECEIVED, NOT_GIVEN,
     ANSWER_EFFECT_COUNTS},
    {"the same again", true, true, BATCH_STATE_SETTLED, 950, ANSWER_SETTLED, ANSWER_SETTLED, 950,
     ANSWER_EFFECT_REPEATS},
    {"received, after the answer", true, true, BATCH_STATE_CLOSED, 950, ANSWER_DECLINED,
     ANSWER_RECEIVED, NOT_GIVEN, ANSWER_EFFECT_REPEATS},
    {"settled, then declined", true, true, BATCH_STATE_SETTLED, 950, ANSWER_SETTLED,
     ANSWER_DECLINED, 950, ANSWER_EFFECT_CONTRADICTS},
    {"declined, then settled", true, true, BATCH_STATE_PART_DECLINED, 950, ANSWER_DECLINED,
     ANSWER_SETTLED, 950, ANSWER_EFFECT_CONTRADICTS},
    {"a penny more", true, true, BATCH_STATE_EXPORTED, 950, NO_ANSWER, ANSWER_SETTLED, 951,
     ANSWER_EFFECT_AMOUNT_DIFFERS},
    {"prepared", true, true, BATCH_STATE_PREPARED, 950, NO_ANSWER, ANSWER_SETTLED, 950,
     ANSWER_EFFECT_NOT_SENT},
    {"released", true, true, BATCH_STATE_RELEASED, 950, NO_ANSWER, ANSWER_SETTLED, 950,
     ANSWER_EFFECT_NOT_SENT},
    {"withdrawn", true, true, BATCH_STATE_WITHDRAWN, 950, NO_ANSWER, ANSWER_SETTLED, 950,
     ANSWER_EFFECT_NOT_SENT},
    {"no such transaction", true, false, BATCH_STATE_EXPORTED, 0, NO_ANSWER, ANSWER_SETTLED, 950,
     ANSWER_EFFECT_UNKNOWN_TRANSACTION},
    {"no such batch", false, false, BATCH_STATE_PREPARED, 0, NO_ANSWER, ANSWER_SETTLED, 950,
     ANSWER_EFFECT_UNKNOWN_BATCH},
};

START_TEST(the_first_answer_counts_and_no_other_changes_it)
{
    const struct answered_transaction transaction = {answers[_i].batch_is_known,
                                                     answers[_i].is_known, answers[_i].state,
                                                     answers[_i].gross_pence, answers[_i].had};
    const struct payment_response response = {.status = answers[_i].said,
                                              .amount_pence = answers[_i].amount_pence};
    ck_assert_msg(answer_effect(&transaction, &response) == answers[_i].wanted, "%s",
                  answers[_i].what);
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
    TCase *tcase = tcase_create("answer");
    tcase_add_loop_test(tcase, the_first_answer_counts_and_no_other_changes_it, 0,
                        (int)(sizeof(answers) / sizeof(*answers)));
    tcase_add_test(tcase, a_transaction_has_a_number_from_1);
    Suite *suite = suite_create("matcher/payment/answer");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
