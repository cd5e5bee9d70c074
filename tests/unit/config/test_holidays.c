#include "tests/unit/config/load_text.h"

static const struct calendar *calendar_of(const char *holidays)
{
    load_with(LINE_HOLIDAYS, arena_printf(arena, "    holidays: %s", holidays));
    expect_no_fault();
    return &config->councils[0].calendar;
}

static day_t day_of(const char *iso)
{
    day_t day;

    ck_assert(day_parse(text_of(iso), DATE_FORM_ISO, &day));
    return day;
}

static void expect_holidays(const struct calendar *calendar, const char *const *days)
{
    for (; *days; days++)
        ck_assert_msg(calendar_is_holiday(calendar, day_of(*days)), "%s is one", *days);
}

static void expect_no_holidays(const struct calendar *calendar, const char *const *days)
{
    for (; *days; days++)
        ck_assert_msg(!calendar_is_holiday(calendar, day_of(*days)), "%s is none", *days);
}

#define DAYS(...)                                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* --- the days themselves -------------------------------------------------- */

START_TEST(the_substitute_counts_and_not_the_day_it_stands_for)
{
    const struct calendar *calendar = calendar_of("england-and-wales");

    expect_holidays(calendar, DAYS("2026-12-25", "2026-12-28"));
    expect_no_holidays(calendar, DAYS("2026-12-26"));
    /* Christmas on a Saturday, Boxing Day on a Sunday */
    expect_holidays(calendar, DAYS("2021-12-27", "2021-12-28", "2027-12-27", "2027-12-28"));
    expect_no_holidays(calendar, DAYS("2021-12-25", "2021-12-26", "2027-12-25", "2027-12-26"));
    /* Christmas on a Sunday: Boxing Day stays where it is */
    expect_holidays(calendar, DAYS("2022-12-26", "2022-12-27", "2023-01-02"));
    expect_no_holidays(calendar, DAYS("2022-12-25", "2023-01-01"));
}
END_TEST

START_TEST(days_of_a_single_year_are_there)
{
    static const char *const names[] = {"england-and-wales", "scotland", "northern-ireland"};

    for (size_t i = 0; i < 3; i++) {
        const struct calendar *calendar = calendar_of(names[i]);

        expect_holidays(calendar,
                        DAYS("2020-05-08", "2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08"));
        expect_no_holidays(calendar, DAYS("2020-05-04", "2022-05-30"));
    }
}
END_TEST

START_TEST(scotland_has_days_of_its_own)
{
    const struct calendar *calendar = calendar_of("scotland");

    expect_holidays(calendar, DAYS("2026-01-02", "2026-08-03", "2026-11-30", "2024-12-02"));
    expect_no_holidays(calendar, DAYS("2026-04-06", "2026-08-31", "2024-11-30"));
    /* 1 January on a Saturday, on a Sunday; 2 January on a Saturday */
    expect_holidays(calendar, DAYS("2022-01-03", "2022-01-04", "2023-01-02", "2023-01-03",
                                   "2021-01-01", "2021-01-04"));
    expect_no_holidays(calendar, DAYS("2022-01-01", "2022-01-02", "2023-01-01", "2021-01-02"));
    /* proclaimed for Scotland alone */
    expect_holidays(calendar, DAYS("2026-06-15"));
    expect_no_holidays(calendar_of("england-and-wales"), DAYS("2026-06-15"));
}
END_TEST

START_TEST(northern_ireland_has_days_of_its_own)
{
    const struct calendar *calendar = calendar_of("northern-ireland");

    expect_holidays(calendar, DAYS("2026-03-17", "2026-07-13", "2024-03-18", "2025-07-14"));
    expect_no_holidays(calendar, DAYS("2026-07-12", "2024-03-17", "2025-07-12"));
}
END_TEST

/* GOV.UK never lists a Saturday or Sunday: there is always a substitute. */
START_TEST(no_day_is_at_a_weekend_and_every_year_is_there)
{
    static const char *const names[] = {"england-and-wales", "scotland", "northern-ireland"};
    static const size_t least[] = {8, 9, 10};

    for (size_t i = 0; i < 3; i++) {
        const struct calendar *calendar = calendar_of(names[i]);
        size_t of_year[21] = {0};
        int year, month, day_of_month;

        for (size_t h = 0; h < calendar->holiday_count; h++) {
            ck_assert_int_lt(day_of_week(calendar->holidays[h]), 5);
            day_to_ymd(calendar->holidays[h], &year, &month, &day_of_month);
            of_year[year - 2015]++;
        }
        for (size_t y = 0; y < 21; y++)
            ck_assert_uint_ge(of_year[y], least[i]);
    }
}
END_TEST

/* --- against GOV.UK's own lists, where the shared calendars are ------------ */

struct listed {
    size_t count;
    day_t days[64];
};

/* The first field of each line but the heading. */
static bool listed_by_govuk(const char *name, struct listed *listed_r)
{
    const char *shared = getenv("TALLYSTICK_SHARED") ? getenv("TALLYSTICK_SHARED") : "../shared";
    FILE *file = fopen(arena_printf(arena, "%s/calendars/%s", shared, name), "r");
    char line[256];

    listed_r->count = 0;
    if (!file)
        return false;
    while (fgets(line, sizeof(line), file)) {
        line[strcspn(line, ",")] = '\0';
        if (strcmp(line, "date") != 0)
            listed_r->days[listed_r->count++] = day_of(line);
    }
    fclose(file);
    return true;
}

static bool is_listed(const struct listed *listed, day_t day)
{
    for (size_t i = 0; i < listed->count; i++)
        if (listed->days[i] == day)
            return true;
    return false;
}

/* Both ways, between the first and the last day listed; but for `later`, proclaimed after it. */
static void expect_as_listed(const char *file, const char *name, day_t later)
{
    const struct calendar *calendar = calendar_of(name);
    struct listed listed;

    if (!listed_by_govuk(file, &listed))
        return;
    ck_assert_uint_gt(listed.count, 20);
    for (size_t i = 0; i < listed.count; i++)
        ck_assert(calendar_is_holiday(calendar, listed.days[i]));
    for (size_t i = 0; i < calendar->holiday_count; i++) {
        day_t day = calendar->holidays[i];

        if (day >= listed.days[0] && day <= listed.days[listed.count - 1] && day != later)
            ck_assert(is_listed(&listed, day));
    }
}

START_TEST(days_are_those_that_govuk_lists)
{
    expect_as_listed("govuk-england-and-wales-2018-2022.csv", "england-and-wales",
                     day_of("2022-09-19"));
    expect_as_listed("govuk-scotland-2018-2020.csv", "scotland", DAY_NOT_GIVEN);
}
END_TEST

/* --- the file ------------------------------------------------------------- */

static void write_days(const char *text)
{
    write_file("days.txt", text, strlen(text));
}

START_TEST(a_path_starts_at_the_configurations_folder)
{
    write_days("# ours\n2026-12-28\r\n\n  2026-12-25 # Christmas\n2026-05-04");
    ck_assert_uint_eq(calendar_of("./days.txt")->holiday_count, 3);
    ck_assert_int_eq(calendar_of("./days.txt")->holidays[0], day_of("2026-05-04"));
    ck_assert_int_eq(calendar_of(path_in_folder("days.txt"))->holidays[2], day_of("2026-12-28"));
}
END_TEST

START_TEST(every_fault_of_the_file_has_its_line)
{
    const char *start = arena_printf(arena, "%s/./days.txt", folder);

    write_days("2026-12-25\n2026-12-32\n\n25/12/2026\n2026-12-25\n");
    load_with(LINE_HOLIDAYS, "    holidays: ./days.txt\n    colour: blue");
    ck_assert_uint_eq(faults.count, 4);
    ck_assert_str_eq(faults.items[0].message,
                     arena_printf(arena,
                                  "%s:2: holidays: \"2026-12-32\" is not a date as 2026-12-25 is",
                                  start));
    ck_assert_ptr_nonnull(strstr(faults.items[1].message, "days.txt:4: holidays: \"25/12/2026\""));
    ck_assert_ptr_nonnull(
        strstr(faults.items[2].message, "days.txt:5: holidays: the same day stands in line 1"));
    expect_fault(3, LINE_HOLIDAYS + 1, "colour", "is not a key");
}
END_TEST

START_TEST(the_share_folder_of_the_environment_comes_first)
{
    char *command = arena_printf(arena, "mkdir '%s/holidays'", folder);

    ck_assert_int_eq(system(command), 0);
    write_file("holidays/scotland.txt", "2030-01-01\n", 11);
    setenv("TALLYSTICK_SHARE", folder, 1);
    ck_assert_uint_eq(calendar_of("scotland")->holiday_count, 1);
}
END_TEST

static Suite *holidays_suite(void)
{
    Suite *suite = suite_create("config/holidays");
    TCase *tests = tcase_create("holidays");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_substitute_counts_and_not_the_day_it_stands_for);
    tcase_add_test(tests, days_of_a_single_year_are_there);
    tcase_add_test(tests, scotland_has_days_of_its_own);
    tcase_add_test(tests, northern_ireland_has_days_of_its_own);
    tcase_add_test(tests, no_day_is_at_a_weekend_and_every_year_is_there);
    tcase_add_test(tests, days_are_those_that_govuk_lists);
    tcase_add_test(tests, a_path_starts_at_the_configurations_folder);
    tcase_add_test(tests, every_fault_of_the_file_has_its_line);
    tcase_add_test(tests, the_share_folder_of_the_environment_comes_first);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(holidays_suite());
    int failed;

    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
