/* The life of a batch in the database: docs/files-out.md, "The life of a batch". */
#include "tests/pg/night.h"

#include "adapters/postgres/batch_store.h"

static const struct text nobody = {"", 0};
static struct run run;

static struct text batch_named(const char *name)
{
    const struct db_value values[] = {db_int8(council_id), db_text(text_of(name)),
                                      db_int8(run.run_id)};
    OK(db_execute(db,
                  "INSERT INTO tallystick_data.settlement_batch (council_id, batch, run_id, rail, "
                  "business_date, due_date, transactions, lines, net_pence, vat_pence, "
                  "content_sha256, prepared_by) VALUES ($1, $2, $3, 'card', '2026-11-09', "
                  "'2026-11-13', 1, 1, 950, 0, sha256('x'), 'tallystick')",
                  3, values, NULL, &error));
    return text_of(name);
}

static bool step(struct text batch, enum batch_state state)
{
    return batch_step(db, council_id, run.run_id, batch, state, nobody, nobody, DAY_NOT_GIVEN,
                      &error);
}

/* Brings the batch to the state, by the first way that the table knows. */
static void bring_to(struct text batch, enum batch_state state)
{
    for (int from = 0; from < BATCH_STATE_COUNT; from++)
        if (batch_state_may_become((enum batch_state)from, state)) {
            bring_to(batch, (enum batch_state)from);
            break;
        }
    OK(step(batch, state));
}

/* The program's table of transitions and the constraint of the schema are the same. */
START_TEST(the_database_lets_pass_what_the_table_lists_and_nothing_else)
{
    enum batch_state from = (enum batch_state)_i;
    run = night_begin();
    struct text batch = batch_named(arena_printf(arena, "T-20261109-card-%d", _i + 1));
    bring_to(batch, from);
    for (int to = 0; to < BATCH_STATE_COUNT; to++) {
        OK(db_begin(db, &error));
        bool passes = step(batch, (enum batch_state)to);
        OK(db_rollback(db, &error));
        ck_assert_msg(passes == batch_state_may_become(from, (enum batch_state)to), "%s to %s",
                      batch_state_word(from), batch_state_word((enum batch_state)to));
    }
    night_close(&run);
}
END_TEST

START_TEST(a_batch_is_found_with_its_state_and_who_brought_it_there)
{
    struct known_batch known;
    bool is_found, is_one;
    int count;
    run = night_begin();
    struct text batch = batch_named("T-20261109-card-1");
    OK(batch_find(db, council_id, TEXT_LITERAL("T-20261109-card-2"), arena, &is_found, &known,
                  &error));
    ck_assert(!is_found);
    OK(step(batch, BATCH_STATE_PREPARED));
    OK(batch_find(db, council_id, batch, arena, &is_found, &known, &error));
    ck_assert(is_found && known.state == BATCH_STATE_PREPARED && text_is_empty(known.done_by));
    ck_assert(text_equal(known.prepared_by, TEXT_LITERAL("tallystick")));
    ck_assert_int_eq(known.batch.net_pence, 950);
    OK(batch_approve(db, council_id, run.run_id, &known, TEXT_LITERAL("Ann"), 1, &error));
    OK(batch_approvals(db, council_id, batch, TEXT_LITERAL("Ann"), &count, &is_one, &error));
    ck_assert(count == 1 && is_one);
    OK(batch_approvals(db, council_id, batch, TEXT_LITERAL("Bea"), &count, &is_one, &error));
    ck_assert(count == 1 && !is_one);
    OK(batch_step(db, council_id, run.run_id, batch, BATCH_STATE_RELEASED, TEXT_LITERAL("Ann"),
                  nobody, DAY_NOT_GIVEN, &error));
    OK(batch_find(db, council_id, batch, arena, &is_found, &known, &error));
    ck_assert(known.state == BATCH_STATE_RELEASED &&
              text_equal(known.done_by, TEXT_LITERAL("Ann")));
    night_close(&run);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("batch_store");
    tcase_add_checked_fixture(tcase, night_set_up, night_tear_down);
    tcase_add_loop_test(tcase, the_database_lets_pass_what_the_table_lists_and_nothing_else, 0,
                        BATCH_STATE_COUNT);
    tcase_add_test(tcase, a_batch_is_found_with_its_state_and_who_brought_it_there);
    Suite *suite = suite_create("adapters/postgres/batch_store");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
