/* matching.md, end of section 8: under-delivery. */
#include "bench_builder.h"

#include "matcher/engine/missed.h"
#include "matcher/engine/under_delivery.h"

static struct night night;
static struct due_periods periods;

static void setup(const char *business_date)
{
    night_open(&night);
    night.rules.business_date = day_at(business_date);
    periods = (struct due_periods){.arena = night.arena};
}

static struct terms_lookup *terms(void)
{
    return terms_lookup_new(night.arena, &night.terms, night.provider.provider);
}

/* "2026-11-02..2026-11-08 ..." */
static const char *due(const struct order_line *order, const char *since)
{
    const char *text = "";

    periods.count = 0;
    due_periods_add(&periods, &night.rules, terms(), order,
                    since == NULL ? DAY_NOT_GIVEN : day_at(since));
    for (size_t i = 0; i < periods.count; i++) {
        char first[DAY_TEXT_BYTES], last[DAY_TEXT_BYTES];
        day_format(periods.items[i].first, first);
        day_format(periods.items[i].last, last);
        text = arena_printf(night.arena, "%s%s%s..%s", text, i == 0 ? "" : " ", first, last);
    }
    return text;
}

/* The week of 2 November ends on the 8th, and waits three days: the 12th is the first on which
 * more than three have passed. */
START_TEST(a_week_waits_missed_after_days)
{
    setup("2026-11-11");
    struct order_line *order = period_order(&night, "C1", PERIOD_WEEK, 600, "2026-11-02");
    ck_assert_str_eq(due(order, NULL), "");
    night.rules.business_date = day_at("2026-11-12");
    ck_assert_str_eq(due(order, NULL), "2026-11-02..2026-11-08");
    SAY(terms_new(&night), MISSED_AFTER, missed_after, 4);
    ck_assert_str_eq(due(order, NULL), "");
    night_close(&night);
}
END_TEST

/* Whole weeks, also where the order began or ended within. */
START_TEST(weeks_are_whole)
{
    setup("2026-12-31");
    struct order_line *order = period_order(&night, "C1", PERIOD_WEEK, 600, "2026-11-04");
    order->valid_to = day_at("2026-11-17");
    ck_assert_str_eq(due(order, NULL), "2026-11-02..2026-11-08 2026-11-09..2026-11-15 "
                                       "2026-11-16..2026-11-22");
    night_close(&night);
}
END_TEST

START_TEST(four_weeks_and_months)
{
    setup("2026-12-31");
    struct order_line *order = period_order(&night, "C1", PERIOD_4WEEK, 600, "2026-10-14");
    ck_assert_str_eq(due(order, NULL), "2026-10-14..2026-11-10 2026-11-11..2026-12-08");
    order = period_order(&night, "C1", PERIOD_MONTH, 600, "2026-09-15");
    ck_assert_str_eq(due(order, NULL), "2026-09-01..2026-09-30 2026-10-01..2026-10-31 "
                                       "2026-11-01..2026-11-30");
    night_close(&night);
}
END_TEST

/* Total and basis unit end only where the order does. */
START_TEST(totals_and_units_end_with_the_order)
{
    setup("2026-12-04");
    struct order_line *total = period_order(&night, "C1", PERIOD_TOTAL, 600, "2026-11-04");
    struct order_line *unit = unit_order(&night, "C1", 4, 20 * E6, "2026-11-01");
    ck_assert_str_eq(due(total, NULL), "");
    ck_assert_str_eq(due(unit, NULL), "");
    total->valid_to = unit->valid_to = day_at("2026-11-30");
    ck_assert_str_eq(due(total, NULL), "2026-11-04..2026-11-30");
    ck_assert_str_eq(due(unit, NULL), "2026-11-01..2026-11-30");
    ck_assert_str_eq(due(unit, "2026-12-03"), "2026-11-01..2026-11-30");
    ck_assert_str_eq(due(unit, "2026-12-04"), "");
    night_close(&night);
}
END_TEST

/* Those that were due on the night before were looked at then. */
START_TEST(only_what_became_due_since)
{
    setup("2026-11-27");
    struct order_line *order = period_order(&night, "C1", PERIOD_WEEK, 600, "2026-10-26");
    ck_assert_str_eq(due(order, "2026-11-11"), "2026-11-02..2026-11-08 2026-11-09..2026-11-15 "
                                               "2026-11-16..2026-11-22");
    ck_assert_str_eq(due(order, "2026-11-12"), "2026-11-09..2026-11-15 2026-11-16..2026-11-22");
    ck_assert_str_eq(due(order, "2026-11-26"), "");
    ck_assert_str_eq(due(order, "2026-11-27"), "");
    night_close(&night);
}
END_TEST

/* Terms that differ by service do not hide a period of another. */
START_TEST(each_service_waits_its_own_days)
{
    setup("2026-11-20");
    struct order_line *order = period_order(&night, "C1", PERIOD_WEEK, 600, "2026-11-02");
    struct terms_block *block = terms_new(&night);
    order->valid_to = day_at("2026-11-08");
    block->service = TEXT_LITERAL("NS");
    SAY(block, MISSED_AFTER, missed_after, 10);
    ck_assert_str_eq(due(order, "2026-11-18"), "");
    ck_assert_str_eq(due(order, "2026-11-11"), "2026-11-02..2026-11-08");
    order->service = TEXT_LITERAL("NS");
    ck_assert_str_eq(due(order, "2026-11-18"), "2026-11-02..2026-11-08");
    ck_assert_int_eq(missed_from(&night.rules, day_at("2026-11-18")), day_at("2026-11-08"));
    ck_assert_int_eq(missed_until(&night.rules), day_at("2026-11-16"));
    night_close(&night);
}
END_TEST

/* A week that began before go_live was billed elsewhere in part. */
START_TEST(not_before_go_live)
{
    setup("2026-11-20");
    struct order_line *order = period_order(&night, "C1", PERIOD_WEEK, 600, "2026-10-26");
    night.rules.go_live = day_at("2026-11-03");
    ck_assert_str_eq(due(order, NULL), "2026-11-09..2026-11-15");
    night.rules.go_live = day_at("2026-11-02");
    ck_assert_str_eq(due(order, NULL), "2026-11-02..2026-11-08 2026-11-09..2026-11-15");
    order->valid_from = night.rules.go_live = day_at("2026-11-04");
    ck_assert_str_eq(due(order, NULL), "2026-11-02..2026-11-08 2026-11-09..2026-11-15");
    night_close(&night);
}
END_TEST

/* 10 % of 600 minutes are 60: 540 are enough, a ten-thousandth less is not. */
START_TEST(short_by_more_than_the_terms_allow)
{
    setup("2026-11-20");
    struct due_period period = {
        .order = period_order(&night, "C1", PERIOD_WEEK, 600, "2026-11-02"),
        .first = day_at("2026-11-02"),
        .last = day_at("2026-11-08"),
        .delivered_e4 = 540 * E4,
    };
    ck_assert(!period_is_short(terms(), &period));
    period.delivered_e4--;
    ck_assert(period_is_short(terms(), &period));
    struct terms_block *block = terms_new(&night);
    SAY(block, UNDER_DELIVERY, under_delivery_percent_e4, 15 * E4);
    ck_assert(!period_is_short(terms(), &period));
    block->valid_from = day_at("2026-11-09"); /* after the period's last day */
    ck_assert(period_is_short(terms(), &period));
    block->valid_from = day_at("2026-11-08");
    ck_assert(!period_is_short(terms(), &period));
    night_close(&night);
}
END_TEST

/* 100: never; 0: any shortfall.  More than was ordered is none. */
START_TEST(the_ends_of_the_limit)
{
    setup("2026-11-20");
    struct due_period period = {
        .order = period_order(&night, "C1", PERIOD_WEEK, 600, "2026-11-02"),
        .first = day_at("2026-11-02"),
        .last = day_at("2026-11-08"),
    };
    struct terms_block *block = terms_new(&night);
    SAY(block, UNDER_DELIVERY, under_delivery_percent_e4, 100 * E4);
    ck_assert(!period_is_short(terms(), &period));
    block->values.under_delivery_percent_e4 = 0;
    period.delivered_e4 = 600 * E4 - 1;
    ck_assert(period_is_short(terms(), &period));
    period.delivered_e4 = 600 * E4;
    ck_assert(!period_is_short(terms(), &period));
    period.delivered_e4 = 700 * E4;
    ck_assert(!period_is_short(terms(), &period));
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/under_delivery", a_week_waits_missed_after_days, weeks_are_whole,
           four_weeks_and_months, totals_and_units_end_with_the_order, only_what_became_due_since,
           each_service_waits_its_own_days, not_before_go_live, short_by_more_than_the_terms_allow,
           the_ends_of_the_limit)
