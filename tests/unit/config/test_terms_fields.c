#include "tests/unit/config/load_text.h"

static const struct terms_block *block_of(const char *keys)
{
    load_with(LINE_BLOCK, arena_printf(arena, "      - {%s}", keys));
    expect_no_fault();
    return &config->councils[0].terms.blocks[0];
}

static day_t day_of(int year, int month, int day_of_month)
{
    day_t day;

    ck_assert(day_from_ymd(year, month, day_of_month, &day));
    return day;
}

START_TEST(only_what_is_written_is_a_setting)
{
    const struct terms_block *block = block_of("provider: P001, pair_window: 0, rounding: null");

    ck_assert(text_equal(block->provider, TEXT_LITERAL("P001")));
    ck_assert(text_is_empty(block->service));
    ck_assert_uint_eq(block->has_setting, 1u << SETTING_PAIR_WINDOW);
    ck_assert_uint_eq(block->has_check, 0);
    ck_assert_int_eq(block->values.pair_window, 0);
}
END_TEST

START_TEST(without_valid_from_a_block_holds_since_ever)
{
    ck_assert_int_eq(block_of("service: HC")->valid_from, day_of(CIVIL_YEAR_FIRST, 1, 1));
    ck_assert_int_eq(block_of("valid_from: 2026-04-01")->valid_from, day_of(2026, 4, 1));
}
END_TEST

/* A value for every setting: a setting without a key could not be written. */
static const char *const setting_values[SETTING_COUNT] = {
    [SETTING_PAY_ON] = "lesser",
    [SETTING_PAY] = "lesser",
    [SETTING_ROUNDING] = "{rule: up, step: 5}",
    [SETTING_VISIT_PRICING] = "step",
    [SETTING_PAIR_WINDOW] = "90",
    [SETTING_CARER_OVERLAP] = "1",
    [SETTING_MISSED_AFTER] = "7",
    [SETTING_DRIFT_LIMIT_PERCENT] = "1.5",
    [SETTING_DRIFT_MINUTES_PERCENT] = "2.5",
    [SETTING_REQUIRE_EVIDENCE] = "true",
    [SETTING_OUTCOMES] = "[{outcome: No_Reply, percent: 50}]",
    [SETTING_UNDER_DELIVERY] = "12.5",
    [SETTING_SHRINKING_PERCENT] = "17.5",
    [SETTING_SHRINKING_WEEKS] = "6",
    [SETTING_SHORT_HANDED_LIMIT] = "5",
    [SETTING_NO_REPLY_LIMIT] = "0",
    [SETTING_NO_REPLY_WEEKS] = "3",
    [SETTING_PURSE_PENCE] = "250",
    [SETTING_VAT_PERCENT] = "20",
};

#define X(name, word) word,
static const char *const setting_words[SETTING_COUNT] = {SETTING_LIST(X)};
#undef X

START_TEST(every_setting_has_its_key)
{
    const char *keys = arena_printf(arena, "%s: %s", setting_words[_i], setting_values[_i]);

    ck_assert_uint_eq(block_of(keys)->has_setting, 1u << _i);
}
END_TEST

START_TEST(settings_are_kept_as_written)
{
    char *keys = arena_printf(arena, "provider: P");
    const struct settings *values;

    for (unsigned i = 0; i < SETTING_COUNT; i++)
        keys = arena_printf(arena, "%s, %s: %s", keys, setting_words[i], setting_values[i]);
    values = &block_of(keys)->values;
    ck_assert_int_eq(values->pay_on, PAY_ON_LESSER);
    ck_assert_int_eq(values->pay, PAY_LESSER);
    ck_assert_int_eq(values->visit_pricing, VISIT_PRICING_STEP);
    ck_assert_int_eq(values->rounding.rule, ROUNDING_UP);
    ck_assert_int_eq(values->rounding.step, 5);
    ck_assert_int_eq(values->carer_overlap, 1);
    ck_assert_int_eq(values->missed_after, 7);
    ck_assert_int_eq(values->drift_limit_percent_e4, 15000);
    ck_assert_int_eq(values->drift_minutes_percent_e4, 25000);
    ck_assert(values->require_evidence);
    ck_assert_int_eq(values->under_delivery_percent_e4, 125000);
    ck_assert_int_eq(values->shrinking_percent_e4, 175000);
    ck_assert_int_eq(values->shrinking_weeks, 6);
    ck_assert_int_eq(values->short_handed_limit, 5);
    ck_assert_int_eq(values->no_reply_limit, 0);
    ck_assert_int_eq(values->no_reply_weeks, 3);
    ck_assert_int_eq(values->purse_pence, 250);
    ck_assert_int_eq(values->vat_percent_e4, 200000);
}
END_TEST

START_TEST(bands_are_kept_in_order)
{
    const struct rounding *rounding =
        &block_of("rounding: {rule: bands, bands: [15, 30, 45], step: 15, grace: 5, minimum: 10}")
             ->values.rounding;

    ck_assert_uint_eq(rounding->band_count, 3);
    ck_assert_int_eq(rounding->bands[0], 15);
    ck_assert_int_eq(rounding->bands[2], 45);
    ck_assert_int_eq(rounding->grace, 5);
    ck_assert_int_eq(rounding->minimum, 10);
}
END_TEST

START_TEST(outcomes_keep_order_and_are_lower_case)
{
    const struct settings *values =
        &block_of("outcomes: [{outcome: Cancelled, notice_below_hours: 0.5, percent: 33.3333}, "
                  "{outcome: no_reply, percent: 100}]")
             ->values;

    ck_assert_uint_eq(values->outcome_count, 2);
    ck_assert(text_equal(values->outcomes[0].outcome, TEXT_LITERAL("cancelled")));
    ck_assert_int_eq(values->outcomes[0].notice_below_hours_e4, 5000);
    ck_assert_int_eq(values->outcomes[0].percent_e4, 333333);
    ck_assert(!given(values->outcomes[1].notice_below_hours_e4));
}
END_TEST

static const struct tolerance *tolerance_of(enum check check, const char *written)
{
    const struct terms_block *block =
        block_of(arena_printf(arena, "tolerances: {%s: {%s}}", check_word(check), written));

    ck_assert_uint_eq(block->has_check, 1u << check);
    return &block->values.tolerances[check];
}

START_TEST(every_check_has_its_key)
{
    ck_assert_int_eq(tolerance_of((enum check)_i, "pay: 7")->pay_e4, 7 * E4);
}
END_TEST

START_TEST(a_written_tolerance_replaces_the_default_whole)
{
    const struct tolerance *amount = tolerance_of(CHECK_AMOUNT, "agree: 0, pay: 200");

    ck_assert_int_eq(amount->pay_e4, 200 * E4);
    ck_assert(!given(amount->pay_percent_e4)); /* the default's 2 % is gone */
}
END_TEST

START_TEST(limits_left_out_are_agree_zero_and_pay_as_agree)
{
    const struct tolerance *start = tolerance_of(CHECK_START, "agree: 20");

    ck_assert_int_eq(start->agree_e4, 20 * E4);
    ck_assert_int_eq(start->pay_e4, 20 * E4);
    start = tolerance_of(CHECK_START, "pay: 20");
    ck_assert_int_eq(start->agree_e4, 0);
    start = tolerance_of(CHECK_START, "");
    ck_assert_int_eq(start->agree_e4, 0);
    ck_assert_int_eq(start->pay_e4, 0);
    start = tolerance_of(CHECK_START, "agree_percent: 1.25");
    ck_assert(!given(start->agree_e4));
    ck_assert_int_eq(start->pay_percent_e4, 12500);
}
END_TEST

START_TEST(limits_are_exact_to_four_places)
{
    ck_assert_int_eq(tolerance_of(CHECK_RATE, "agree: 0.1, pay: 0.3333")->pay_e4, 3333);
}
END_TEST

START_TEST(parts_of_different_kinds_are_not_compared)
{
    const struct tolerance *start = tolerance_of(CHECK_START, "agree: 30, pay_percent: 1");

    ck_assert_int_eq(start->agree_e4, 30 * E4);
    ck_assert(!given(start->pay_e4));
}
END_TEST

START_TEST(exceed_and_off_are_kept)
{
    ck_assert(tolerance_of(CHECK_START, "pay: 30, exceed: report")->exceed_report);
    ck_assert(!tolerance_of(CHECK_START, "pay: 30")->exceed_report);
    ck_assert(tolerance_of(CHECK_START, "off: true")->off);
    ck_assert(!tolerance_of(CHECK_START, "off: false")->off);
}
END_TEST

START_TEST(amount_may_exceed_where_the_same_block_pays_the_lesser)
{
    ck_assert(block_of("pay: lesser, tolerances: {amount: {off: true}}")
                  ->values.tolerances[CHECK_AMOUNT]
                  .off);
    ck_assert(block_of("pay: lesser, tolerances: {amount: {pay: 1, exceed: report}}")
                  ->values.tolerances[CHECK_AMOUNT]
                  .exceed_report);
}
END_TEST

#define BLOCK(keys) LINE_BLOCK, "      - {" keys "}", LINE_BLOCK
#define TWO_BLOCKS(keys, other_keys)                                                               \
    LINE_BLOCK, "      - {" keys "}\n      - {" other_keys "}", LINE_BLOCK + 1

static const struct fault_case fault_cases[] = {
    {BLOCK("pay_at: actual"), "pay_at", "is not a key"},
    {BLOCK("valid_from: 2026-13-01"), "valid_from", "is not a date"},
    {BLOCK("valid_from: 1899-12-31"), "valid_from", "is not a date"},
    {BLOCK("provider: [P001]"), "provider", "single value"},
    {BLOCK("pay_on: claimed"), "pay_on", "must be actual, planned or lesser, not \"claimed\""},
    {BLOCK("pay: planned"), "pay", "must be billed or lesser"},
    {BLOCK("visit_pricing: floor"), "visit_pricing", "must be cover or step"},
    {BLOCK("pair_window: -1"), "pair_window", "whole number from 0"},
    {BLOCK("pair_window: 1.5"), "pair_window", "whole number"},
    {BLOCK("carer_overlap: -1"), "carer_overlap", "whole number from 0"},
    {BLOCK("missed_after: soon"), "missed_after", "whole number"},
    {BLOCK("drift_limit_percent: -0.1"), "drift_limit_percent", "from 0"},
    {BLOCK("shrinking_weeks: 0"), "shrinking_weeks", "from 1"},
    {BLOCK("no_reply_weeks: 53"), "no_reply_weeks", "52"},
    {BLOCK("short_handed_limit: -1"), "short_handed_limit", "from 0"},
    {BLOCK("drift_limit_percent: .5"), "drift_limit_percent", "not \".5\""},
    {BLOCK("drift_minutes_percent: 1.00001"), "drift_minutes_percent", "at most 4 decimals"},
    {BLOCK("require_evidence: 1"), "require_evidence", "true or false"},
    {BLOCK("under_delivery: 101"), "under_delivery", "from 0 to 100"},
    {BLOCK("purse_pence: -1"), "purse_pence", "whole number from 0"},
    {BLOCK("purse_pence: 2.50"), "purse_pence", "whole number from 0"},
    {BLOCK("purse_pence: off"), "purse_pence", "whole number from 0"},
    {BLOCK("vat_percent: 100.01"), "vat_percent", "from 0 to 99"},
    {BLOCK("vat_percent: \"20\""), "vat_percent", "not the text \"20\""},
    {BLOCK("vat_percent: .nan"), "vat_percent", "not \".nan\""},

    {BLOCK("rounding: nearest"), "rounding", "must be a mapping"},
    {BLOCK("rounding: {}"), "rule", "must be given"},
    {BLOCK("rounding: {rule: half}"), "rule", "not \"half\""},
    {BLOCK("rounding: {rule: nearest}"), "step", "must be given with rule nearest"},
    {BLOCK("rounding: {rule: up}"), "step", "must be given with rule up"},
    {BLOCK("rounding: {rule: down}"), "step", "must be given with rule down"},
    {BLOCK("rounding: {rule: bands, bands: [15]}"), "step", "must be given with rule bands"},
    {BLOCK("rounding: {rule: nearest, step: 0}"), "step", "from 1 to 1440"},
    {BLOCK("rounding: {rule: none, step: 15}"), "step", "means nothing with rule none"},
    {BLOCK("rounding: {rule: up, step: 5, grace: 1}"), "grace", "means nothing"},
    {BLOCK("rounding: {rule: up, step: 5, bands: [5]}"), "bands", "means nothing"},
    {BLOCK("rounding: {rule: up, step: 5, minimum: -1}"), "minimum", "from 0"},
    {BLOCK("rounding: {rule: bands, step: 15}"), "bands", "must be given with rule bands"},
    {BLOCK("rounding: {rule: bands, step: 15, bands: []}"), "bands", "a list of whole numbers"},
    {BLOCK("rounding: {rule: bands, step: 15, bands: 15}"), "bands", "a list of whole numbers"},
    {BLOCK("rounding: {rule: bands, step: 15, bands: [30, 15]}"), "bands", "must ascend"},
    {BLOCK("rounding: {rule: bands, step: 15, bands: [15, 15]}"), "bands", "must ascend"},
    {BLOCK("rounding: {rule: bands, step: 15, bands: [0, 15]}"), "bands", "from 1"},
    {BLOCK("rounding: {rule: bands, step: 15, bands: [15, x]}"), "bands", "not \"x\""},

    {BLOCK("outcomes: [{percent: 50}]"), "outcome", "must be given"},
    {BLOCK("outcomes: [{outcome: a}]"), "percent", "must be given"},
    {BLOCK("outcomes: [{outcome: a, percent: -1}]"), "percent", "from 0"},
    {BLOCK("outcomes: [{outcome: Delivered, percent: 1}]"), "outcome", "priced by its time"},
    {BLOCK("outcomes: [{outcome: a, percent: 1, notice_below_hours: -1}]"), "notice_below_hours",
     "from 0"},
    {BLOCK("outcomes: {outcome: a, percent: 1}"), "outcomes", "must be a list"},

    {BLOCK("tolerances: {begin: {agree: 1}}"), "begin", "is not a key"},
    {BLOCK("tolerances: {start: 15}"), "start", "must be a mapping"},
    {BLOCK("tolerances: {start: {agree: -1}}"), "agree", "from 0"},
    {BLOCK("tolerances: {start: {agree: 0.00001}}"), "agree", "at most 4 decimals"},
    {BLOCK("tolerances: {start: {exceed: ignore}}"), "exceed", "must be report"},
    {BLOCK("tolerances: {start: {off: no}}"), "off", "true or false"},
    {BLOCK("tolerances: {start: {agree: 15, pay: 14.9999}}"), "pay", "is tighter than agree"},
    {BLOCK("tolerances: {start: {agree_percent: 2, pay_percent: 1}}"), "pay", "is tighter"},
    {BLOCK("tolerances: {start: {agree: 1, agree_percent: 2, pay: 9, pay_percent: 1}}"), "pay",
     "is tighter"},
    {BLOCK("tolerances: {evidence: {pay_percent: 1}}"), "pay_percent", "means nothing"},
    {BLOCK("tolerances: {amount: {off: true}}"), "amount", "\"off: true\" needs \"pay: lesser\""},
    {BLOCK("pay: billed, tolerances: {amount: {pay: 1, exceed: report}}"), "amount",
     "\"exceed: report\" needs \"pay: lesser\""},

    {TWO_BLOCKS("pay: lesser", "tolerances: {amount: {off: true}}, provider: P1"), "amount",
     "in the same terms"},
    {TWO_BLOCKS("provider: P, service: S, valid_from: 2026-04-01",
                "provider: P, service: S, valid_from: 2026-04-01"),
     "valid_from", "the same stands in line 13"},
    {TWO_BLOCKS("pay: lesser", "pay: billed"), "valid_from", "the same stands in line 13"},
    {TWO_BLOCKS("pay: lesser", "valid_from: 1900-01-01"), "valid_from", "the same stands"},
};

START_TEST(each_fault_is_named_with_line_and_key)
{
    expect_case(&fault_cases[_i]);
}
END_TEST

START_TEST(blocks_that_differ_in_one_thing_are_no_doubles)
{
    load_with(LINE_BLOCK, "      - {provider: P, service: S, valid_from: 2026-04-01}\n"
                          "      - {provider: P, service: S, valid_from: 2026-04-02}\n"
                          "      - {provider: P, service: T, valid_from: 2026-04-01}\n"
                          "      - {provider: Q, service: S, valid_from: 2026-04-01}\n"
                          "      - {provider: P, valid_from: 2026-04-01}\n"
                          "      - {service: S, valid_from: 2026-04-01}\n"
                          "      - {valid_from: 2026-04-01}");
    expect_no_fault();
    ck_assert_uint_eq(config->councils[0].terms.block_count, 7);
}
END_TEST

static Suite *terms_fields_suite(void)
{
    Suite *suite = suite_create("config/terms_fields");
    TCase *tests = tcase_create("terms_fields");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, only_what_is_written_is_a_setting);
    tcase_add_test(tests, without_valid_from_a_block_holds_since_ever);
    tcase_add_loop_test(tests, every_setting_has_its_key, 0, SETTING_COUNT);
    tcase_add_test(tests, settings_are_kept_as_written);
    tcase_add_test(tests, bands_are_kept_in_order);
    tcase_add_test(tests, outcomes_keep_order_and_are_lower_case);
    tcase_add_loop_test(tests, every_check_has_its_key, 0, CHECK_COUNT);
    tcase_add_test(tests, a_written_tolerance_replaces_the_default_whole);
    tcase_add_test(tests, limits_left_out_are_agree_zero_and_pay_as_agree);
    tcase_add_test(tests, limits_are_exact_to_four_places);
    tcase_add_test(tests, parts_of_different_kinds_are_not_compared);
    tcase_add_test(tests, exceed_and_off_are_kept);
    tcase_add_test(tests, amount_may_exceed_where_the_same_block_pays_the_lesser);
    tcase_add_loop_test(tests, each_fault_is_named_with_line_and_key, 0,
                        (int)(sizeof(fault_cases) / sizeof(fault_cases[0])));
    tcase_add_test(tests, blocks_that_differ_in_one_thing_are_no_doubles);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(terms_fields_suite());
    int failed;

    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
