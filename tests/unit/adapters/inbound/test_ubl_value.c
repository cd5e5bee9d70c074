#include "adapters/inbound/ubl_value.h"

#include "harness.h"

#define NONE INT64_MIN

static const struct {
    const char *text;
    int64_t millionths;
} decimals[] = {
    {"0", 0},
    {"12.34", 12340000},
    {"-12.34", -12340000},
    {"+1", 1000000},
    {".5", 500000},
    {"5.", 5000000},
    {"100.000", 100000000},
    {"1.0000005", 1000001},
    {"1.0000004999", 1000000},
    {"-1.0000005", -1000001},
    {"0.999999999", 1000000},
    {"000000000000001", 1000000},
    {"999999999999", INT64_C(999999999999000000)},
    {"1000000000000", NONE},
    {"", NONE},
    {"-", NONE},
    {".", NONE},
    {"1e3", NONE},
    {"1,000", NONE},
    {"INF", NONE},
    {"NaN", NONE},
    {" 1", NONE},
    {"1.2.3", NONE},
};

START_TEST(decimals_of_the_schema)
{
    int64_t millionths;
    bool ok = ubl_decimal(text_of(decimals[_i].text), &millionths);

    ck_assert_msg(ok == (decimals[_i].millionths != NONE), "%s", decimals[_i].text);
    if (ok)
        ck_assert_int_eq(millionths, decimals[_i].millionths);
}
END_TEST

static const struct {
    const char *date, *time, *moment;
} moments[] = {
    {"2026-11-02", "07:30:00", "2026-11-02T07:30:00"},
    {"2026-11-02Z", "07:30:00", "2026-11-02T07:30:00"},
    {"2026-11-02+01:00", "07:30:00.0000000Z", "2026-11-02T07:30:00Z"},
    {"2026-11-02", "07:30:00.5", "2026-11-02T07:30:00.5"}, /* for the field to refuse */
    {"2026-11-02", "07:30:00.000+01:00", "2026-11-02T07:30:00+01:00"},
    {"2026-11-02", "", "2026-11-02"},
    {"", "08:00:00", "08:00:00"},
    {"2026-11-02 soon", "", "2026-11-02 soon"},
    {"", "", ""},
};

START_TEST(dates_and_times)
{
    ck_assert_text_eq(ubl_moment(arena, text_of(moments[_i].date), text_of(moments[_i].time)),
                      moments[_i].moment);
}
END_TEST

static const struct {
    const char *price, *base_quantity, *base_unit, *unit;
    int64_t rate_e6;
} rates[] = {
    {"19.00", "", "", "HUR", 19000000},
    {"100", "3", "", "EA", 33333333},    /* 33.333333... */
    {"200", "3", "C62", "EA", 66666667}, /* one is each; 66.666666... */
    {"0.50", "", "", "MIN", 30000000},   /* a minute: 30.00 an hour */
    {"30.00", "60", "MIN", "HUR", 30000000},
    {"19.00", "", "HUR", "MIN", 19000000}, /* an hour, for a quantity of minutes */
    {"19.00", "1", "HUR", "DAY", NONE},
    {"19.00", "0", "", "HUR", NONE},
    {"19.00", "-1", "", "HUR", NONE},
    {"free", "", "", "HUR", NONE},
    {"0.00000049", "", "", "EA", 0},
    {"5", "", "", "KWH", 5000000},
};

START_TEST(rates_per_hour_or_unit)
{
    int64_t rate_e6;
    bool ok = ubl_rate(text_of(rates[_i].price), text_of(rates[_i].base_quantity),
                       text_of(rates[_i].base_unit), text_of(rates[_i].unit), &rate_e6);

    ck_assert_int_eq(ok, rates[_i].rate_e6 != NONE);
    if (ok)
        ck_assert_int_eq(rate_e6, rates[_i].rate_e6);
}
END_TEST

static const struct {
    const char *category, *percent;
    int64_t percent_e6;
} taxes[] = {
    {"E", "", 0},          {"O", "0", 0},           {"Z", "0.00", 0},
    {"S", "20", 20000000}, {"S", "17.5", 17500000}, {"S", "", NONE},
    {"E", "20", NONE},     {"AE", "0", NONE},       {"", "20", NONE},
    {"S", "-1", NONE},     {"S", "101", NONE},      {"S", "20%", NONE},
};

START_TEST(tax_categories)
{
    int64_t percent_e6;
    bool ok = ubl_tax_percent(text_of(taxes[_i].category), text_of(taxes[_i].percent), &percent_e6);

    ck_assert_int_eq(ok, taxes[_i].percent_e6 != NONE);
    if (ok)
        ck_assert_int_eq(percent_e6, taxes[_i].percent_e6);
}
END_TEST

START_TEST(signs)
{
    ck_assert_text_eq(ubl_negated(arena, TEXT_LITERAL("9.50")), "-9.50");
    ck_assert_text_eq(ubl_negated(arena, TEXT_LITERAL("-9.50")), "9.50");
    ck_assert_text_eq(ubl_negated(arena, TEXT_LITERAL("")), "");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_loop_test(tcase, decimals_of_the_schema, 0, (int)COUNT_OF(decimals));
    tcase_add_loop_test(tcase, dates_and_times, 0, (int)COUNT_OF(moments));
    tcase_add_loop_test(tcase, rates_per_hour_or_unit, 0, (int)COUNT_OF(rates));
    tcase_add_loop_test(tcase, tax_categories, 0, (int)COUNT_OF(taxes));
    tcase_add_test(tcase, signs);
}

int main(void)
{
    return run_cases("adapters/inbound/ubl_value", add);
}
