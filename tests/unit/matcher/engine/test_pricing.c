/* matching.md, section 4: rate cards, their fallbacks and windows, fixed visits, units. */
#include "bench_builder.h"

#include "matcher/engine/pricing.h"

#define MONDAY      "2026-11-02"
#define SATURDAY    "2026-11-07"
#define SUNDAY      "2026-11-08"
#define BANKHOLIDAY "2026-12-28" /* a Monday */

#define NO_RATE (-1)

static struct night night;
static enum visit_pricing visit_pricing;
static int64_t own_rate_e6;

static void setup(void)
{
    night_open(&night);
    visit_pricing = VISIT_PRICING_COVER;
    own_rate_e6 = NOT_GIVEN;
}

static struct price price_on(const char *day, int hour, int64_t minutes)
{
    struct price_question question = {
        .service = TEXT_LITERAL("HC"),
        .day = day_at(day),
        .time_of_day_s = hour * 3600,
        .minutes = minutes,
        .visit_pricing = visit_pricing,
        .own_rate_e6 = own_rate_e6,
    };
    return price_of_time(
        rate_card_new(night.arena, night.rules.calendar, night.input.rate_count, night.rates),
        &question);
}

static int64_t pence_on(const char *day, int hour, int64_t minutes)
{
    struct price price = price_on(day, hour, minutes);
    return price.is_known ? price_pence(&price, PERCENT_ALL) : NO_RATE;
}

START_TEST(an_hour_entry_prices_by_the_minute)
{
    setup();
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19 * E6);
    ck_assert_int_eq(pence_on(MONDAY, 9, 30), 950);
    ck_assert_int_eq(pence_on(MONDAY, 9, 45), 1425);
    ck_assert_int_eq(price_on(MONDAY, 9, 30).contract_rate_e6, 19 * E6);
    night_close(&night);
}
END_TEST

/* Rounded half away from zero to a penny, once. */
START_TEST(half_a_penny_goes_up)
{
    setup();
    struct rate_entry *entry = hour_rate(&night, DAY_TYPE_WEEKDAY, 19 * E6 + 10000); /* 19.01 */
    ck_assert_int_eq(pence_on(MONDAY, 9, 30), 951);                                  /* 9.505 */
    entry->rate_e6 = 19 * E6 + 9999;
    ck_assert_int_eq(pence_on(MONDAY, 9, 30), 950);
    entry->rate_e6 = 20 * E6;
    ck_assert_int_eq(pence_on(MONDAY, 9, 20), 667); /* 6.666... */
    ck_assert_int_eq(pence_on(MONDAY, 9, 10), 333);
    night_close(&night);
}
END_TEST

/* 50 % of 9.505 is 4.7525: rounding before the percentage would give 4.76. */
START_TEST(a_percentage_is_taken_before_the_one_rounding)
{
    setup();
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19 * E6 + 10000);
    struct price price = price_on(MONDAY, 9, 30);
    ck_assert_int_eq(price_pence(&price, 50 * E4), 475);
    ck_assert_int_eq(price_pence(&price, 0), 0);
    night_close(&night);
}
END_TEST

START_TEST(the_own_rate_of_an_order_wins)
{
    setup();
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19 * E6);
    own_rate_e6 = 21 * E6 + 123456;
    ck_assert_int_eq(pence_on(MONDAY, 9, 60), 2112);
    ck_assert_int_eq(price_on(MONDAY, 9, 60).contract_rate_e6, 21 * E6 + 123456);
    night_close(&night);
}
END_TEST

START_TEST(each_day_type_has_its_entry)
{
    setup();
    hour_rate(&night, DAY_TYPE_WEEKDAY, 10 * E6);
    hour_rate(&night, DAY_TYPE_SATURDAY, 11 * E6);
    hour_rate(&night, DAY_TYPE_SUNDAY, 12 * E6);
    hour_rate(&night, DAY_TYPE_WEEKEND, 13 * E6);
    hour_rate(&night, DAY_TYPE_BANKHOLIDAY, 14 * E6);
    ck_assert_int_eq(pence_on(MONDAY, 9, 60), 1000);
    ck_assert_int_eq(pence_on(SATURDAY, 9, 60), 1100);
    ck_assert_int_eq(pence_on(SUNDAY, 9, 60), 1200);
    ck_assert_int_eq(pence_on(BANKHOLIDAY, 9, 60), 1400);
    /* the day itself that a substitute stands for: an ordinary Saturday */
    ck_assert_int_eq(pence_on("2026-12-26", 9, 60), 1100);
    night_close(&night);
}
END_TEST

/* bankholiday, sunday, weekend, weekday; sunday, weekend, weekday; saturday, weekend, weekday. */
START_TEST(missing_day_types_fall_back)
{
    setup();
    ck_assert_int_eq(pence_on(BANKHOLIDAY, 9, 60), NO_RATE);
    hour_rate(&night, DAY_TYPE_SATURDAY, 11 * E6);
    ck_assert_int_eq(pence_on(BANKHOLIDAY, 9, 60), NO_RATE);
    ck_assert_int_eq(pence_on(SUNDAY, 9, 60), NO_RATE);
    ck_assert_int_eq(pence_on(MONDAY, 9, 60), NO_RATE);
    night.rates[0].day_type = DAY_TYPE_WEEKDAY;
    ck_assert_int_eq(pence_on(BANKHOLIDAY, 9, 60), 1100);
    ck_assert_int_eq(pence_on(SATURDAY, 9, 60), 1100);
    ck_assert_int_eq(pence_on(SUNDAY, 9, 60), 1100);
    hour_rate(&night, DAY_TYPE_WEEKEND, 13 * E6);
    ck_assert_int_eq(pence_on(BANKHOLIDAY, 9, 60), 1300);
    ck_assert_int_eq(pence_on(SATURDAY, 9, 60), 1300);
    ck_assert_int_eq(pence_on(SUNDAY, 9, 60), 1300);
    hour_rate(&night, DAY_TYPE_SUNDAY, 12 * E6);
    ck_assert_int_eq(pence_on(BANKHOLIDAY, 9, 60), 1200);
    ck_assert_int_eq(pence_on(SATURDAY, 9, 60), 1300);
    night_close(&night);
}
END_TEST

START_TEST(an_entry_is_in_force_from_and_to_inclusive)
{
    setup();
    struct rate_entry *entry = hour_rate(&night, DAY_TYPE_WEEKDAY, 10 * E6);
    entry->valid_from = entry->valid_to = day_at(MONDAY);
    ck_assert_int_eq(pence_on("2026-10-30", 9, 60), NO_RATE);
    ck_assert_int_eq(pence_on(MONDAY, 9, 60), 1000);
    ck_assert_int_eq(pence_on("2026-11-03", 9, 60), NO_RATE);
    night_close(&night);
}
END_TEST

START_TEST(the_latest_valid_from_wins)
{
    setup();
    hour_rate(&night, DAY_TYPE_WEEKDAY, 12 * E6)->valid_from = day_at(MONDAY);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 10 * E6);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 14 * E6)->valid_from = day_at("2026-11-03");
    ck_assert_int_eq(pence_on(MONDAY, 9, 60), 1200);
    night_close(&night);
}
END_TEST

/* "No entry for the day type" means none in force at that date and time. */
START_TEST(an_entry_not_in_force_does_not_stop_the_fallback)
{
    setup();
    hour_rate(&night, DAY_TYPE_WEEKDAY, 10 * E6);
    struct rate_entry *sunday = hour_rate(&night, DAY_TYPE_SUNDAY, 12 * E6);
    sunday->valid_to = day_at("2026-11-01");
    ck_assert_int_eq(pence_on(SUNDAY, 9, 60), 1000);
    sunday->valid_to = DAY_NOT_GIVEN;
    rate_window(sunday, 20, 22);
    ck_assert_int_eq(pence_on(SUNDAY, 9, 60), 1000);
    ck_assert_int_eq(pence_on(SUNDAY, 20, 60), 1200);
    ck_assert_int_eq(pence_on(SUNDAY, 22, 60), 1000);
    night_close(&night);
}
END_TEST

START_TEST(a_window_that_holds_the_time_wins)
{
    setup();
    hour_rate(&night, DAY_TYPE_WEEKDAY, 10 * E6);
    rate_window(hour_rate(&night, DAY_TYPE_WEEKDAY, 15 * E6), 22, 6); /* wraps past midnight */
    ck_assert_int_eq(pence_on(MONDAY, 21, 60), 1000);
    ck_assert_int_eq(pence_on(MONDAY, 22, 60), 1500);
    ck_assert_int_eq(pence_on(MONDAY, 0, 60), 1500);
    ck_assert_int_eq(pence_on(MONDAY, 5, 60), 1500);
    ck_assert_int_eq(pence_on(MONDAY, 6, 60), 1000); /* to_time is exclusive */
    night_close(&night);
}
END_TEST

/* Within the same day type only: a sunday entry without a window goes before a weekday one with. */
START_TEST(a_window_does_not_beat_a_nearer_day_type)
{
    setup();
    rate_window(hour_rate(&night, DAY_TYPE_WEEKDAY, 15 * E6), 8, 12);
    hour_rate(&night, DAY_TYPE_SUNDAY, 12 * E6);
    ck_assert_int_eq(pence_on(SUNDAY, 9, 60), 1200);
    night_close(&night);
}
END_TEST

/* "Only those with such a window count, of either kind." */
START_TEST(a_window_of_one_kind_shuts_out_the_other_kind_without)
{
    setup();
    hour_rate(&night, DAY_TYPE_WEEKDAY, 24 * E6);
    rate_window(visit_rate(&night, DAY_TYPE_WEEKDAY, 30, 15 * E6), 8, 12);
    ck_assert_int_eq(pence_on(MONDAY, 9, 30), 1500);
    ck_assert_int_eq(pence_on(MONDAY, 9, 31), NO_RATE); /* the hour entry has no window */
    ck_assert_int_eq(pence_on(MONDAY, 13, 31), 1240);
    night_close(&night);
}
END_TEST

/* All entries for a line come from one day type. */
START_TEST(kinds_of_different_day_types_do_not_mix)
{
    setup();
    hour_rate(&night, DAY_TYPE_WEEKDAY, 24 * E6);
    visit_rate(&night, DAY_TYPE_SUNDAY, 30, 20 * E6);
    ck_assert_int_eq(pence_on(SUNDAY, 9, 30), 2000);
    ck_assert_int_eq(pence_on(SUNDAY, 9, 31), NO_RATE);
    night_close(&night);
}
END_TEST

static void visits_15_30_45(void)
{
    visit_rate(&night, DAY_TYPE_WEEKDAY, 45, 20 * E6);
    visit_rate(&night, DAY_TYPE_WEEKDAY, 15, 9 * E6);
    visit_rate(&night, DAY_TYPE_WEEKDAY, 30, 15 * E6);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 24 * E6);
}

START_TEST(cover_takes_the_smallest_visit_that_covers)
{
    setup();
    visits_15_30_45();
    ck_assert_int_eq(pence_on(MONDAY, 9, 1), 900);
    ck_assert_int_eq(pence_on(MONDAY, 9, 15), 900);
    ck_assert_int_eq(pence_on(MONDAY, 9, 16), 1500);
    ck_assert_int_eq(pence_on(MONDAY, 9, 45), 2000);
    ck_assert_int_eq(pence_on(MONDAY, 9, 46), 1840); /* the hour entry prices the whole visit */
    ck_assert_int_eq(price_on(MONDAY, 9, 46).contract_rate_e6, 24 * E6);
    ck_assert_int_eq(price_on(MONDAY, 9, 45).contract_rate_e6, NOT_GIVEN);
    night_close(&night);
}
END_TEST

/* 45-minute entry 20.00, hour entry 24.00: 50 minutes cost 22.00. */
START_TEST(step_adds_the_remainder_at_the_hour_entry)
{
    setup();
    visits_15_30_45();
    visit_pricing = VISIT_PRICING_STEP;
    ck_assert_int_eq(pence_on(MONDAY, 9, 50), 2200);
    ck_assert_int_eq(price_on(MONDAY, 9, 50).contract_rate_e6, NOT_GIVEN);
    ck_assert_int_eq(pence_on(MONDAY, 9, 45), 2000);
    ck_assert_int_eq(pence_on(MONDAY, 9, 44), 1500 + 560);
    ck_assert_int_eq(pence_on(MONDAY, 9, 14), 560); /* below the shortest */
    ck_assert_int_eq(price_on(MONDAY, 9, 14).contract_rate_e6, 24 * E6);
    night_close(&night);
}
END_TEST

START_TEST(what_is_needed_and_missing_is_no_rate)
{
    setup();
    visit_rate(&night, DAY_TYPE_WEEKDAY, 30, 15 * E6);
    ck_assert_int_eq(pence_on(MONDAY, 9, 30), 1500);
    ck_assert_int_eq(pence_on(MONDAY, 9, 31), NO_RATE);
    visit_pricing = VISIT_PRICING_STEP;
    ck_assert_int_eq(pence_on(MONDAY, 9, 30), 1500); /* no remainder, no hour entry needed */
    ck_assert_int_eq(pence_on(MONDAY, 9, 31), NO_RATE);
    ck_assert_int_eq(pence_on(MONDAY, 9, 29), NO_RATE);
    night.rates[0].service = TEXT_LITERAL("NIGHT");
    ck_assert_int_eq(pence_on(MONDAY, 9, 30), NO_RATE);
    night_close(&night);
}
END_TEST

START_TEST(zero_minutes_cost_nothing)
{
    setup();
    visits_15_30_45();
    ck_assert_int_eq(pence_on(MONDAY, 9, 0), 0);
    visit_pricing = VISIT_PRICING_STEP;
    ck_assert_int_eq(pence_on(MONDAY, 9, 0), 0);
    night_close(&night);
}
END_TEST

START_TEST(units_cost_their_own_price)
{
    struct price price = price_of_units(48 * E6 + 500000, 2 * E4 + 5000);
    ck_assert_int_eq(price_pence(&price, PERCENT_ALL), 12125);
    price = price_of_units(3333, E4); /* a third of a penny */
    ck_assert_int_eq(price_pence(&price, PERCENT_ALL), 0);
    price = price_of_units(5000, E4); /* half a penny */
    ck_assert_int_eq(price_pence(&price, PERCENT_ALL), 1);
    ck_assert(!price_of_units(NOT_GIVEN, E4).is_known);
}
END_TEST

START_TEST(a_percentage_of_pence_rounds_half_away_from_zero)
{
    ck_assert_int_eq(percent_of_pence(12125, 20 * E4), 2425);
    ck_assert_int_eq(percent_of_pence(10, 5 * E4), 1);
    ck_assert_int_eq(percent_of_pence(-10, 5 * E4), -1);
    ck_assert_int_eq(percent_of_pence(9, 5 * E4), 0);
    ck_assert_int_eq(percent_of_pence(100, 175 * E4 / 10), 18);
}
END_TEST

TESTS_MAIN("engine/pricing", an_hour_entry_prices_by_the_minute, half_a_penny_goes_up,
           a_percentage_is_taken_before_the_one_rounding, the_own_rate_of_an_order_wins,
           each_day_type_has_its_entry, missing_day_types_fall_back,
           an_entry_is_in_force_from_and_to_inclusive, the_latest_valid_from_wins,
           an_entry_not_in_force_does_not_stop_the_fallback, a_window_that_holds_the_time_wins,
           a_window_does_not_beat_a_nearer_day_type,
           a_window_of_one_kind_shuts_out_the_other_kind_without,
           kinds_of_different_day_types_do_not_mix, cover_takes_the_smallest_visit_that_covers,
           step_adds_the_remainder_at_the_hour_entry, what_is_needed_and_missing_is_no_rate,
           zero_minutes_cost_nothing, units_cost_their_own_price,
           a_percentage_of_pence_rounds_half_away_from_zero)
