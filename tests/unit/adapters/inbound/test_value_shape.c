#include "adapters/inbound/value_shape.h"

#include "harness.h"

static struct value_shape shape;

static void look_at(const char *const *values, size_t count)
{
    memset(&shape, 0, sizeof(shape));
    for (size_t i = 0; i < count; i++)
        value_shape_add(&shape, text_of(values[i]));
}
#define LOOK_AT(...)                                                                               \
    look_at((const char *const[]){__VA_ARGS__},                                                    \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

START_TEST(dates_by_their_forms)
{
    LOOK_AT("02/11/2026", "13/11/2026", "", "01/01/2026");
    ck_assert_int_eq(shape.given, 3);
    ck_assert(value_shape_is_date(&shape, DATE_FORM_DMY));
    ck_assert(!value_shape_is_date(&shape, DATE_FORM_MDY)); /* two of three */
    ck_assert(!value_shape_is_moment(&shape, DATE_FORM_DMY));
    LOOK_AT("02/11/2026 07:30");
    ck_assert(value_shape_is_moment(&shape, DATE_FORM_DMY));
    ck_assert(!value_shape_is_date(&shape, DATE_FORM_DMY));
    LOOK_AT("2-Nov-2026");
    ck_assert(value_shape_is_date(&shape, DATE_FORM_NAMED));
}
END_TEST

static const struct {
    const char *value;
    enum shape kind;
    bool is;
} values[] = {
    {"07:30", SHAPE_TIME, true},
    {"24:00", SHAPE_TIME, false},
    {"30", SHAPE_DURATION, true},
    {"00:30", SHAPE_DURATION, true},
    {"0.5", SHAPE_DURATION, false},
    {"12", SHAPE_WHOLE, true},
    {"-12", SHAPE_WHOLE, false},
    {"19.00", SHAPE_DECIMAL, true},
    {"1,900.00", SHAPE_DECIMAL, false},
    {"1,900.00", SHAPE_DECORATED, true},
    {"1,900.00", SHAPE_GROUPED, true},
    {"19,00.00", SHAPE_GROUPED, false},
    {"\xC2\xA3"
     "7",
     SHAPE_DECORATED, true},
    {"(7.50)", SHAPE_DECORATED, true},
    {"7.50", SHAPE_DECORATED, false},
    {"GBP", SHAPE_DECORATED, false},
    {"Yes", SHAPE_FLAG, true},
    {"maybe", SHAPE_FLAG, false},
    {"a@b.example", SHAPE_EMAIL, true},
    {"@b", SHAPE_EMAIL, false},
    {"P001", SHAPE_REFERENCE, true},
};

START_TEST(kinds_of_values)
{
    LOOK_AT(values[_i].value);
    ck_assert(value_shape_is(&shape, values[_i].kind) == values[_i].is);
}
END_TEST

START_TEST(a_few_may_be_wrong_and_nothing_is_nothing)
{
    LOOK_AT("1", "2", "3", "4", "n/a");
    ck_assert(value_shape_is(&shape, SHAPE_WHOLE));
    LOOK_AT("1", "2", "3", "n/a");
    ck_assert(!value_shape_is(&shape, SHAPE_WHOLE));
    LOOK_AT("", "");
    ck_assert(!value_shape_is(&shape, SHAPE_REFERENCE));
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, dates_by_their_forms);
    tcase_add_loop_test(tcase, kinds_of_values, 0, COUNT_OF(values));
    tcase_add_test(tcase, a_few_may_be_wrong_and_nothing_is_nothing);
}

int main(void)
{
    return run_cases("adapters/inbound/value_shape", add);
}
