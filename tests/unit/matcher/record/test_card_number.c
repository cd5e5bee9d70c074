/* The numbers are the schemes' published examples and others made to pass or fail the check. */
#include "matcher/record/card_number.h"

#include <check.h>
#include <string.h>

static bool found(const char *text)
{
    char masked[CARD_MASK_BYTES];

    return card_number_found(text_of(text), masked);
}

/* The start, zeros up to the length, and the last digit that makes the check sum a multiple of ten.
 */
static void completed(const char *start, size_t length, char number_r[CARD_MASK_BYTES])
{
    unsigned sum = 0;

    memset(number_r, '0', length);
    memcpy(number_r, start, strlen(start));
    for (size_t i = 0; i + 1 < length; i++) {
        unsigned digit = (unsigned)(number_r[length - 2 - i] - '0');
        unsigned weighed = i % 2 == 0 ? 2 * digit : digit;
        sum += weighed / 10 + weighed % 10;
    }
    number_r[length - 1] = (char)('0' + (10 - sum % 10) % 10);
    number_r[length] = '\0';
}

static bool found_of_scheme(const char *start, size_t length)
{
    char number[CARD_MASK_BYTES];

    completed(start, length, number);
    return found(number);
}

START_TEST(published_numbers_are_found)
{
    static const char *const numbers[] = {"4111111111111111", "4222222222222",   "5555555555554444",
                                          "378282246310005",  "371449635398431", "6011111111111117",
                                          "2223003122003222"};

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        ck_assert_msg(found(numbers[i]), "%s", numbers[i]);
}
END_TEST

START_TEST(a_number_that_fails_the_check_is_none)
{
    ck_assert(!found("4111111111111112"));
    ck_assert(!found("4111111111111121"));
    ck_assert(!found("378282246310006"));
}
END_TEST

static const struct {
    const char *start;
    size_t length;
    bool is_card;
} schemes[] = {
    {"4", 12, false},    {"4", 13, true},     {"4", 14, false},    {"4", 15, false},
    {"4", 16, true},     {"4", 17, false},    {"4", 18, false},    {"4", 19, true},
    {"51", 16, true},    {"55", 16, true},    {"50", 16, false},   {"56", 16, false},
    {"51", 15, false},   {"51", 19, false},   {"2221", 16, true},  {"2720", 16, true},
    {"2220", 16, false}, {"2721", 16, false}, {"2221", 19, false}, {"34", 15, true},
    {"37", 15, true},    {"34", 16, false},   {"35", 15, false},   {"36", 15, false},
    {"6011", 16, true},  {"6011", 17, true},  {"6011", 18, true},  {"6011", 19, true},
    {"6011", 15, false}, {"6012", 16, false}, {"65", 16, true},    {"65", 19, true},
    {"65", 15, false},   {"64", 16, false},   {"9", 16, false},    {"0", 16, false},
};

START_TEST(a_scheme_is_known_by_start_and_length)
{
    ck_assert_msg(found_of_scheme(schemes[_i].start, schemes[_i].length) == schemes[_i].is_card,
                  "%s, %zu digits", schemes[_i].start, schemes[_i].length);
}
END_TEST

START_TEST(blanks_and_dashes_are_skipped)
{
    ck_assert(found("4111 1111 1111 1111"));
    ck_assert(found("4111-1111-1111-1111"));
    ck_assert(found("4111 - 1111 - 1111 - 1111"));
    ck_assert(found("3782 822463 10005"));
    ck_assert(found("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"));
    ck_assert(!found("4111.1111.1111.1111"));
    ck_assert(!found("4111/1111/1111/1111"));
}
END_TEST

START_TEST(a_number_within_a_longer_text_is_found)
{
    ck_assert(found("paid with 4111111111111111, thanks"));
    ck_assert(found("card:4111 1111 1111 1111;"));
    ck_assert(found("visit 12, card 4111-1111-1111-1111"));
    ck_assert(found("no 1234567890123456 but 4111111111111111"));
    ck_assert(found("\xC2\xA3"
                    "4111111111111111\xC2\xA3"));
}
END_TEST

START_TEST(what_follows_a_number_does_not_hide_it)
{
    ck_assert(found("4111 1111 1111 1111 12/28"));
    ck_assert(found("4111111111111111 1228 123"));
    ck_assert(found("2026-11-02 4111111111111111"));
    ck_assert(found("12 3782 822463 10005 11"));
}
END_TEST

START_TEST(a_longer_unbroken_number_is_no_card)
{
    ck_assert(!found("41111111111111110000"));
    ck_assert(!found("00004111111111111111"));
    ck_assert(!found("4111111111111111411111111111111141111111111111114111111111111111"));
}
END_TEST

START_TEST(ordinary_texts_hold_none)
{
    ck_assert(!found(""));
    ck_assert(!found("morning call, washing and dressing"));
    ck_assert(!found("01622 414141 or 01622 694000"));
    ck_assert(!found("2026-11-02 07:30 to 2026-11-02 08:00"));
    ck_assert(!card_number_found((struct text){0}, (char[CARD_MASK_BYTES]){0}));
}
END_TEST

START_TEST(only_the_first_six_and_last_four_are_shown)
{
    char masked[CARD_MASK_BYTES];
    char longest[CARD_MASK_BYTES];

    ck_assert(card_number_found(text_of("x 3782 822463 10005"), masked));
    ck_assert_str_eq(masked, "378282*****0005");
    completed("4012345", 19, longest);
    ck_assert(card_number_found(text_of(longest), masked));
    ck_assert_int_eq(strncmp(masked, "401234*********000", 18), 0);
    ck_assert_uint_eq(strlen(masked), 19);
}
END_TEST

START_TEST(a_text_is_masked_where_it_lies)
{
    char text[] = "a,4111 1111-1111 1111,5555555555554444,1234567890123456,x";

    card_numbers_mask(text, strlen(text));
    ck_assert_str_eq(text, "a,4111 11**-**** 1111,555555******4444,1234567890123456,x");
    ck_assert(!found(text));
}
END_TEST

START_TEST(a_very_long_run_is_looked_through)
{
    char text[64 * 1024];

    for (size_t i = 0; i + 1 < sizeof(text); i++)
        text[i] = i % 2 == 0 ? '1' : ' ';
    text[sizeof(text) - 1] = '\0';
    memcpy(text + sizeof(text) - 18, "4111111111111111 ", 17);
    ck_assert(found(text));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("card_number");
    tcase_add_test(tcase, published_numbers_are_found);
    tcase_add_test(tcase, a_number_that_fails_the_check_is_none);
    tcase_add_loop_test(tcase, a_scheme_is_known_by_start_and_length, 0,
                        (int)(sizeof(schemes) / sizeof(*schemes)));
    tcase_add_test(tcase, blanks_and_dashes_are_skipped);
    tcase_add_test(tcase, a_number_within_a_longer_text_is_found);
    tcase_add_test(tcase, what_follows_a_number_does_not_hide_it);
    tcase_add_test(tcase, a_longer_unbroken_number_is_no_card);
    tcase_add_test(tcase, ordinary_texts_hold_none);
    tcase_add_test(tcase, only_the_first_six_and_last_four_are_shown);
    tcase_add_test(tcase, a_text_is_masked_where_it_lies);
    tcase_add_test(tcase, a_very_long_run_is_looked_through);
    Suite *suite = suite_create("matcher/record/card_number");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
