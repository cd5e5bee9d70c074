/* matching.md, section 9: drift. */
#include "bench_builder.h"

#include "matcher/engine/drift.h"

static struct night night;
static struct provider_weeks weeks;

static struct verdict paid(const char *start, int64_t payable_pence, int64_t expected_pence,
                           int64_t expected_minutes, int64_t delivered_minutes)
{
    return (struct verdict){
        .kind = VERDICT_VARIANCE,
        .delivered_start_s = at(start),
        .payable_pence = payable_pence,
        .expected_pence = expected_pence,
        .expected_minutes = expected_minutes,
        .delivered_minutes = delivered_minutes,
    };
}

static void setup(void)
{
    night_open(&night);
    weeks = (struct provider_weeks){.arena = night.arena};
}

static bool add(struct verdict verdict)
{
    struct provider_week part;

    if (!provider_week_of(&london, &verdict, &part))
        return false;
    provider_weeks_add(&weeks, &part);
    return true;
}

/* "2026-11-02 money 5/500 limit 10000; ..." */
static const char *found(void)
{
    struct terms_lookup *terms =
        terms_lookup_new(night.arena, &night.terms, night.provider.provider);
    struct drift *drifts = ARENA_ARRAY(night.arena, struct drift, 2 * weeks.count);
    size_t count = drift_find(terms, weeks.count, weeks.items, drifts);
    const char *text = "";

    for (size_t i = 0; i < count; i++) {
        char week[DAY_TEXT_BYTES];
        day_format(drifts[i].week, week);
        text = arena_printf(night.arena, "%s%s %s %lld/%lld limit %lld; ", text, week,
                            drift_measure_word(drifts[i].measure), (long long)drifts[i].difference,
                            (long long)drifts[i].base, (long long)drifts[i].limit_percent_e4);
    }
    return text;
}

/* £5.00 on £500.00 is 1 %: not more than the limit; a penny more is. */
START_TEST(money_beyond_its_limit)
{
    setup();
    ck_assert(add(paid("2026-11-02 07:30", 25250, 25000, 0, 0)));
    ck_assert(add(paid("2026-11-08 23:59", 25250, 25000, 0, 0)));
    ck_assert_str_eq(found(), "");
    ck_assert(add(paid("2026-11-04 07:30", 1, 0, 0, 0)));
    ck_assert_str_eq(found(), "2026-11-02 money 501/50000 limit 10000; ");
    night_close(&night);
}
END_TEST

/* 630 minutes expected where 600 were delivered: 5 %; with one more, beyond it.  Below, the
 * difference keeps its sign: 569 of 600. */
START_TEST(minutes_either_way)
{
    setup();
    add(paid("2026-11-02 07:30", 100, 100, 630, 600));
    ck_assert_str_eq(found(), "");
    add(paid("2026-11-02 09:30", 100, 100, 1, 0));
    ck_assert_str_eq(found(), "2026-11-02 minutes 31/600 limit 50000; ");
    weeks.count = 0;
    add(paid("2026-11-02 07:30", 100, 100, 569, 600));
    ck_assert_str_eq(found(), "2026-11-02 minutes -31/600 limit 50000; ");
    night_close(&night);
}
END_TEST

START_TEST(weeks_do_not_set_each_other_off)
{
    setup();
    add(paid("2026-11-08 23:59", 110, 100, NOT_GIVEN, 30));
    add(paid("2026-11-09 00:00", 90, 100, NOT_GIVEN, 30));
    ck_assert_str_eq(found(), "2026-11-02 money 10/100 limit 10000; "
                              "2026-11-09 money -10/100 limit 10000; ");
    night_close(&night);
}
END_TEST

/* A Sunday evening in UTC is Monday in London's summer: the week is the civil one. */
START_TEST(the_week_is_civil)
{
    struct provider_week part;
    struct verdict verdict = paid("2026-07-05T23:30Z", 1, 1, 1, 1);

    setup();
    ck_assert(provider_week_of(&london, &verdict, &part));
    ck_assert_int_eq(part.week, day_at("2026-07-06"));
    night_close(&night);
}
END_TEST

/* Held lines and lines without an expected price (credits) have no part; a line without expected
 * minutes has none in minutes. */
START_TEST(what_has_a_part)
{
    struct verdict held = paid("2026-11-02 07:30", 0, 100, 30, 30);
    struct provider_week part;
    struct verdict unit = paid("2026-11-02 07:30", 120, 100, NOT_GIVEN, 45);

    setup();
    held.kind = VERDICT_HELD;
    ck_assert(!add(held));
    ck_assert(!add(paid("2026-11-02 07:30", -950, NOT_GIVEN, NOT_GIVEN, 30)));
    ck_assert(provider_week_of(&london, &unit, &part));
    ck_assert_int_eq(part.expected_minutes, 0);
    ck_assert_int_eq(part.delivered_minutes, 0);
    night_close(&night);
}
END_TEST

START_TEST(nothing_expected_is_no_drift)
{
    setup();
    add(paid("2026-11-02 07:30", 100, 0, 30, 0));
    ck_assert_str_eq(found(), "");
    night_close(&night);
}
END_TEST

START_TEST(a_line_credited_in_full_is_taken_back)
{
    struct verdict verdict = paid("2026-11-02 07:30", 110, 100, 45, 30);
    struct provider_week part;

    setup();
    add(paid("2026-11-03 07:30", 100, 100, 30, 30));
    add(verdict);
    ck_assert_str_eq(found(), "2026-11-02 money 10/200 limit 10000; "
                              "2026-11-02 minutes 15/60 limit 50000; ");
    ck_assert(provider_week_of(&london, &verdict, &part));
    provider_weeks_take_back(&weeks, &part);
    ck_assert_uint_eq(weeks.count, 1);
    ck_assert_str_eq(found(), "");
    night_close(&night);
}
END_TEST

/* The limit is that of the week's Monday, of the council or the provider: terms of a service do
 * not speak for all of them. */
START_TEST(the_limit_is_the_providers)
{
    struct terms_block *block;

    setup();
    add(paid("2026-11-08 07:30", 104, 100, NOT_GIVEN, 0));
    SAY(terms_new(&night), DRIFT_LIMIT_PERCENT, drift_limit_percent_e4, 45000);
    ck_assert_str_eq(found(), "");
    block = terms_new(&night);
    block->provider = night.provider.provider;
    SAY(block, DRIFT_LIMIT_PERCENT, drift_limit_percent_e4, 35000);
    ck_assert_str_eq(found(), "2026-11-02 money 4/100 limit 35000; ");
    block->service = TEXT_LITERAL("HC");
    ck_assert_str_eq(found(), "");
    block->service = TEXT_LITERAL("");
    block->valid_from = day_at("2026-11-03");
    ck_assert_str_eq(found(), "");
    night_close(&night);
}
END_TEST

/* 64 bits do not hold a difference in ten-thousandths of a percent of large sums. */
START_TEST(large_sums)
{
    int64_t trillion_pounds = INT64_C(100000000000000);

    setup();
    add(paid("2026-11-02 07:30", trillion_pounds + trillion_pounds / 100, trillion_pounds,
             NOT_GIVEN, 0));
    ck_assert_str_eq(found(), "");
    add(paid("2026-11-02 07:30", 1, 0, NOT_GIVEN, 0));
    ck_assert_str_eq(found(), "2026-11-02 money 1000000000001/100000000000000 limit 10000; ");
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/drift", money_beyond_its_limit, minutes_either_way,
           weeks_do_not_set_each_other_off, the_week_is_civil, what_has_a_part,
           nothing_expected_is_no_drift, a_line_credited_in_full_is_taken_back,
           the_limit_is_the_providers, large_sums)
