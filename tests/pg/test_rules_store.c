/* A night that is over, read again as it was. */
#include "tests/pg/night.h"

#define RULES TEXT_LITERAL("{\n\"code\": T\n}\n")

static const struct zone_change winter = {0, 0};
static const struct zone zone = {1, &winter};
static const struct calendar no_holidays = {0, NULL};
static const struct terms no_terms = {0, NULL};

static void add_provider(char content, const char *name)
{
    struct provider provider = payable_provider();
    provider.name = text_of(name);
    file_begin(FEED_KIND_PROVIDER, content);
    OK(load_lane_add_provider(lane, &provider, &error));
    file_end(1);
}

static struct run night_load(char content, const char *name, const struct order_line *order,
                             const struct bill_line *line)
{
    struct run run = night_begin();
    load_begin(&run);
    add_provider((char)(content + 'A' - 'a'), name);
    add_orders((char)(content + '0' - 'a'), 1, order);
    add_bills(content, 1, line);
    load_end(&run);
    return run;
}

static struct match_output match(const struct match_input *input)
{
    struct rules rules = {.zone = &zone,
                          .calendar = &no_holidays,
                          .terms = &no_terms,
                          .business_date = business_date,
                          .go_live = DAY_NOT_GIVEN};
    struct match_output output;
    match_provider(arena, &rules, input, &output);
    return output;
}

static void keep_and_write(struct run *run, const struct match_input *input)
{
    static const day_t days[] = {20812, 20815};
    const struct calendar calendar = {2, days};
    const day_t due_dates[] = {business_date, business_date};
    struct match_output output = match(input);

    ck_assert_uint_le(input->line_count, 2);
    OK(db_begin(db, &error));
    OK(rules_store_keep(db, run, RULES, &calendar, arena, &error));
    OK(judged_write(run, input, &output, due_dates));
    OK(db_commit(db, &error));
    night_close(run);
}

static struct match_input night_whole(struct run *run)
{
    const day_t *received;
    struct match_input input = read_provider(run, &received);
    keep_and_write(run, &input);
    return input;
}

static struct past_run find(int64_t run_id)
{
    struct past_run past;
    bool is_found;
    OK(rules_store_find(db, council_id, run_id, arena, &past, &is_found, &error));
    ck_assert(is_found);
    return past;
}

static struct match_input read_again(const struct past_run *past)
{
    struct match_input input;
    OK(match_read_again(db, &past->run, &past->basis, TEXT_LITERAL("P001"), 120, arena, &input,
                        &error));
    return input;
}

START_TEST(rules_and_calendar_come_back)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    struct run run = night_load('a', "First", &order, &line);
    night_whole(&run);

    struct past_run past = find(run.run_id);
    ck_assert(past.is_kept);
    ck_assert(text_equal(past.rules, RULES));
    ck_assert_int_eq(past.run.business_date, business_date);
    ck_assert_uint_eq(past.calendar.holiday_count, 2);
    ck_assert_int_eq(past.calendar.holidays[0], 20812);
    ck_assert_int_eq(past.calendar.holidays[1], 20815);
}
END_TEST

START_TEST(rules_are_kept_once_each_content)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    struct run first = night_load('a', "First", &order, &line);
    night_whole(&first);
    line = bill_at("INV1", "2", on_monday(7, 30));
    struct run second = night_load('b', "First", &order, &line);
    night_whole(&second);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick_data.rules_in_force WHERE council_id = $1"), 1);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick_data.match_basis WHERE council_id = $1"), 2);
}
END_TEST

START_TEST(a_run_that_kept_nothing_says_so)
{
    struct run run = night_begin();
    ck_assert(!find(run.run_id).is_kept);
    struct past_run past;
    bool is_found;
    OK(rules_store_find(db, council_id, run.run_id + 1, arena, &past, &is_found, &error));
    ck_assert(!is_found);
}
END_TEST

/* The first night holds the line, 40 minutes late; the second pays it, under an order of another
 * time, to a provider of another name. */
START_TEST(a_night_is_read_as_it_was)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line line = bill_at("INV1", "1", on_monday(8, 10));
    struct run first = night_load('a', "First", &order, &line);
    night_whole(&first);
    order.planned_start_s = on_monday(8, 10);
    order.version = 1;
    line = bill_at("INV2", "1", on_monday(12, 0));
    struct run second = night_load('b', "Second", &order, &line);
    night_whole(&second);

    struct past_run past = find(first.run_id);
    struct match_input input = read_again(&past);
    ck_assert_uint_eq(input.line_count, 1);
    ck_assert_uint_eq(input.carried_count, 0);
    ck_assert(text_equal(input.lines[0].invoice_no, TEXT_LITERAL("INV1")));
    ck_assert_uint_eq(input.order_count, 1);
    ck_assert_int_eq(input.orders[0].planned_start_s, on_monday(7, 30));
    ck_assert(text_equal(input.provider->name, TEXT_LITERAL("First")));
    ck_assert_uint_eq(input.past_count, 0);
    ck_assert_int_eq(match(&input).verdicts[0].kind, VERDICT_HELD);

    past = find(second.run_id);
    input = read_again(&past);
    ck_assert_uint_eq(input.line_count, 2);
    ck_assert(input.carried[0].is_carried && !carried_of_line(&input, 1)->is_carried);
    ck_assert_uint_eq(input.carried[0].reasons, REASON_BIT(START));
    ck_assert_int_eq(input.orders[0].planned_start_s, on_monday(8, 10));
    ck_assert(text_equal(input.provider->name, TEXT_LITERAL("Second")));
    ck_assert_int_eq(match(&input).verdicts[0].kind, VERDICT_MATCHED);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, rules_and_calendar_come_back);
    tcase_add_test(tests, rules_are_kept_once_each_content);
    tcase_add_test(tests, a_run_that_kept_nothing_says_so);
    tcase_add_test(tests, a_night_is_read_as_it_was);
    return run_case("rules_store", tests);
}
