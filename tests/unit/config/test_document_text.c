#include "config/document_text.h"

#include <check.h>
#include <string.h>

static struct arena *arena;
static struct faults faults;

static void set_up(void)
{
    arena = arena_new();
    faults = (struct faults){.arena = arena, .path = "test"};
}

static void tear_down(void)
{
    arena_free(arena);
}

static const struct node *read_again(const char *yaml)
{
    const struct node *root = document_read(arena, text_of(yaml), &faults);

    ck_assert_ptr_nonnull(root);
    ck_assert_uint_eq(faults.count, 0);
    return root;
}

static const char *written(const char *yaml, size_t key_count, const char *const *keys)
{
    return document_text(arena, read_again(yaml), key_count, keys).bytes;
}

START_TEST(keys_stand_in_the_order_asked_for)
{
    static const char *const keys[] = {"b", "a", "gone", "empty"};

    ck_assert_str_eq(written("a: 1\nc: 3\nb: [x, 2]\nempty:\n", 4, keys),
                     "{\n\"b\": [x, 2],\n\"a\": 1\n}\n");
}
END_TEST

/* In quotes, each of these would be another value; out of them too. */
START_TEST(quotes_are_kept_where_they_mean_something)
{
    static const char *const keys[] = {"a"};

    ck_assert_str_eq(
        written("a: [7.50, '7.50', true, \"true\", 2026-04-01, '~', ~, -1, '']", 1, keys),
        "{\n\"a\": [7.50, \"7.50\", true, \"true\", 2026-04-01, \"~\", ~, -1, \"\"]\n}\n");
}
END_TEST

START_TEST(comments_and_aliases_are_gone)
{
    static const char *const keys[] = {"a", "b"};

    ck_assert_str_eq(written("a: &x {k: v} # why\nb: *x\n", 2, keys),
                     "{\n\"a\": {\"k\": v},\n\"b\": {\"k\": v}\n}\n");
}
END_TEST

START_TEST(any_text_is_read_as_it_was)
{
    static const char *const keys[] = {"a"};
    static const char yaml[] = "a: \"q\\\" b\\\\ n\\n t\\t \xc2\xa3 #: {x}, [y] & * ! | > % @ `\"";
    struct text text = read_again(yaml)->values[0]->text;
    const struct node *again = read_again(written(yaml, 1, keys));

    ck_assert(
        text_equal(text, TEXT_LITERAL("q\" b\\ n\n t\t \xc2\xa3 #: {x}, [y] & * ! | > % @ `")));
    ck_assert(text_equal(again->values[0]->text, text));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("document_text");
    TCase *tests = tcase_create("all");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, keys_stand_in_the_order_asked_for);
    tcase_add_test(tests, quotes_are_kept_where_they_mean_something);
    tcase_add_test(tests, comments_and_aliases_are_gone);
    tcase_add_test(tests, any_text_is_read_as_it_was);
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
