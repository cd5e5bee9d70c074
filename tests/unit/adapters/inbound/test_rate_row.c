#include "harness.h"

static void read_rate(const char *row)
{
    feed.kind = FEED_KIND_RATE;
    read_csv(arena_printf(arena,
                          "provider,service,day_type,kind,minutes,rate,from_time,to_time,"
                          "valid_from,valid_to\n%s\n",
                          row));
}

START_TEST(a_rate_by_the_hour)
{
    read_rate("P1,HC,BankHoliday,hour,,21.357,22:00,06:00,2026-04-01,2027-03-31");
    const struct rate_entry *rate = &only_record()->rate;
    ck_assert_int_eq(rate->source_row, 1);
    ck_assert_text_eq(rate->provider, "P1");
    ck_assert_text_eq(rate->service, "HC");
    ck_assert_int_eq(rate->day_type, DAY_TYPE_BANKHOLIDAY);
    ck_assert_int_eq(rate->kind, RATE_KIND_HOUR);
    ck_assert_int_eq(rate->minutes, 0);
    ck_assert_int_eq(rate->rate_e6, 21357000);
    ck_assert_int_eq(rate->from_time_s, 22 * 3600);
    ck_assert_int_eq(rate->to_time_s, 6 * 3600);
    ck_assert_int_eq(rate->valid_from, day("2026-04-01"));
    ck_assert_int_eq(rate->valid_to, day("2027-03-31"));
}
END_TEST

START_TEST(a_price_for_a_visit)
{
    read_rate("P1,HC,weekday,visit,45,20.00,,,2026-04-01,");
    ck_assert_int_eq(only_record()->rate.minutes, 45);
    ck_assert_int_eq(only_record()->rate.from_time_s, -1);
    ck_assert_int_eq(only_record()->rate.to_time_s, -1);
    ck_assert_int_eq(only_record()->rate.valid_to, DAY_NOT_GIVEN);
}
END_TEST

static const struct {
    const char *row, *field;
    enum reject_code code;
} refusals[] = {
    {"P1,HC,weekday,visit,,20,,,2026-04-01,", "minutes", REJECT_MISSING},
    {"P1,HC,weekday,visit,0,20,,,2026-04-01,", "minutes", REJECT_INVALID},
    {"P1,HC,weekday,hour,30,20,,,2026-04-01,", "minutes", REJECT_INVALID},
    {"P1,HC,weekday,hour,,,,,2026-04-01,", "rate", REJECT_MISSING},
    {"P1,HC,weekday,hour,,-1,,,2026-04-01,", "rate", REJECT_INVALID},
    {"P1,HC,weekday,hour,,\xC2\xA3"
     "20,,,2026-04-01,",
     "rate", REJECT_INVALID},
    {"P1,HC,weekday,hour,,20,22:00,,2026-04-01,", "to_time", REJECT_MISSING},
    {"P1,HC,weekday,hour,,20,,06:00,2026-04-01,", "from_time", REJECT_MISSING},
    {"P1,HC,weekday,hour,,20,22:00,24:00,2026-04-01,", "to_time", REJECT_INVALID},
    {"P1,HC,someday,hour,,20,,,2026-04-01,", "day_type", REJECT_INVALID},
    {"P1,HC,weekday,mile,,20,,,2026-04-01,", "kind", REJECT_INVALID},
    {"P1,HC,weekday,hour,,20,,,,", "valid_from", REJECT_MISSING},
    {"P1,HC,weekday,hour,,20,,,2026-04-01,2026-03-31", "valid_to", REJECT_INVALID},
};

START_TEST(refused_rates)
{
    read_rate(refusals[_i].row);
    assert_rejected(refusals[_i].code, refusals[_i].field);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_rate_by_the_hour);
    tcase_add_test(tcase, a_price_for_a_visit);
    tcase_add_loop_test(tcase, refused_rates, 0, COUNT_OF(refusals));
}

int main(void)
{
    return run_cases("adapters/inbound/rate_row", add);
}
