/* matching.md, section 9: care signals. */
#include "bench_builder.h"

#include "matcher/engine/care_signal.h"

static struct night night;

static void setup(void)
{
    night_open(&night);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19 * E6);
}

/* --- counting --------------------------------------------------------------- */

static struct care_tally tally;
static struct care_doubts doubts;

/* Judges the night and counts it. */
static void count(void)
{
    night_match(&night);
    tally = care_tally_new(night.arena, &london, night.provider.provider, night.input.line_count);
    care_tally_night(&tally, &night.input, &night.output, &doubts);
}

/* "C1 2026-11-02: 1 visits 30/25, 0 no, 0 short; ..." */
static const char *weeks(void)
{
    const char *text = "";

    care_tally_sort(&tally);
    for (size_t i = 0; i < tally.count; i++) {
        const struct client_week *week = &tally.weeks[i];
        char monday[DAY_TEXT_BYTES];
        day_format(week->week, monday);
        text = arena_printf(night.arena, "%s%.*s %s: %lld visits %lld/%lld, %lld no, %lld short; ",
                            text, TEXT_ARGS(week->client_ref), monday, (long long)week->visits,
                            (long long)week->delivered_minutes, (long long)week->planned_minutes,
                            (long long)week->no_replies, (long long)week->short_handed);
    }
    return text;
}

static struct bill_line *no_reply(struct bill_line *line)
{
    line->outcome = TEXT_LITERAL("no_reply");
    return line;
}

/* Paid or held, a visit compared with a planned one counts; one set against nothing does not. */
START_TEST(visits_that_were_compared)
{
    setup();
    visit(&night, "C1", "2026-11-02 07:30", 30);
    visit(&night, "C1", "2026-11-03 07:30", 30);
    visit(&night, "C1", "2026-11-09 07:30", 45);
    bill(&night, "C1", "2026-11-02 07:30", 28);
    bill(&night, "C1", "2026-11-03 07:30", 10); /* held: short */
    bill(&night, "C1", "2026-11-09 07:30", 45);
    bill(&night, "C1", "2026-11-04 07:30", 30); /* no slot */
    bill(&night, "C2", "2026-11-02 07:30", 30); /* no order */
    count();
    ck_assert_str_eq(weeks(), "C1 2026-11-02: 2 visits 38/60, 0 no, 0 short; "
                              "C1 2026-11-09: 1 visits 45/45, 0 no, 0 short; ");
    night_close(&night);
}
END_TEST

/* The minutes of a period have no plan. */
START_TEST(periods_have_no_visits)
{
    setup();
    period_order(&night, "C1", PERIOD_WEEK, 600, "2026-11-02");
    bill(&night, "C1", "2026-11-02 07:30", 30);
    count();
    ck_assert_str_eq(weeks(), "");
    night_close(&night);
}
END_TEST

/* A no-reply counts whatever becomes of its line, once a visit: not for the second carer. */
START_TEST(no_replies)
{
    setup();
    visit(&night, "C1", "2026-11-02 07:30", 30)->carers = 2;
    no_reply(bill(&night, "C1", "2026-11-02 07:30", 30));
    no_reply(bill(&night, "C1", "2026-11-02 07:30", 30)); /* the second slot */
    no_reply(bill(&night, "C1", "2026-11-03 07:30", 30)); /* held: no slot */
    no_reply(bill(&night, "C1", "2026-11-03 07:30", 30))->secondary = true;
    no_reply(bill(&night, "C2", "2026-11-04 07:30", 30)); /* held: nothing ordered */
    no_reply(bill(&night, "C2", "2026-11-05 07:30", 30))->net_pence = -1;
    bill(&night, "C2", "2026-11-06 07:30", 30)->outcome = TEXT_LITERAL("cancelled");
    count();
    ck_assert_str_eq(weeks(), "C1 2026-11-02: 0 visits 0/0, 2 no, 0 short; "
                              "C2 2026-11-02: 0 visits 0/0, 1 no, 0 short; ");
    night_close(&night);
}
END_TEST

/* The same line twice is one visit and one no-reply. */
START_TEST(duplicates_do_not_count)
{
    setup();
    visit(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *first = bill(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *again = bill(&night, "C1", "2026-11-02 07:30", 30);
    again->line_no = first->line_no;
    first = no_reply(bill(&night, "C2", "2026-11-02 07:30", 30));
    again = no_reply(bill(&night, "C2", "2026-11-02 07:30", 30));
    again->line_no = first->line_no;
    count();
    ck_assert_str_eq(weeks(), "C1 2026-11-02: 1 visits 30/30, 0 no, 0 short; "
                              "C2 2026-11-02: 0 visits 0/0, 1 no, 0 short; ");
    night_close(&night);
}
END_TEST

static void carry(const struct bill_line *line, const struct order_line *order)
{
    struct carried *carried = &night.carried[line - night.lines];
    carried->is_carried = true;
    carried->order_no = order == NULL ? TEXT_LITERAL("") : order->order_no;
    carried->order_line = order == NULL ? TEXT_LITERAL("") : order->order_line;
    carried->slot = order == NULL ? 0 : 1;
}

/* A held line that was in a slot was counted when it came to it; one that was not, and is now, is
 * counted unless an earlier night did. */
START_TEST(held_lines_count_once)
{
    setup();
    struct order_line *order = visit(&night, "C1", "2026-11-02 07:30", 30);
    visit(&night, "C1", "2026-11-03 07:30", 30);
    carry(bill(&night, "C1", "2026-11-02 07:30", 10), order);
    struct bill_line *doubtful = bill(&night, "C1", "2026-11-03 07:30", 20);
    carry(doubtful, NULL);
    carry(no_reply(bill(&night, "C1", "2026-11-12 07:30", 30)), NULL);
    count();
    ck_assert_str_eq(weeks(), "");
    ck_assert_uint_eq(doubts.ended_count, 0);
    ck_assert_uint_eq(doubts.compared_count, 1);
    ck_assert_ptr_eq(&night.lines[doubts.compared[0]], doubtful);
    care_tally_compared(&tally, doubtful, verdict_of(&night, doubtful));
    ck_assert_str_eq(weeks(), "C1 2026-11-02: 1 visits 20/30, 0 no, 0 short; ");
    night_close(&night);
}
END_TEST

/* A held line that a later one replaces was counted as it stood then, and is taken back. */
START_TEST(replaced_lines_are_taken_back)
{
    setup();
    struct order_line *order = visit(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *first = bill(&night, "C1", "2026-11-02 07:30", 10);
    carry(first, order);
    bill(&night, "C1", "2026-11-02 07:30", 29)->line_no = first->line_no;
    count();
    ck_said(&night, first, "duplicate superseded");
    ck_assert_uint_eq(doubts.ended_count, 1);
    ck_assert_ptr_eq(&night.lines[doubts.ended[0]], first);
    struct care_counted counted = {
        .client_ref = first->client_ref,
        .outcome = first->outcome,
        .first_kind = VERDICT_HELD,
        .first_start_s = first->claimed_start_s,
        .first_slot = 1,
        .compared_start_s = first->claimed_start_s,
        .delivered_minutes = 10,
        .planned_minutes = 30,
    };
    care_tally_take_back(&tally, &counted);
    ck_assert_str_eq(weeks(), "C1 2026-11-02: 0 visits 19/0, 0 no, 0 short; ");
    night_close(&night);
}
END_TEST

/* What was not counted is not taken back. */
START_TEST(taking_back_what_was_counted)
{
    setup();
    tally = care_tally_new(night.arena, &london, night.provider.provider, 4);
    struct care_counted counted = {
        .client_ref = TEXT_LITERAL("C1"),
        .outcome = TEXT_LITERAL("delivered"),
        .first_kind = VERDICT_HELD,
        .first_start_s = at("2026-11-02 07:30"),
        .compared_start_s = NOT_GIVEN,
    };
    care_tally_take_back(&tally, &counted);
    counted.outcome = TEXT_LITERAL("no_reply");
    counted.secondary = true;
    care_tally_take_back(&tally, &counted);
    counted.secondary = false;
    counted.first_slot = 2;
    care_tally_take_back(&tally, &counted);
    counted.first_slot = 1;
    counted.first_kind = VERDICT_DUPLICATE;
    care_tally_take_back(&tally, &counted);
    ck_assert_str_eq(weeks(), "");
    counted.first_kind = VERDICT_MATCHED;
    care_tally_take_back(&tally, &counted);
    ck_assert_str_eq(weeks(), "C1 2026-11-02: 0 visits 0/0, -1 no, 0 short; ");
    night_close(&night);
}
END_TEST

/* A Sunday evening in UTC is Monday in London's summer. */
START_TEST(weeks_are_civil)
{
    setup();
    tally = care_tally_new(night.arena, &london, night.provider.provider, 2);
    care_tally_short_handed(&tally, TEXT_LITERAL("C1"), at("2026-07-05T23:30Z"));
    care_tally_short_handed(&tally, TEXT_LITERAL("C1"), at("2026-07-05T22:30Z"));
    ck_assert_str_eq(weeks(), "C1 2026-06-29: 0 visits 0/0, 0 no, 1 short; "
                              "C1 2026-07-06: 0 visits 0/0, 0 no, 1 short; ");
    night_close(&night);
}
END_TEST

/* --- finding ---------------------------------------------------------------- */

static struct client_week rows[32];
static size_t row_count;

/* `week`: which Monday from 2026-10-05 on. */
static struct client_week *row(const char *client, int week)
{
    rows[row_count] = (struct client_week){
        .provider = TEXT_LITERAL("P001"),
        .client_ref = text_of(client),
        .week = day_at("2026-10-05") + 7 * week,
        .is_touched = true,
    };
    return &rows[row_count++];
}

static struct client_week *visits(const char *client, int week, int64_t delivered, int64_t planned)
{
    struct client_week *added = row(client, week);
    added->visits = 1;
    added->delivered_minutes = delivered;
    added->planned_minutes = planned;
    return added;
}

static const char *in_words(size_t signal_count, const struct care_signal *signals)
{
    const char *text = "";

    for (size_t i = 0; i < signal_count; i++) {
        const struct care_signal *signal = &signals[i];
        text = arena_printf(
            night.arena, "%s%.*s %s %d-%d %lld", text, TEXT_ARGS(signal->client_ref),
            care_signal_kind_word(signal->kind), (signal->week - day_at("2026-10-05")) / 7,
            (signal->last_week - day_at("2026-10-05")) / 7, (long long)signal->counted);
        if (given(signal->planned_minutes))
            text =
                arena_printf(night.arena, "%s of %lld", text, (long long)signal->planned_minutes);
        text = arena_printf(night.arena, "%s; ", text);
    }
    return text;
}

static const struct care_signal *find(size_t *found_r)
{
    struct terms_lookup *terms =
        terms_lookup_new(night.arena, &night.terms, night.provider.provider);
    return care_signals_find(night.arena, terms, row_count, rows, found_r);
}

static const char *found(void)
{
    size_t found_count;
    const struct care_signal *signals = find(&found_count);
    return in_words(found_count, signals);
}

/* What is raised of it, where `earlier` were. */
static const char *raised(size_t earlier_count, const struct care_signal *earlier)
{
    size_t found_count;
    const struct care_signal *signals = find(&found_count);
    struct care_signal *to_raise = ARENA_ARRAY(night.arena, struct care_signal, found_count);
    size_t raised_count =
        care_signals_raise(found_count, signals, earlier_count, earlier, to_raise);
    return in_words(raised_count, to_raise);
}

static void find_setup(void)
{
    setup();
    row_count = 0;
}

START_TEST(a_tally_is_added_to_what_stands)
{
    const struct client_week *all;
    size_t all_count;

    find_setup();
    tally = care_tally_new(night.arena, &london, TEXT_LITERAL("P001"), 2);
    care_tally_short_handed(&tally, TEXT_LITERAL("C2"), (int64_t)day_at("2026-10-13") * 86400);
    care_tally_short_handed(&tally, TEXT_LITERAL("C1"), (int64_t)day_at("2026-10-06") * 86400);
    care_tally_sort(&tally);
    row("C1", 0)->short_handed = 2;
    row("C1", 1)->short_handed = 3;
    row("C2", 2)->short_handed = 4;
    for (size_t i = 0; i < row_count; i++)
        rows[i].is_touched = false;
    care_tally_complete(&tally, row_count, rows, &all_count, &all);
    ck_assert_uint_eq(all_count, 4);
    ck_assert_int_eq(all[0].short_handed, 3); /* C1's first stood and is touched */
    ck_assert(all[0].is_touched && !all[0].is_new);
    ck_assert_int_eq(all[1].short_handed, 3);
    ck_assert(!all[1].is_touched);
    ck_assert_int_eq(all[2].short_handed, 1); /* C2's second is new, and before its third */
    ck_assert(all[2].is_touched && all[2].is_new);
    ck_assert_int_eq(all[3].week, day_at("2026-10-19"));
    ck_assert(!tally.weeks[0].is_new && tally.weeks[1].is_new);
    night_close(&night);
}
END_TEST

/* Four weeks of 400 minutes each: 1280 are 20 % less, 1281 are not. */
START_TEST(shrinking)
{
    find_setup();
    visits("C1", 0, 400, 400);
    visits("C1", 1, 300, 400);
    visits("C1", 2, 290, 400);
    struct client_week *last = visits("C1", 3, 291, 400);
    ck_assert_str_eq(found(), "");
    last->delivered_minutes = 290;
    ck_assert_str_eq(found(), "C1 shrinking 0-3 1280 of 1600; ");
    night_close(&night);
}
END_TEST

/* Each of the four weeks needs a visit; the weeks of another client do not help. */
START_TEST(shrinking_needs_every_week)
{
    find_setup();
    visits("C0", 2, 1, 400);
    visits("C1", 0, 1, 400);
    visits("C1", 1, 1, 400);
    visits("C1", 3, 1, 400);
    visits("C1", 4, 1, 400);
    ck_assert_str_eq(found(), "");
    row_count = 0;
    visits("C1", 0, 1, 400);
    visits("C1", 1, 1, 400);
    visits("C1", 2, 1, 400)->visits = 0;
    visits("C1", 3, 1, 400);
    ck_assert_str_eq(found(), "");
    rows[2].visits = 1;
    ck_assert_str_eq(found(), "C1 shrinking 0-3 4 of 1600; ");
    night_close(&night);
}
END_TEST

/* Runs of weeks that nothing of tonight is in were looked at before; a bill that comes late for
 * a week in the middle is looked at with those after it. */
START_TEST(only_what_was_touched)
{
    find_setup();
    for (int week = 0; week < 5; week++)
        visits("C1", week, 100, 400)->is_touched = false;
    ck_assert_str_eq(found(), "");
    rows[1].is_touched = true;
    ck_assert_str_eq(found(), "C1 shrinking 0-3 400 of 1600; C1 shrinking 1-4 400 of 1600; ");
    rows[1].is_touched = false;
    rows[0].is_touched = true;
    ck_assert_str_eq(found(), "C1 shrinking 0-3 400 of 1600; ");
    night_close(&night);
}
END_TEST

/* Once for the same weeks, tonight or earlier. */
START_TEST(a_week_is_told_once)
{
    find_setup();
    for (int week = 0; week < 9; week++)
        visits("C1", week, 100, 400);
    ck_assert_str_eq(raised(0, NULL),
                     "C1 shrinking 0-3 400 of 1600; C1 shrinking 4-7 400 of 1600; ");
    struct care_signal earlier = {
        .kind = CARE_SIGNAL_SHRINKING,
        .provider = TEXT_LITERAL("P001"),
        .client_ref = TEXT_LITERAL("C1"),
        .week = rows[1].week,
        .last_week = rows[4].week,
    };
    ck_assert_str_eq(raised(1, &earlier), "C1 shrinking 5-8 400 of 1600; ");
    earlier.kind = CARE_SIGNAL_NO_REPLY;
    ck_assert_str_eq(raised(1, &earlier), raised(0, NULL));
    earlier.kind = CARE_SIGNAL_SHRINKING;
    earlier.client_ref = TEXT_LITERAL("C2");
    ck_assert_str_eq(raised(1, &earlier), raised(0, NULL));
    night_close(&night);
}
END_TEST

START_TEST(repeated_no_replies)
{
    find_setup();
    row("C1", 0)->no_replies = 2;
    row("C1", 2)->no_replies = 2; /* not the week after */
    row("C2", 0)->no_replies = 1;
    row("C2", 1)->no_replies = 1;
    ck_assert_str_eq(found(), "");
    rows[3].no_replies = 2;
    ck_assert_str_eq(found(), "C2 no_reply 0-1 3; ");
    row_count = 1;
    rows[0].no_replies = 3; /* all in one week: the run ends with it */
    ck_assert_str_eq(found(), "C1 no_reply -1-0 3; ");
    night_close(&night);
}
END_TEST

START_TEST(one_carer_of_two)
{
    find_setup();
    row("C1", 0)->short_handed = 1;
    row("C1", 1)->short_handed = 1;
    ck_assert_str_eq(found(), "");
    rows[1].short_handed = 2;
    ck_assert_str_eq(found(), "C1 short_handed 1-1 2; ");
    rows[1].is_touched = false;
    ck_assert_str_eq(found(), "");
    night_close(&night);
}
END_TEST

START_TEST(limits_come_from_the_terms)
{
    find_setup();
    visits("C1", 0, 300, 400)->no_replies = 3;
    visits("C1", 1, 300, 400)->short_handed = 2;
    const char *both = "C1 no_reply -1-0 3; C1 short_handed 1-1 2; C1 no_reply 0-1 3; ";
    ck_assert_str_eq(found(), both);
    struct terms_block *block = terms_new(&night);
    SAY(block, NO_REPLY_LIMIT, no_reply_limit, 0);
    SAY(block, SHORT_HANDED_LIMIT, short_handed_limit, 0);
    ck_assert_str_eq(found(), "");
    SAY(block, SHRINKING_WEEKS, shrinking_weeks, 2);
    ck_assert_str_eq(found(), "C1 shrinking 0-1 600 of 800; ");
    SAY(block, SHRINKING_PERCENT, shrinking_percent_e4, 25 * E4);
    ck_assert_str_eq(found(), "C1 shrinking 0-1 600 of 800; ");
    SAY(block, SHRINKING_PERCENT, shrinking_percent_e4, 25 * E4 + 1);
    ck_assert_str_eq(found(), "");
    SAY(block, SHRINKING_PERCENT, shrinking_percent_e4, 0);
    ck_assert_str_eq(found(), "");
    block->valid_from = rows[1].week + 1; /* not yet on the last week's Monday */
    ck_assert_str_eq(found(), both);
    ck_assert_int_eq(care_signal_weeks(&night.terms), 4);
    SAY(block, NO_REPLY_WEEKS, no_reply_weeks, 9);
    ck_assert_int_eq(care_signal_weeks(&night.terms), 9);
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/care_signal", visits_that_were_compared, periods_have_no_visits, no_replies,
           duplicates_do_not_count, held_lines_count_once, replaced_lines_are_taken_back,
           taking_back_what_was_counted, weeks_are_civil, a_tally_is_added_to_what_stands,
           shrinking, shrinking_needs_every_week, only_what_was_touched, a_week_is_told_once,
           repeated_no_replies, one_carer_of_two, limits_come_from_the_terms)
