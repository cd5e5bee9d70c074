#include "matcher/record/quantity_unit.h"

#include <check.h>

static enum quantity_unit unit_of(const char *text)
{
    enum quantity_unit unit = QUANTITY_UNIT_NOT_GIVEN;

    ck_assert_msg(quantity_unit_parse(text_of(text), &unit), "%s", text);
    return unit;
}

START_TEST(our_words_and_the_codes_of_ubl_mean_the_same)
{
    ck_assert_int_eq(unit_of("h"), QUANTITY_UNIT_HOUR);
    ck_assert_int_eq(unit_of("H"), QUANTITY_UNIT_HOUR);
    ck_assert_int_eq(unit_of("HUR"), QUANTITY_UNIT_HOUR);
    ck_assert_int_eq(unit_of("hur"), QUANTITY_UNIT_HOUR);
    ck_assert_int_eq(unit_of("MIN"), QUANTITY_UNIT_MINUTE);
    ck_assert_int_eq(unit_of("EA"), QUANTITY_UNIT_EACH);
    ck_assert_int_eq(unit_of("DAY"), QUANTITY_UNIT_DAY);
    ck_assert_int_eq(unit_of("night"), QUANTITY_UNIT_NIGHT);
}
END_TEST

START_TEST(an_unknown_unit_is_refused)
{
    enum quantity_unit unit;

    ck_assert(!quantity_unit_parse(text_of(""), &unit));
    ck_assert(!quantity_unit_parse(text_of("KGM"), &unit));
    ck_assert(!quantity_unit_parse(text_of("mi"), &unit));
}
END_TEST

START_TEST(only_hours_and_minutes_are_time)
{
    ck_assert(quantity_unit_is_time(QUANTITY_UNIT_HOUR));
    ck_assert(quantity_unit_is_time(QUANTITY_UNIT_MINUTE));
    ck_assert(!quantity_unit_is_time(QUANTITY_UNIT_DAY));
    ck_assert(!quantity_unit_is_time(QUANTITY_UNIT_NOT_GIVEN));
}
END_TEST

START_TEST(a_unit_is_written_in_our_words)
{
    ck_assert_str_eq(quantity_unit_word(QUANTITY_UNIT_HOUR), "h");
    ck_assert_str_eq(quantity_unit_word(QUANTITY_UNIT_EACH), "ea");
    ck_assert_str_eq(quantity_unit_word(QUANTITY_UNIT_NOT_GIVEN), "");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("quantity_unit");
    tcase_add_test(tcase, our_words_and_the_codes_of_ubl_mean_the_same);
    tcase_add_test(tcase, an_unknown_unit_is_refused);
    tcase_add_test(tcase, only_hours_and_minutes_are_time);
    tcase_add_test(tcase, a_unit_is_written_in_our_words);
    Suite *suite = suite_create("matcher/record/quantity_unit");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
