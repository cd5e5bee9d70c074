#include "tests/unit/config/load_text.h"

#include "config/document.h"
#include "config/faults.h"

static struct faults found;

static const struct node *read_text_of(const char *yaml, size_t length)
{
    found = (struct faults){.arena = arena, .path = "f"};
    return document_read(arena, (struct text){yaml, length}, &found);
}

static const struct node *document_of(const char *yaml)
{
    const struct node *root = read_text_of(yaml, strlen(yaml));

    for (size_t i = 0; i < found.count; i++)
        fprintf(stderr, "%s\n", found.items[i].message);
    ck_assert_ptr_nonnull(root);
    ck_assert_uint_eq(found.count, 0);
    return root;
}

static void expect_refused(const char *yaml, const char *message)
{
    read_text_of(yaml, strlen(yaml));
    ck_assert_uint_eq(found.count, 1);
    ck_assert_msg(strncmp(found.items[0].message, message, strlen(message)) == 0, "%s",
                  found.items[0].message);
}

START_TEST(nodes_know_their_lines_and_quotes)
{
    const struct node *root = document_of("a: 1\nb:\n  - x\n  - \"y\"\n");

    ck_assert_int_eq(root->kind, NODE_MAPPING);
    ck_assert_int_eq(node_find(root, "a")->line, 1);
    ck_assert(!node_find(root, "a")->is_quoted);
    ck_assert_int_eq(node_find(root, "b")->kind, NODE_LIST);
    ck_assert_int_eq(node_find(root, "b")->values[1]->line, 4);
    ck_assert(node_find(root, "b")->values[1]->is_quoted);
    ck_assert_int_eq(root->keys[1]->line, 2);
}
END_TEST

START_TEST(null_is_not_found_unless_quoted)
{
    const struct node *root = document_of("a: null\nb: ~\nc:\nd: \"null\"\ne: \"\"\n");

    ck_assert_ptr_null(node_find(root, "a"));
    ck_assert_ptr_null(node_find(root, "b"));
    ck_assert_ptr_null(node_find(root, "c"));
    ck_assert_ptr_nonnull(node_find(root, "d"));
    ck_assert_ptr_nonnull(node_find(root, "e"));
}
END_TEST

START_TEST(an_alias_is_what_it_stands_for)
{
    const struct node *root = document_of("a: &x {k: 1}\nb: *x\n");

    ck_assert_ptr_eq(node_find(root, "a"), node_find(root, "b"));
}
END_TEST

START_TEST(an_anchor_set_again_means_the_latest)
{
    const struct node *root = document_of("a: &x 1\nb: &x 2\nc: *x\n");

    ck_assert(text_equal(node_find(root, "c")->text, TEXT_LITERAL("2")));
}
END_TEST

START_TEST(what_is_not_a_tree_is_refused_with_its_line)
{
    expect_refused("", "f:1: YAML: nothing stands where a value must");
    expect_refused("# nothing\n", "f:2: YAML: nothing stands");
    expect_refused("a: 1\nb: [1\n", "f:3: YAML: ");
    expect_refused("a: 1\n\tb: 2\n", "f:2: YAML: ");
    expect_refused("a: 1\n---\nb: 2\n", "f:2: YAML: a second document begins");
    expect_refused("a: 1\nb: \xff\n", "f:2: YAML: ");
    expect_refused("a: 1\n? [b]\n: 2\n", "f:2: YAML: a key must be a word");
    expect_refused("a: 1\n\"b\\nc\": 2\n", "f:2: YAML: a key must be a word");
    expect_refused("a: *x\n", "f:1: YAML: the alias *x stands for nothing before it");
    expect_refused("a: &x\n  - *x\n", "f:2: YAML: the alias *x stands for nothing before it");
}
END_TEST

START_TEST(tags_are_refused_and_reading_goes_on)
{
    expect_refused("a: !!str 1\n", "f:1: YAML: tags");
    expect_refused("a:\n- !x {b: 1}\n", "f:2: YAML: tags");
    ck_assert_ptr_nonnull(read_text_of("a: !!int 1\nb: 2\n", 16));
}
END_TEST

START_TEST(a_doubled_key_is_a_fault_at_the_second)
{
    expect_refused("a: 1\nb: 2\n'a': 3\n", "f:3: a: stands in line 1 already");
}
END_TEST

static const char *nested(int depth)
{
    char *yaml = arena_alloc(arena, (size_t)depth * 2 + 1, 1);

    memset(yaml, '[', (size_t)depth);
    memset(yaml + depth, ']', (size_t)depth);
    return yaml;
}

START_TEST(depth_is_limited)
{
    document_of(nested(DOCUMENT_DEPTH));
    expect_refused(nested(DOCUMENT_DEPTH + 1), "f:1: YAML: nested deeper than 16");
    expect_refused(nested(100000), "f:1: YAML: nested deeper than 16");
}
END_TEST

START_TEST(aliases_of_aliases_cannot_explode)
{
    char *yaml = arena_printf(arena, "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");

    for (int i = 1; i < 8; i++)
        yaml = arena_printf(arena, "%sa%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", yaml,
                            i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    expect_refused(yaml, "f:6: YAML: more than 200000 values");
}
END_TEST

START_TEST(a_nul_byte_is_refused)
{
    ck_assert_ptr_null(read_text_of("a: 1\nb: \0\n", 10));
    ck_assert_uint_eq(found.count, 1);
}
END_TEST

static Suite *document_suite(void)
{
    Suite *suite = suite_create("config/document");
    TCase *tests = tcase_create("document");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, nodes_know_their_lines_and_quotes);
    tcase_add_test(tests, null_is_not_found_unless_quoted);
    tcase_add_test(tests, an_alias_is_what_it_stands_for);
    tcase_add_test(tests, an_anchor_set_again_means_the_latest);
    tcase_add_test(tests, what_is_not_a_tree_is_refused_with_its_line);
    tcase_add_test(tests, tags_are_refused_and_reading_goes_on);
    tcase_add_test(tests, a_doubled_key_is_a_fault_at_the_second);
    tcase_add_test(tests, depth_is_limited);
    tcase_add_test(tests, aliases_of_aliases_cannot_explode);
    tcase_add_test(tests, a_nul_byte_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(document_suite());
    int failed;

    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
