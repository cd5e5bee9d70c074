#include "matcher/base/arena.h"

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

static bool is_zero(const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static void check_fresh(size_t size)
{
    unsigned char *memory = arena_alloc(arena, 1, size);

    ck_assert_uint_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
    ck_assert(is_zero(memory, size));
    memset(memory, 0xAA, size);
}

START_TEST(memory_is_zeroed_and_aligned_also_after_emptying)
{
    static const size_t sizes[] = {0, 1, 3, 17, 4096, 70000, 262143, 262144, 1000000, 5};

    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
            check_fresh(sizes[i]);
        arena_empty(arena);
    }
}
END_TEST

START_TEST(pieces_do_not_overlap)
{
    unsigned char *pieces[1000];

    for (unsigned i = 0; i < 1000; i++) {
        pieces[i] = arena_alloc(arena, 100, 7);
        memset(pieces[i], (int)(i % 251), 700);
    }
    for (unsigned i = 0; i < 1000; i++)
        for (unsigned at = 0; at < 700; at++)
            ck_assert_uint_eq(pieces[i][at], i % 251);
}
END_TEST

START_TEST(a_text_is_copied_with_a_nul_behind_it)
{
    char source[] = "a\0b";
    struct text copy = arena_text(arena, (struct text){source, 3});

    source[0] = 'x';
    ck_assert(text_equal(copy, TEXT_LITERAL("a\0b")));
    ck_assert_int_eq(copy.bytes[3], 0);
    ck_assert_str_eq(arena_text(arena, (struct text){0}).bytes, "");
}
END_TEST

START_TEST(text_of_any_length_is_printed)
{
    ck_assert_str_eq(arena_printf(arena, "%s-%03d", "KENT", 7), "KENT-007");
    ck_assert_uint_eq(strlen(arena_printf(arena, "%0500000d", 1)), 500000);
}
END_TEST

/* From small pieces far into blocks of their own. */
START_TEST(an_array_grows_and_keeps_what_it_held)
{
    int64_t *numbers = NULL;
    size_t room = 0;

    for (size_t count = 0; count < 200000; count++) {
        numbers = arena_grow(arena, numbers, &room, count + 1, sizeof(*numbers));
        ck_assert_uint_gt(room, count);
        ck_assert_int_eq(numbers[count], 0);
        numbers[count] = (int64_t)count;
    }
    for (size_t i = 0; i < 200000; i++)
        ck_assert_int_eq(numbers[i], (int64_t)i);
}
END_TEST

START_TEST(an_array_may_grow_by_many_at_once)
{
    size_t room = 0;
    char *bytes = arena_grow(arena, NULL, &room, 1000000, 1);

    ck_assert_uint_ge(room, 1000000);
    ck_assert_ptr_eq(arena_grow(arena, bytes, &room, 1000000, 1), bytes);
}
END_TEST

/* Mappings are used again: smaller, larger, and by an array that grows within one. */
START_TEST(huge_memory_is_zeroed_also_after_emptying)
{
    const size_t mib = 1024 * 1024, sizes[] = {9 * mib, 5 * mib + 7, 8 * mib, 17 * mib, 10 * mib};
    for (size_t round = 0; round < 3; round++)
        for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
            unsigned char *bytes = ARENA_ARRAY(arena, unsigned char, sizes[i]);
            ck_assert(is_zero(bytes, sizes[i]));
            memset(bytes, 'x', sizes[i]);
            unsigned char *grown = NULL;
            size_t room = 0;
            for (size_t wanted = 5 * mib; wanted <= 20 * mib; wanted = wanted * 3 / 2) {
                size_t before = room;
                grown = arena_grow(arena, grown, &room, wanted, 1);
                ck_assert(is_zero(grown + before, room - before));
                ck_assert(before == 0 || (grown[0] == 'y' && grown[before - 1] == 'y'));
                memset(grown + before, 'y', room - before);
            }
            arena_empty(arena);
        }
}
END_TEST

START_TEST(what_was_room_is_zero_where_that_is_asked_for)
{
    static const size_t sizes[] = {0, 1, 17, 262143, 262144, 8 << 20};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        unsigned char *room = arena_room(arena, 1, sizes[i]);
        ck_assert_uint_eq((uintptr_t)room % _Alignof(max_align_t), 0);
        memset(room, 0xAA, sizes[i]);
        arena_empty(arena);
        check_fresh(sizes[i]);
        arena_empty(arena);
    }
}
END_TEST

START_TEST(no_arena_is_freed_as_nothing)
{
    arena_free(NULL);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("arena");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, memory_is_zeroed_and_aligned_also_after_emptying);
    tcase_add_test(tcase, pieces_do_not_overlap);
    tcase_add_test(tcase, a_text_is_copied_with_a_nul_behind_it);
    tcase_add_test(tcase, text_of_any_length_is_printed);
    tcase_add_test(tcase, an_array_grows_and_keeps_what_it_held);
    tcase_add_test(tcase, an_array_may_grow_by_many_at_once);
    tcase_add_test(tcase, what_was_room_is_zero_where_that_is_asked_for);
    tcase_add_test(tcase, huge_memory_is_zeroed_also_after_emptying);
    tcase_add_test(tcase, no_arena_is_freed_as_nothing);
    Suite *suite = suite_create("matcher/base/arena");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
