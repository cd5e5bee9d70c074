#include "matcher/base/decimal.h"

#include <check.h>
#include <string.h>

static const struct {
    const char *text;
    int places;
    int64_t scaled;
} numbers[] = {
    {"0", 2, 0},
    {"-0", 2, 0},
    {"-0.00", 2, 0},
    {"9.5", 2, 950},
    {"9.50", 2, 950},
    {"-9.05", 2, -905},
    {"007.1", 2, 710},
    {"19", 6, 19000000},
    {"0.000001", 6, 1},
    {"0.0001", 4, 1},
    {"12", 0, 12},
    {"999999999999.999999", 6, 999999999999999999},
    {"-999999999999.99", 2, -99999999999999},
};

START_TEST(a_number_is_read_exactly)
{
    int64_t scaled;

    ck_assert_msg(decimal_parse(text_of(numbers[_i].text), numbers[_i].places, &scaled), "%s",
                  numbers[_i].text);
    ck_assert_int_eq(scaled, numbers[_i].scaled);
}
END_TEST

static const struct {
    const char *text;
    int places;
} mistakes[] = {
    {"", 2},
    {"-", 2},
    {".", 2},
    {".5", 2},
    {"5.", 2},
    {"-.5", 2},
    {"+5", 2},
    {"--5", 2},
    {"1.234", 2} /* a third decimal of money */,
    {"1.000", 2},
    {"1.5", 0},
    {"1,000.00", 2},
    {"1 000", 2},
    {"1e3", 2},
    {"1E3", 2},
    {"nan", 2},
    {"inf", 2},
    {"0x10", 2},
    {" 5", 2},
    {"5 ", 2},
    {"\xC2\xA3"
     "5.00",
     2},
    {"5.00p", 2},
    {"5.0.0", 2},
    {"5.-1", 2},
    {"1.23456", 4},
    {"1.1234567", 6},
    {"1000000000000", 2},
    {"0000000000001", 2},
    {"99999999999999999999999999", 2},
    {"\xD9\xA1", 2} /* an Arabic digit */,
};

START_TEST(a_number_in_any_other_form_is_refused)
{
    int64_t scaled = 77;

    ck_assert_msg(!decimal_parse(text_of(mistakes[_i].text), mistakes[_i].places, &scaled), "%s",
                  mistakes[_i].text);
    ck_assert_int_eq(scaled, 77);
}
END_TEST

START_TEST(a_nul_inside_is_no_number)
{
    int64_t scaled;

    ck_assert(!decimal_parse(TEXT_LITERAL("5\0"), 2, &scaled));
    ck_assert(!decimal_parse((struct text){0}, 2, &scaled));
}
END_TEST

START_TEST(a_number_ends_where_its_text_ends)
{
    int64_t scaled;

    ck_assert(decimal_parse((struct text){"12.345", 5}, 2, &scaled));
    ck_assert_int_eq(scaled, 1234);
}
END_TEST

#define POUND "\xC2\xA3"

static const struct {
    const char *text;
    int64_t pence; /* NOT_GIVEN: it is no number of this form */
} grouped[] = {
    {"1234.50", 123450},
    {"-20", -2000},
    {"1,234.50", 123450},
    {"1,234", 123400},
    {"-1,234,567.89", -123456789},
    {POUND "9.50", 950},
    {"-" POUND "1,500.00", -150000},
    {POUND "-1,500.00", -150000},
    {POUND " 12.00", 1200},
    {"(1,234.50)", -123450},
    {"(" POUND "20.00)", -2000},
    {"999,999,999,999.99", 99999999999999},
    {"1,000,000,000,000.00", NOT_GIVEN},
    {"1,23.00", NOT_GIVEN},
    {"1234,567.00", NOT_GIVEN},
    {"12,34,567.00", NOT_GIVEN},
    {",123.00", NOT_GIVEN},
    {"1,,234.00", NOT_GIVEN},
    {"1,234,", NOT_GIVEN},
    {"1.234,50", NOT_GIVEN}, /* a comma behind the point */
    {"1.234", NOT_GIVEN},    /* a third decimal, or thousands with a point: nobody knows */
    {"1 234.50", NOT_GIVEN},
    {"(20.00", NOT_GIVEN},
    {"20.00)", NOT_GIVEN},
    {"(-20.00)", NOT_GIVEN},
    {"()", NOT_GIVEN},
    {"(", NOT_GIVEN},
    {"-" POUND "-1", NOT_GIVEN},
    {"--1", NOT_GIVEN},
    {POUND, NOT_GIVEN},
    {POUND POUND "1", NOT_GIVEN},
    {"-", NOT_GIVEN},
    {"", NOT_GIVEN},
    {"+5", NOT_GIVEN},
    {"$5.00", NOT_GIVEN},
    {"5.00CR", NOT_GIVEN},
    {"1e3", NOT_GIVEN},
    {"11111111111111111111111111111111111111111111", NOT_GIVEN},
    {"1.11111111111111111111111111111111111111111111", NOT_GIVEN},
};

START_TEST(grouped_numbers)
{
    struct text text = text_of(grouped[_i].text);
    int64_t pence = NOT_GIVEN, plain = NOT_GIVEN;

    bool is_number = decimal_parse_as(text, NUMBER_FORM_GROUPED, 2, &pence);
    ck_assert_msg(is_number == given(grouped[_i].pence), "%s", grouped[_i].text);
    ck_assert_int_eq(pence, grouped[_i].pence);
    ck_assert_int_eq(decimal_parse_as(text, NUMBER_FORM_PLAIN, 2, &plain),
                     decimal_parse(text, 2, &pence));
}
END_TEST

static void check_format(int64_t scaled, int places, const char *whole, const char *brief)
{
    char text[DECIMAL_TEXT_BYTES];

    ck_assert_int_eq(decimal_format(scaled, places, text), (int)strlen(whole));
    ck_assert_str_eq(text, whole);
    ck_assert_int_eq(decimal_format_short(scaled, places, text), (int)strlen(brief));
    ck_assert_str_eq(text, brief);
}

START_TEST(numbers_are_written_with_all_their_places_or_none_to_spare)
{
    check_format(1950, 2, "19.50", "19.5");
    check_format(-5, 2, "-0.05", "-0.05");
    check_format(0, 2, "0.00", "0");
    check_format(1900, 2, "19.00", "19");
    check_format(100, 0, "100", "100");
    check_format(19000000, 6, "19.000000", "19");
    check_format(-1, 6, "-0.000001", "-0.000001");
    check_format(INT64_MAX, 6, "9223372036854.775807", "9223372036854.775807");
    check_format(-INT64_MAX, 2, "-92233720368547758.07", "-92233720368547758.07");
}
END_TEST

START_TEST(halves_are_rounded_away_from_zero)
{
    ck_assert_int_eq(divide_half_away(5, 10), 1);
    ck_assert_int_eq(divide_half_away(4, 10), 0);
    ck_assert_int_eq(divide_half_away(-5, 10), -1);
    ck_assert_int_eq(divide_half_away(-4, 10), 0);
    ck_assert_int_eq(divide_half_away(15, 10), 2);
    ck_assert_int_eq(divide_half_away(25, 10), 3);
    ck_assert_int_eq(divide_half_away(-25, 10), -3);
    ck_assert_int_eq(divide_half_away(1, 3), 0);
    ck_assert_int_eq(divide_half_away(2, 3), 1);
    ck_assert_int_eq(divide_half_away(1, 2), 1);
    ck_assert_int_eq(divide_half_away(0, 7), 0);
}
END_TEST

START_TEST(products_beyond_64_bits_divide_exactly)
{
    int128 numerator = (int128)INT64_MAX * 1000000 + 500000;

    ck_assert_int_eq(divide_half_away((int128)INT64_MAX * 1000000, 1000000), INT64_MAX);
    ck_assert_int_eq(divide_half_away(-numerator + 1, 1000000), -INT64_MAX);
    ck_assert_int_eq(divide_half_away((int128)INT64_MAX - 1, INT64_MAX), 1);
}
END_TEST

/* 10 % of 600 are 60; 2.5 % of a trillion pounds in pence is beyond 64 bits on the way. */
START_TEST(exactly_a_percentage_does_not_exceed_it)
{
    const int64_t trillion_pounds = INT64_C(100000000000000);
    ck_assert(!exceeds_percent(60, 600, 10 * E4));
    ck_assert(exceeds_percent(61, 600, 10 * E4));
    ck_assert(!exceeds_percent(0, 600, 0));
    ck_assert(exceeds_percent(1, 600, 0));
    ck_assert(!exceeds_percent(trillion_pounds / 40, trillion_pounds, 25000));
    ck_assert(exceeds_percent(trillion_pounds / 40 + 1, trillion_pounds, 25000));
}
END_TEST

START_TEST(seconds_are_rounded_half_up_to_minutes)
{
    ck_assert_int_eq(minutes_half_up(0), 0);
    ck_assert_int_eq(minutes_half_up(29), 0);
    ck_assert_int_eq(minutes_half_up(30), 1);
    ck_assert_int_eq(minutes_half_up(89), 1);
    ck_assert_int_eq(minutes_half_up(90), 2);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("decimal");
    tcase_add_loop_test(tcase, a_number_is_read_exactly, 0,
                        (int)(sizeof(numbers) / sizeof(*numbers)));
    tcase_add_loop_test(tcase, a_number_in_any_other_form_is_refused, 0,
                        (int)(sizeof(mistakes) / sizeof(*mistakes)));
    tcase_add_loop_test(tcase, grouped_numbers, 0, (int)(sizeof(grouped) / sizeof(grouped[0])));
    tcase_add_test(tcase, a_nul_inside_is_no_number);
    tcase_add_test(tcase, a_number_ends_where_its_text_ends);
    tcase_add_test(tcase, numbers_are_written_with_all_their_places_or_none_to_spare);
    tcase_add_test(tcase, halves_are_rounded_away_from_zero);
    tcase_add_test(tcase, products_beyond_64_bits_divide_exactly);
    tcase_add_test(tcase, exactly_a_percentage_does_not_exceed_it);
    tcase_add_test(tcase, seconds_are_rounded_half_up_to_minutes);
    Suite *suite = suite_create("matcher/base/decimal");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
