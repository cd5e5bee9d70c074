/* matching.md, end of section 5: which terms are in force, each setting on its own. */
#include "bench_builder.h"

#include "matcher/engine/terms_lookup.h"

static struct night night;

static const struct settings *terms_on(const char *service, const char *day)
{
    struct terms_lookup *lookup =
        terms_lookup_new(night.arena, &night.terms, night.provider.provider);
    return terms_in_force(lookup, text_of(service), day_at(day));
}

static struct terms_block *terms_for(const char *provider, const char *service,
                                     const char *valid_from)
{
    struct terms_block *block = terms_new(&night);
    block->provider = text_of(provider);
    block->service = text_of(service);
    block->valid_from = day_at(valid_from);
    return block;
}

START_TEST(defaults_where_no_terms_speak)
{
    night_open(&night);
    const struct settings *settings = terms_on("HC", "2026-11-02");

    ck_assert_int_eq(settings->pay_on, PAY_ON_ACTUAL);
    ck_assert_int_eq(settings->pay, PAY_BILLED);
    ck_assert_int_eq(settings->rounding.rule, ROUNDING_NONE);
    ck_assert_int_eq(settings->visit_pricing, VISIT_PRICING_COVER);
    ck_assert_int_eq(settings->pair_window, 120);
    ck_assert_int_eq(settings->carer_overlap, 0);
    ck_assert_int_eq(settings->missed_after, 3);
    ck_assert(!settings->require_evidence);
    ck_assert_uint_eq(settings->outcome_count, 0);
    ck_assert(!given(settings->purse_pence));
    ck_assert(!given(settings->vat_percent_e4));
    ck_assert_int_eq(settings->tolerances[CHECK_START].agree_e4, 15 * E4);
    ck_assert_int_eq(settings->tolerances[CHECK_START].pay_e4, 30 * E4);
    ck_assert_int_eq(settings->tolerances[CHECK_AMOUNT].pay_e4, 100 * E4);
    ck_assert_int_eq(settings->tolerances[CHECK_AMOUNT].pay_percent_e4, 2 * E4);
    night_close(&night);
}
END_TEST

START_TEST(most_specific_first)
{
    night_open(&night);
    SAY(terms_for("P001", "HC", "2026-01-01"), PAIR_WINDOW, pair_window, 10);
    SAY(terms_for("P001", "", "2026-02-01"), PAIR_WINDOW, pair_window, 20);
    SAY(terms_for("", "HC", "2026-03-01"), PAIR_WINDOW, pair_window, 30);
    SAY(terms_for("", "", "2026-04-01"), PAIR_WINDOW, pair_window, 40);
    ck_assert_int_eq(terms_on("HC", "2026-11-02")->pair_window, 10);
    ck_assert_int_eq(terms_on("NIGHT", "2026-11-02")->pair_window, 20);
    night.provider.provider = TEXT_LITERAL("P002");
    ck_assert_int_eq(terms_on("HC", "2026-11-02")->pair_window, 30);
    ck_assert_int_eq(terms_on("NIGHT", "2026-11-02")->pair_window, 40);
    ck_assert_int_eq(terms_on("NIGHT", "2026-03-31")->pair_window, 120);
    night_close(&night);
}
END_TEST

START_TEST(among_equals_the_latest_not_after_the_day)
{
    night_open(&night);
    SAY(terms_for("P001", "", "2026-04-01"), PAIR_WINDOW, pair_window, 20);
    SAY(terms_for("P001", "", "2026-11-02"), PAIR_WINDOW, pair_window, 30);
    SAY(terms_for("P001", "", "2026-02-01"), PAIR_WINDOW, pair_window, 10);
    ck_assert_int_eq(terms_on("HC", "2026-01-31")->pair_window, 120);
    ck_assert_int_eq(terms_on("HC", "2026-02-01")->pair_window, 10);
    ck_assert_int_eq(terms_on("HC", "2026-11-01")->pair_window, 20);
    ck_assert_int_eq(terms_on("HC", "2026-11-02")->pair_window, 30);
    night_close(&night);
}
END_TEST

/* A block that says nothing of a setting does not stand in the way of one that does. */
START_TEST(each_setting_is_looked_up_on_its_own)
{
    night_open(&night);
    struct terms_block *council = terms_for("", "", "2026-01-01");
    struct terms_block *provider = terms_for("P001", "", "2026-01-01");
    struct terms_block *later = terms_for("P001", "", "2026-06-01");

    SAY(council, PAY_ON, pay_on, PAY_ON_PLANNED);
    SAY(council, PAIR_WINDOW, pair_window, 60);
    SAY(provider, PAIR_WINDOW, pair_window, 45);
    say_tolerance(provider, CHECK_START, limits(5, 10));
    say_tolerance(later, CHECK_LONG, limits(1, 2));
    const struct settings *settings = terms_on("HC", "2026-11-02");
    ck_assert_int_eq(settings->pay_on, PAY_ON_PLANNED);
    ck_assert_int_eq(settings->pair_window, 45);
    ck_assert_int_eq(settings->tolerances[CHECK_START].pay_e4, 10 * E4);
    ck_assert_int_eq(settings->tolerances[CHECK_LONG].agree_e4, 1 * E4);
    ck_assert_int_eq(settings->tolerances[CHECK_SHORT].pay_e4, 5 * E4); /* the default */
    night_close(&night);
}
END_TEST

/* A tolerance written in the terms replaces that check's default whole. */
START_TEST(a_written_tolerance_replaces_the_default_whole)
{
    night_open(&night);
    struct terms_block *block = terms_new(&night);
    say_tolerance(block, CHECK_AMOUNT,
                  (struct tolerance){NOT_GIVEN, NOT_GIVEN, 200 * E4, NOT_GIVEN, false, false});
    say_tolerance(block, CHECK_START,
                  (struct tolerance){7 * E4, NOT_GIVEN, NOT_GIVEN, NOT_GIVEN, false, false});
    const struct settings *settings = terms_on("HC", "2026-11-02");
    ck_assert_int_eq(settings->tolerances[CHECK_AMOUNT].agree_e4, 0); /* left out: 0 */
    ck_assert_int_eq(settings->tolerances[CHECK_AMOUNT].pay_e4, 200 * E4);
    ck_assert(!given(settings->tolerances[CHECK_AMOUNT].pay_percent_e4));
    ck_assert_int_eq(settings->tolerances[CHECK_START].pay_e4, 7 * E4); /* left out: agree */
    night_close(&night);
}
END_TEST

/* `rounding` and `outcomes` are each one setting. */
START_TEST(rounding_and_outcomes_are_not_mixed_from_blocks)
{
    night_open(&night);
    static const struct outcome_price wide[] = {{TEXT_LITERAL("cancelled"), NOT_GIVEN, 50 * E4},
                                                {TEXT_LITERAL("no_reply"), NOT_GIVEN, 100 * E4}};
    static const struct outcome_price narrow[] = {{TEXT_LITERAL("hospital"), NOT_GIVEN, 10 * E4}};
    struct terms_block *council = terms_for("", "", "2026-01-01");
    struct terms_block *provider = terms_for("P001", "", "2026-01-01");

    SAY(council, ROUNDING, rounding,
        (struct rounding){.rule = ROUNDING_UP, .step = 15, .minimum = 30});
    SAY(provider, ROUNDING, rounding, (struct rounding){.rule = ROUNDING_NEAREST, .step = 5});
    say_outcomes(council, 2, wide);
    say_outcomes(provider, 1, narrow);
    const struct settings *settings = terms_on("HC", "2026-11-02");
    ck_assert_int_eq(settings->rounding.rule, ROUNDING_NEAREST);
    ck_assert_int_eq(settings->rounding.minimum, 0);
    ck_assert_uint_eq(settings->outcome_count, 1);
    ck_assert_ptr_eq(settings->outcomes, narrow);
    night_close(&night);
}
END_TEST

/* A later block must not change what an earlier one said of another service, and one look-up
 * serves many services and days in any order. */
START_TEST(one_lookup_remembers_services_and_days_apart)
{
    night_open(&night);
    SAY(terms_for("", "HC", "2026-03-01"), PAIR_WINDOW, pair_window, 30);
    SAY(terms_for("", "HC", "2026-05-01"), PAIR_WINDOW, pair_window, 50);
    SAY(terms_for("", "NIGHT", "2026-04-01"), PAIR_WINDOW, pair_window, 40);
    struct terms_lookup *lookup =
        terms_lookup_new(night.arena, &night.terms, night.provider.provider);
    struct text hc = TEXT_LITERAL("HC"), care_at_night = TEXT_LITERAL("NIGHT");
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(terms_in_force(lookup, hc, day_at("2026-06-01"))->pair_window, 50);
        ck_assert_int_eq(terms_in_force(lookup, care_at_night, day_at("2026-06-01"))->pair_window,
                         40);
        ck_assert_int_eq(terms_in_force(lookup, hc, day_at("2026-03-01"))->pair_window, 30);
        ck_assert_int_eq(terms_in_force(lookup, care_at_night, day_at("2026-03-31"))->pair_window,
                         120);
        ck_assert_int_eq(terms_in_force(lookup, hc, day_at("2026-02-28"))->pair_window, 120);
    }
    night_close(&night);
}
END_TEST

/* What `explain` shows. */
START_TEST(the_block_of_a_setting_can_be_named)
{
    night_open(&night);
    struct terms_block *block = terms_for("P001", "", "2026-01-01");
    struct text provider = TEXT_LITERAL("P001"), service = TEXT_LITERAL("HC");
    day_t day = day_at("2026-11-02");

    SAY(block, PAY_ON, pay_on, PAY_ON_PLANNED);
    say_tolerance(block, CHECK_VAT, limits(1, 2));
    ck_assert_ptr_eq(terms_block_of_setting(&night.terms, provider, service, day, SETTING_PAY_ON),
                     block);
    ck_assert_ptr_null(terms_block_of_setting(&night.terms, provider, service, day, SETTING_PAY));
    ck_assert_ptr_eq(terms_block_of_check(&night.terms, provider, service, day, CHECK_VAT), block);
    ck_assert_ptr_null(
        terms_block_of_check(&night.terms, provider, service, day, CHECK_ARITHMETIC));
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/terms_lookup", defaults_where_no_terms_speak, most_specific_first,
           among_equals_the_latest_not_after_the_day, each_setting_is_looked_up_on_its_own,
           a_written_tolerance_replaces_the_default_whole,
           rounding_and_outcomes_are_not_mixed_from_blocks,
           one_lookup_remembers_services_and_days_apart, the_block_of_a_setting_can_be_named)
