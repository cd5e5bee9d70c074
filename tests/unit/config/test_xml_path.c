#include "config/xml_path.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
    const char *text;
    bool is_path;
    size_t steps;
    const char *attribute;
} paths[] = {
    {"/a/b", true, 2, ""},
    {"a", true, 1, ""},
    {"x:a/*/@b", true, 2, "b"},
    {".", true, 0, ""},
    {"@id", true, 0, "id"},
    {"a.b/c-d_e", true, 2, ""},
    {"", false, 0, ""},
    {"/", false, 0, ""},
    {"a//b", false, 0, ""},
    {"a/", false, 0, ""},
    {"@a/b", false, 0, ""},
    {"/.", false, 0, ""},
    {"a[1]/b", false, 0, ""},
    {"a b", false, 0, ""},
    {"x:", false, 0, ""},
    {":a", false, 0, ""},
    {"../a", false, 0, ""},
    {"a/text()", false, 0, ""},
    {"a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q", false, 0, ""},
};

START_TEST(parsing)
{
    struct xml_path path;

    ck_assert_msg(xml_path_parse(paths[_i].text, &path) == paths[_i].is_path, "%s", paths[_i].text);
    if (!paths[_i].is_path)
        return;
    ck_assert_uint_eq(path.step_count, paths[_i].steps);
    ck_assert(text_equal(path.attribute, text_of(paths[_i].attribute)));
    ck_assert_int_eq(path.is_from_root, paths[_i].text[0] == '/');
}
END_TEST

START_TEST(of_elements)
{
    ck_assert(xml_path_is_of_element("/a/b"));
    ck_assert(xml_path_is_of_element("a"));
    ck_assert(!xml_path_is_of_element("a/@b"));
    ck_assert(!xml_path_is_of_element("."));
    ck_assert(!xml_path_is_of_element("a b"));
}
END_TEST

START_TEST(fitting)
{
    const struct xml_name open[] = {{{"", 0}, {"a", 1}}, {{"x", 1}, {"b", 1}}, {{"", 0}, {"c", 1}}};
    struct xml_path path;

    ck_assert(xml_path_parse("/a/b/c", &path) && xml_path_fits(&path, open, 0, 3));
    ck_assert(!xml_path_fits(&path, open, 0, 2));
    ck_assert(xml_path_parse("x:b/c", &path) && xml_path_fits(&path, open, 1, 3));
    ck_assert(xml_path_parse("y:b/c", &path) && !xml_path_fits(&path, open, 1, 3));
    ck_assert(xml_path_parse("*/c", &path) && xml_path_fits(&path, open, 1, 3));
    ck_assert(xml_path_parse(".", &path) && xml_path_fits(&path, open, 3, 3));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("cases");
    tcase_add_loop_test(tcase, parsing, 0, (int)COUNT_OF(paths));
    tcase_add_test(tcase, of_elements);
    tcase_add_test(tcase, fitting);
    Suite *suite = suite_create("config/xml_path");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
