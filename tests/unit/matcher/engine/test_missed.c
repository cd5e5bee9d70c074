/* matching.md, end of section 7: missed visits. */
#include "bench_builder.h"

#include "matcher/engine/missed.h"

static struct night night;

/* A visit on Monday 2026-11-02 at 23:30. */
static struct order_line *setup(void)
{
    night_open(&night);
    night.rules.business_date = day_at("2026-11-06");
    return visit(&night, "C1", "2026-11-02 23:30", 30);
}

static bool is_missed(const struct order_line *order)
{
    struct terms_lookup *terms =
        terms_lookup_new(night.arena, &night.terms, night.provider.provider);
    return visit_is_missed(&night.rules, terms, night.input.provider, order);
}

START_TEST(more_than_missed_after_days)
{
    struct order_line *order = setup();
    ck_assert(is_missed(order));
    night.rules.business_date = day_at("2026-11-05"); /* three days: not more */
    ck_assert(!is_missed(order));
    SAY(terms_new(&night), MISSED_AFTER, missed_after, 2);
    ck_assert(is_missed(order));
    night.blocks[0].service = TEXT_LITERAL("NIGHT");
    ck_assert(!is_missed(order));
    night_close(&night);
}
END_TEST

/* The day is the civil one: 2026-07-01 23:30Z is July 2nd in London. */
START_TEST(the_day_is_civil)
{
    struct order_line *order = setup();
    order->planned_start_s = at("2026-07-01T23:30Z");
    night.rules.business_date = day_at("2026-07-05");
    ck_assert(!is_missed(order));
    night.rules.business_date = day_at("2026-07-06");
    ck_assert(is_missed(order));
    night_close(&night);
}
END_TEST

START_TEST(not_where_client_or_provider_was_suspended)
{
    struct order_line *order = setup();
    suspend(&night, "C1", "2026-11-03", NULL);
    ck_assert(is_missed(order));
    suspend(&night, "C2", "2026-11-02", NULL);
    ck_assert(is_missed(order));
    suspend(&night, "C1", "2026-11-01", "2026-11-02");
    ck_assert(!is_missed(order));
    night.rules.suspension_count = 0;
    night.provider.status = PROVIDER_STATUS_SUSPENDED;
    ck_assert(!is_missed(order));
    night.input.provider = NULL;
    ck_assert(is_missed(order));
    night_close(&night);
}
END_TEST

START_TEST(not_before_go_live)
{
    struct order_line *order = setup();
    night.rules.go_live = day_at("2026-11-03");
    ck_assert(!is_missed(order));
    night.rules.go_live = day_at("2026-11-02");
    ck_assert(is_missed(order));
    night_close(&night);
}
END_TEST

/* No visit after this day can be missed under any of the terms. */
START_TEST(the_last_day_that_can_be_missed)
{
    setup();
    ck_assert_int_eq(missed_until(&night.rules), day_at("2026-11-02"));
    SAY(terms_new(&night), MISSED_AFTER, missed_after, 10);
    ck_assert_int_eq(missed_until(&night.rules), day_at("2026-11-02"));
    SAY(terms_new(&night), MISSED_AFTER, missed_after, 0);
    ck_assert_int_eq(missed_until(&night.rules), day_at("2026-11-05"));
    night_close(&night);
}
END_TEST

START_TEST(suspensions_are_inclusive)
{
    setup();
    suspend(&night, "C1", "2026-11-02", "2026-11-04");
    struct text client = TEXT_LITERAL("C1");
    ck_assert(!client_is_suspended(&night.rules, client, day_at("2026-11-01")));
    ck_assert(client_is_suspended(&night.rules, client, day_at("2026-11-02")));
    ck_assert(client_is_suspended(&night.rules, client, day_at("2026-11-04")));
    ck_assert(!client_is_suspended(&night.rules, client, day_at("2026-11-05")));
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/missed", more_than_missed_after_days, the_day_is_civil,
           not_where_client_or_provider_was_suspended, not_before_go_live,
           the_last_day_that_can_be_missed, suspensions_are_inclusive)
