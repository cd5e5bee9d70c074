/* docs/files-out.md, "The life of a batch". */
#include "matcher/payment/batch_state.h"

#include <check.h>
#include <string.h>

/* From each state, what may follow, by the page. */
static const char *const follows[][BATCH_STATE_COUNT] = {
    {"prepared", "withdrawn", "released"},
    {"withdrawn"},
    {"released", "exported"},
    {"exported", "acknowledged"},
    {"acknowledged", "settled", "part-declined"},
    {"settled", "closed"},
    {"part-declined", "closed"},
    {"closed"},
};

static enum batch_state state_of(const char *word)
{
    enum batch_state state = BATCH_STATE_COUNT;
    ck_assert(batch_state_parse(text_of(word), &state));
    return state;
}

static bool is_listed(const char *const *row, enum batch_state to)
{
    for (size_t i = 1; i < BATCH_STATE_COUNT && row[i] != NULL; i++)
        if (state_of(row[i]) == to)
            return true;
    return false;
}

START_TEST(a_batch_becomes_what_the_page_says_and_nothing_else)
{
    size_t rows = sizeof(follows) / sizeof(follows[0]);
    ck_assert_uint_eq(rows, BATCH_STATE_COUNT);
    for (size_t i = 0; i < rows; i++)
        for (int to = 0; to < BATCH_STATE_COUNT; to++)
            ck_assert_msg(batch_state_may_become(state_of(follows[i][0]), (enum batch_state)to) ==
                              is_listed(follows[i], (enum batch_state)to),
                          "%s to %s", follows[i][0], batch_state_word((enum batch_state)to));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("batch_state");
    tcase_add_test(tcase, a_batch_becomes_what_the_page_says_and_nothing_else);
    Suite *suite = suite_create("matcher/payment/batch_state");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
