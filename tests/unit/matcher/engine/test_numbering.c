#include "matcher/engine/numbering.h"

#include <check.h>
#include <stdio.h>

static struct text text(const char *words)
{
    return text_of(words);
}

START_TEST(equal_pairs_have_one_number)
{
    struct arena *arena = arena_new();
    struct numbering *numbering = numbering_new(arena);

    ck_assert_uint_eq(numbering_find(numbering, text("C1"), text("HC")), NUMBER_NONE);
    ck_assert_uint_eq(numbering_give(numbering, text("C1"), text("HC")), 0);
    ck_assert_uint_eq(numbering_give(numbering, text("C2"), text("HC")), 1);
    ck_assert_uint_eq(numbering_give(numbering, text("C1"), text("NS")), 2);
    ck_assert_uint_eq(numbering_give(numbering, text("C1"), text("HC")), 0);
    ck_assert_uint_eq(numbering_find(numbering, text("C2"), text("HC")), 1);
    ck_assert_uint_eq(numbering_find(numbering, text("C2"), text("NS")), NUMBER_NONE);
    /* the same bytes, told apart elsewhere */
    ck_assert_uint_eq(numbering_give(numbering, text("C1H"), text("C")), 3);
    ck_assert_uint_eq(numbering->count, 4);
    arena_free(arena);
}
END_TEST

START_TEST(many_pairs_keep_their_numbers)
{
    enum { COUNT = 5000 };
    static char refs[COUNT][8];
    struct arena *arena = arena_new();
    struct numbering *numbering = numbering_new(arena);

    for (uint32_t i = 0; i < COUNT; i++) {
        snprintf(refs[i], sizeof(refs[i]), "K%u", i);
        ck_assert_uint_eq(numbering_give(numbering, text(refs[i]), text("")), i);
    }
    for (uint32_t i = COUNT; i-- > 0;)
        ck_assert_uint_eq(numbering_find(numbering, text(refs[i]), text("")), i);
    arena_free(arena);
}
END_TEST

/* Numbers 1 0 none 1 0: those of 0 first, in their order, then those of 1, then the one of none. */
START_TEST(items_of_a_number_come_together_in_their_order)
{
    struct arena *arena = arena_new();
    const uint32_t numbers[] = {1, 0, NUMBER_NONE, 1, 0};
    const size_t wanted[] = {2, 0, 4, 3, 1};
    size_t places[5];
    const size_t *starts = numbers_gather(arena, 5, numbers, 2, places);

    for (size_t i = 0; i < 5; i++)
        ck_assert_uint_eq(places[i], wanted[i]);
    ck_assert_uint_eq(starts[0], 0);
    ck_assert_uint_eq(starts[1], 2);
    ck_assert_uint_eq(starts[2], 4);
    arena_free(arena);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("numbering");
    tcase_add_test(tcase, equal_pairs_have_one_number);
    tcase_add_test(tcase, many_pairs_keep_their_numbers);
    tcase_add_test(tcase, items_of_a_number_come_together_in_their_order);
    Suite *suite = suite_create("matcher/engine/numbering");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
