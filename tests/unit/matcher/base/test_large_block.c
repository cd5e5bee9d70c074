#include "matcher/base/large_block.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MIB ((size_t)1024 * 1024)

static unsigned char *bytes_of(struct large_block *block)
{
    return (unsigned char *)(block + 1);
}

static bool is_all(const unsigned char *bytes, size_t count, int value)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != value)
            return false;
    return true;
}

/* What the process has mapped. */
static size_t mapped_bytes(void)
{
    FILE *stream = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;

    ck_assert_ptr_nonnull(stream);
    ck_assert_int_eq(fscanf(stream, "%lu", &pages), 1);
    fclose(stream);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* From malloc's to a mapping, and beyond its room. */
START_TEST(a_block_grows_with_its_bytes_and_neighbours)
{
    const size_t sizes[] = {MIB, 3 * MIB, 5 * MIB, 7 * MIB, 40 * MIB};
    struct large_block before, after;
    struct large_block *block = large_block_new(MIB / 2);
    size_t old = MIB / 2;

    block->previous = &before;
    block->next = &after;
    memset(bytes_of(block), 'x', old);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        block = large_block_grow(block, old, sizes[i]);
        ck_assert_ptr_eq(block->previous, &before);
        ck_assert_ptr_eq(block->next, &after);
        ck_assert(is_all(bytes_of(block), old, 'x'));
        ck_assert(is_all(bytes_of(block) + old, sizes[i] - old, 0));
        old = sizes[i];
        memset(bytes_of(block), 'x', old);
    }
    large_block_free(block);
}
END_TEST

START_TEST(a_mapping_given_back_is_taken_again_and_zero)
{
    struct large_block *block = large_block_new(20 * MIB);
    memset(bytes_of(block), 'x', 20 * MIB);
    large_block_free(block);

    struct large_block *again = large_block_new(15 * MIB);
    ck_assert_ptr_eq(again, block);
    ck_assert(is_all(bytes_of(again), 15 * MIB, 0));
    again = large_block_grow(again, 15 * MIB, 20 * MIB); /* within its room */
    ck_assert_ptr_eq(again, block);
    ck_assert(is_all(bytes_of(again) + 15 * MIB, 5 * MIB, 0));
    large_block_free(again);
}
END_TEST

START_TEST(a_mapping_is_not_spent_on_what_is_much_smaller)
{
    struct large_block *large = large_block_new(40 * MIB);
    large_block_free(large);

    struct large_block *small = large_block_new(10 * MIB);
    ck_assert_ptr_ne(small, large);
    large_block_free(small);
}
END_TEST

START_TEST(mappings_are_never_more_than_were_in_use)
{
    struct large_block *blocks[3];

    large_blocks_trim();
    size_t before = mapped_bytes();
    for (size_t i = 0; i < 3; i++)
        blocks[i] = large_block_new(10 * MIB);
    size_t most = mapped_bytes() - before;
    for (size_t i = 0; i < 3; i++)
        large_block_free(blocks[i]);
    ck_assert_uint_eq(mapped_bytes() - before, most); /* they wait */

    struct large_block *other = large_block_new(25 * MIB); /* none of them is large enough */
    ck_assert_uint_le(mapped_bytes() - before, most);
    other = large_block_grow(other, 25 * MIB, 29 * MIB);
    ck_assert_uint_le(mapped_bytes() - before, most);
    large_block_free(other);
    large_blocks_trim();
    ck_assert_uint_eq(mapped_bytes(), before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("matcher/base/large_block");
    TCase *tests = tcase_create("large_block");
    tcase_add_test(tests, a_block_grows_with_its_bytes_and_neighbours);
    tcase_add_test(tests, a_mapping_given_back_is_taken_again_and_zero);
    tcase_add_test(tests, a_mapping_is_not_spent_on_what_is_much_smaller);
    tcase_add_test(tests, mappings_are_never_more_than_were_in_use);
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
