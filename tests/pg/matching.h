/* Nights that are matched as well, for the tests of what match reads and writes. */
#ifndef TALLYSTICK_TESTS_PG_MATCHING_H
#define TALLYSTICK_TESTS_PG_MATCHING_H

#include "tests/pg/night.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct zone_change winter = {0, 0};
static const struct zone zone = {1, &winter};
static const struct calendar no_holidays = {0, NULL};
static const struct terms no_terms = {0, NULL};

static inline struct rules rules(void)
{
    return (struct rules){.zone = &zone,
                          .calendar = &no_holidays,
                          .terms = &no_terms,
                          .business_date = business_date,
                          .go_live = DAY_NOT_GIVEN};
}

/* --- a night ---------------------------------------------------------------- */

/* The provider's record comes with the first night's files. */
static inline void add_provider(char content)
{
    struct provider provider = payable_provider();
    file_begin(FEED_KIND_PROVIDER, content);
    OK(load_lane_add_provider(lane, &provider, &error));
    file_end(1);
}

static inline struct run night_load(char content, size_t order_count,
                                    const struct order_line *orders, size_t line_count,
                                    const struct bill_line *lines)
{
    struct run run = night_begin();
    load_begin(&run);
    add_provider((char)(content + 'A' - 'a'));
    if (order_count > 0)
        add_orders((char)(content + '0' - 'a'), order_count, orders);
    if (line_count > 0)
        add_bills(content, line_count, lines);
    load_end(&run);
    return run;
}

static inline const day_t *due_dates(size_t count)
{
    day_t *dates = ARENA_ARRAY(arena, day_t, count);
    for (size_t i = 0; i < count; i++)
        dates[i] = business_date + 4;
    return dates;
}

static inline bool write_verdicts(struct run *run, const struct match_input *input,
                                  const struct match_output *output)
{
    OK(db_begin(db, &error));
    if (!judged_write(run, input, output, due_dates(input->line_count))) {
        struct error of_rollback;
        ck_assert(db_rollback(db, &of_rollback));
        return false;
    }
    OK(db_commit(db, &error));
    return true;
}

/* Judges with the engine and writes. */
static inline struct match_output night_match(struct run *run, struct match_input *input_r)
{
    const day_t *received;
    struct rules by = rules();
    struct match_output output;

    *input_r = read_provider(run, &received);
    match_provider(arena, &by, input_r, &output);
    OK(write_verdicts(run, input_r, &output));
    return output;
}

static inline void night_whole(char content, size_t order_count, const struct order_line *orders,
                               size_t line_count, const struct bill_line *lines)
{
    struct match_input input;
    struct run run = night_load(content, order_count, orders, line_count, lines);
    night_match(&run, &input);
    night_close(&run);
}

static inline const struct past_line *past_named(const struct match_input *input,
                                                 const char *invoice_no)
{
    for (size_t i = 0; i < input->past_count; i++)
        if (text_equal(input->past[i].line.invoice_no, text_of(invoice_no)))
            return &input->past[i];
    return NULL;
}

static inline const struct order_line *order_named(const struct match_input *input,
                                                   const char *order_no, const char *order_line)
{
    for (size_t i = 0; i < input->order_count; i++)
        if (text_equal(input->orders[i].order_no, text_of(order_no)) &&
            text_equal(input->orders[i].order_line, text_of(order_line)))
            return &input->orders[i];
    return NULL;
}

/* A verdict that pays what was billed. */
static inline struct verdict paying(const struct bill_line *line, const struct order_line *order,
                                    int32_t slot, int32_t turn)
{
    return (struct verdict){
        .kind = VERDICT_MATCHED,
        .delivered_start_s = line->claimed_start_s,
        .delivered_end_s = line->claimed_end_s,
        .delivered_minutes = 30,
        .billed_minutes = 30,
        .expected_minutes = 30,
        .expected_pence = line->net_pence,
        .payable_pence = line->net_pence,
        .order = order,
        .slot = slot,
        .turn = turn,
        .period_first = DAY_NOT_GIVEN,
    };
}

static inline int64_t verdict_rows(void)
{
    return count_of("SELECT count(*) FROM tallystick_data.verdict WHERE council_id = $1");
}

static inline struct order_line weekly_order(void)
{
    struct order_line order = visit_at("PO9", "1", NOT_GIVEN);
    order.basis = BASIS_PERIOD;
    order.planned_minutes = order.carers = 0;
    order.quantity_e4 = 600 * E4;
    order.period = PERIOD_TOTAL;
    order.valid_from = business_date - 400;
    return order;
}

#endif
