#include "matcher/engine/explain.h"
#include "tests/unit/matcher/engine/bench_builder.h"

static struct night night;
static struct explanation told;

static void explain(const struct bill_line *line)
{
    match_explain(night.arena, &night.rules, &night.input, (size_t)(line - night.lines),
                  &night.output, &told);
}

static void open_night(void)
{
    night_open(&night);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
}

static const struct slot_told *slot_told(const char *order_no)
{
    for (size_t i = 0; i < told.slot_count; i++)
        if (text_equal(told.slots[i].order->order_no, text_of(order_no)))
            return &told.slots[i];
    ck_abort_msg("no slot of %s is told", order_no);
}

static const struct setting_told *setting_told(enum setting setting, enum terms_day day_of)
{
    for (size_t i = 0; i < told.setting_count; i++)
        if (told.settings[i].setting == setting && told.settings[i].day_of == day_of)
            return &told.settings[i];
    return NULL;
}

/* --- slots --------------------------------------------------------------------------- */

START_TEST(slot_fates)
{
    open_night();
    visit(&night, "C1", "2026-11-02 07:30", 30); /* V01: paid last night */
    bill(&night, "C1", "2026-11-02 07:30", 30);
    night_match(&night);
    night_next(&night);
    visit(&night, "C1", "2026-11-02 08:00", 30); /* V02: to the line that names it */
    visit(&night, "C1", "2026-11-02 08:30", 30); /* V03: to the line itself */
    visit(&night, "C1", "2026-11-02 09:00", 30); /* V04: nobody's */
    struct bill_line *named = bill(&night, "C1", "2026-11-02 08:00", 30);
    line_order(named, "V02", "1");
    explain(bill(&night, "C1", "2026-11-02 08:30", 30));
    ck_assert_uint_eq(told.slot_count, 4);
    ck_assert_int_eq(slot_told("V01")->fate, SLOT_PAID_BEFORE);
    ck_assert_ptr_nonnull(slot_told("V01")->taker.past);
    ck_assert_int_eq(slot_told("V02")->fate, SLOT_TAKEN_NAMED);
    ck_assert_ptr_eq(slot_told("V02")->taker.line, named);
    ck_assert_int_eq(slot_told("V03")->fate, SLOT_GOT);
    ck_assert_int_eq(slot_told("V04")->fate, SLOT_IN_PAIRING);
    ck_assert_ptr_null(slot_told("V04")->taker.line);
    ck_assert_uint_eq(slot_told("V04")->had.reasons, REASON_BIT(START)); /* 30 early: within */
    ck_assert_int_eq(slot_told("V04")->had.kind, VERDICT_VARIANCE);
    ck_assert_int_eq(slot_told("V04")->start_minutes, 30);
    night_close(&night);
}
END_TEST

/* Visits 10:30 and 12:00, lines 12:00 and 13:30.  The best pairing matches the first with 12:00.
 * With 12:00 for the second, the first can have 10:30: two held pairs, 90 minutes off each. */
START_TEST(worth_of_another_pairing)
{
    open_night();
    visit(&night, "C1", "2026-11-02 10:30", 30);
    visit(&night, "C1", "2026-11-02 12:00", 30);
    bill(&night, "C1", "2026-11-02 12:00", 30);
    explain(bill(&night, "C1", "2026-11-02 13:30", 30));
    ck_assert_uint_eq(told.paired_line_count, 2);
    ck_assert_int_eq(told.best.paid, 1);
    ck_assert_int_eq(told.best.matched, 1);
    ck_assert_int_eq(told.best.pairs, 1);
    ck_assert_int_eq(told.best.minutes_off, 0);
    const struct slot_told *slot = slot_told("V02");
    ck_assert_int_eq(slot->forced.paid, 0);
    ck_assert_int_eq(slot->forced.pairs, 2);
    ck_assert_int_eq(slot->forced.minutes_off, 180);
    night_close(&night);
}
END_TEST

START_TEST(decided_line_has_its_slot)
{
    open_night();
    visit(&night, "C1", "2026-11-02 07:30", 30);
    bill(&night, "C1", "2026-11-02 08:30", 30); /* held start */
    night_match(&night);
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY_EXPECTED);
    struct bill_line *other = bill(&night, "C1", "2026-11-02 07:30", 30);
    explain(&night.lines[0]);
    ck_assert_int_eq(told.verdict->kind, VERDICT_VARIANCE);
    ck_assert_int_eq(slot_told("V01")->fate, SLOT_GOT);
    ck_assert(!told.price.is_asked);
    ck_assert_int_eq(told.checks_off[CHECK_START], CHECK_NOT_REACHED);
    explain(other);
    ck_assert_int_eq(slot_told("V01")->fate, SLOT_DECIDED);
    ck_assert_ptr_eq(slot_told("V01")->taker.line, &night.lines[0]);
    night_close(&night);
}
END_TEST

/* What the line that names an order leaves goes to the lines that name none. */
START_TEST(slot_taken_after)
{
    open_night();
    visit(&night, "C1", "2026-11-02 07:30", 30)->carers = 2;
    struct bill_line *named = bill(&night, "C1", "2026-11-02 07:30", 30);
    line_order(named, "V01", "1");
    struct bill_line *other = bill(&night, "C1", "2026-11-02 07:30", 30);
    explain(named);
    ck_assert_uint_eq(told.slot_count, 2);
    ck_assert_int_eq(told.slots[0].fate, SLOT_GOT);
    ck_assert_int_eq(told.slots[1].fate, SLOT_IN_PAIRING);
    ck_assert_ptr_eq(told.slots[1].taker.line, other);
    ck_assert(told.slots[1].is_taken_after);
    explain(other);
    ck_assert_int_eq(told.slots[0].fate, SLOT_TAKEN_NAMED);
    ck_assert_int_eq(told.slots[1].fate, SLOT_GOT);
    night_close(&night);
}
END_TEST

/* Held for its carer, the line took no part in the pairing. */
START_TEST(slot_of_a_line_that_is_not_paired)
{
    open_night();
    visit(&night, "C1", "2026-11-02 09:00", 30);
    visit(&night, "C2", "2026-11-02 09:00", 30);
    bill(&night, "C1", "2026-11-02 09:00", 30)->carer_ref = TEXT_LITERAL("K1");
    struct bill_line *line = bill(&night, "C2", "2026-11-02 09:20", 30);
    line->carer_ref = TEXT_LITERAL("K1");
    explain(line);
    ck_assert_uint_eq(told.verdict->reasons, REASON_BIT(CARER_OVERLAP));
    ck_assert_int_eq(slot_told("V02")->fate, SLOT_NOT_PAIRED_AT);
    ck_assert_uint_eq(slot_told("V02")->had.reasons, REASON_BIT(START)); /* 20 minutes */
    ck_assert_uint_eq(told.obstacle_count, 1);
    ck_assert_int_eq(told.obstacles[0].common_s, 600);
    night_close(&night);
}
END_TEST

/* --- the same line again ---------------------------------------------------------------- */

static struct bill_line *same_name(const struct bill_line *first, const char *start)
{
    struct bill_line *line = bill(&night, "C1", start, 30);
    line->line_no = first->line_no;
    return line;
}

START_TEST(duplicate_and_superseded)
{
    open_night();
    visit(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *first = bill(&night, "C1", "2026-11-02 07:00", 30);
    struct bill_line *second = same_name(first, "2026-11-02 07:30");
    struct bill_line *third = same_name(first, "2026-11-02 07:30");
    explain(first);
    ck_assert_uint_eq(told.verdict->reasons, REASON_BIT(SUPERSEDED));
    ck_assert_uint_eq(told.obstacle_count, 2);
    explain(third);
    ck_assert_int_eq(told.verdict->kind, VERDICT_DUPLICATE);
    ck_assert_ptr_eq(told.obstacles[0].other.line, first);
    ck_assert_ptr_eq(told.obstacles[1].other.line, second);
    night_close(&night);
}
END_TEST

START_TEST(changed_line)
{
    open_night();
    visit(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *first = bill(&night, "C1", "2026-11-02 07:30", 30);
    first->line_no = TEXT_LITERAL("7");
    night_match(&night);
    night_next(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:31", 30);
    line->line_no = TEXT_LITERAL("7");
    explain(line);
    ck_assert_uint_eq(told.verdict->reasons, REASON_BIT(CHANGED_LINE));
    ck_assert_uint_eq(told.obstacle_count, 1);
    ck_assert_int_eq(told.obstacles[0].other.past->payable_pence, 950);
    night_close(&night);
}
END_TEST

START_TEST(same_service)
{
    open_night();
    period_order(&night, "C1", PERIOD_WEEK, 600, "2026-10-01");
    struct bill_line *first = bill(&night, "C1", "2026-11-02 07:30", 30);
    explain(bill(&night, "C1", "2026-11-02 07:30", 30));
    ck_assert_uint_eq(told.verdict->reasons, REASON_BIT(DUPLICATE_VISIT));
    ck_assert_uint_eq(told.obstacle_count, 1);
    ck_assert_ptr_eq(told.obstacles[0].other.line, first);
    ck_assert_int_eq(told.obstacles[0].common_s, 0);
    night_close(&night);
}
END_TEST

/* --- evidence ---------------------------------------------------------------------------- */

START_TEST(piece_of_another_line)
{
    open_night();
    visit(&night, "C1", "2026-11-02 07:30", 30)->carers = 2;
    seen(&night, "C1", "K1", "2026-11-02 07:40", "2026-11-02 08:10");
    struct bill_line *nearer = bill(&night, "C1", "2026-11-02 07:40", 30);
    explain(bill(&night, "C1", "2026-11-02 07:30", 30));
    ck_assert_int_eq(told.delivered_from, DELIVERED_FROM_CLAIMED);
    ck_assert_uint_eq(told.piece_count, 1);
    ck_assert_int_eq(told.pieces[0].fate, PIECE_OF_OTHER_LINE);
    ck_assert_int_eq(told.pieces[0].overlap_s, 20 * 60);
    ck_assert_int_eq(told.pieces[0].owner_overlap_s, 30 * 60);
    ck_assert_ptr_eq(told.pieces[0].owner.line, nearer);
    explain(nearer);
    ck_assert_int_eq(told.delivered_from, DELIVERED_FROM_EVIDENCE);
    ck_assert_int_eq(told.pieces[0].fate, PIECE_KEPT);
    night_close(&night);
}
END_TEST

/* --- terms -------------------------------------------------------------------------------- */

/* Planned before midnight, delivered and claimed after it: the planned day's terms judge. */
START_TEST(terms_of_the_planned_day)
{
    open_night();
    struct terms_block *old = terms_new(&night), *new = terms_new(&night);
    new->valid_from = day_at("2026-11-03");
    new->provider = TEXT_LITERAL("P001");
    SAY(old, PAY_ON, pay_on, PAY_ON_PLANNED);
    SAY(new, PAY_ON, pay_on, PAY_ON_LESSER);
    say_tolerance(old, CHECK_LONG, limits(0, 9));
    visit(&night, "C1", "2026-11-02 23:50", 30);
    seen(&night, "C1", "K1", "2026-11-03 00:05", "2026-11-03 00:35");
    explain(bill(&night, "C1", "2026-11-03 00:00", 30));
    const struct setting_told *pay_on = setting_told(SETTING_PAY_ON, TERMS_DAY_PLANNED);
    ck_assert_ptr_eq(pay_on->from, old);
    ck_assert_int_eq(pay_on->day, day_at("2026-11-02"));
    ck_assert_ptr_null(
        setting_told(SETTING_ROUNDING, TERMS_DAY_PLANNED)); /* planned: no rounding */
    ck_assert_int_eq(setting_told(SETTING_PAIR_WINDOW, TERMS_DAY_CLAIMED)->day,
                     day_at("2026-11-03"));
    for (size_t i = 0; i < told.tolerance_count; i++)
        ck_assert_ptr_eq(told.tolerances[i].from,
                         told.tolerances[i].check == CHECK_LONG ? old : NULL);
    night_close(&night);
}
END_TEST

START_TEST(checks_that_are_off)
{
    open_night();
    say_tolerance(terms_new(&night), CHECK_START, (struct tolerance){.off = true});
    visit(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->net_pence = 950;
    explain(line);
    ck_assert_int_eq(told.checks_off[CHECK_START], CHECK_OFF_IN_TERMS);
    ck_assert_int_eq(told.checks_off[CHECK_LONG], CHECK_IS_ON);
    ck_assert_int_eq(told.checks_off[CHECK_BILLED], CHECK_NOT_GIVEN);
    ck_assert_int_eq(told.checks_off[CHECK_RATE], CHECK_NOT_GIVEN);
    ck_assert_int_eq(told.checks_off[CHECK_ARITHMETIC], CHECK_NOT_GIVEN);
    ck_assert_int_eq(told.checks_off[CHECK_QUANTITY], CHECK_NOT_OF_BASIS);
    line->net_pence = NOT_GIVEN;
    explain(line);
    ck_assert_int_eq(told.checks_off[CHECK_AMOUNT], CHECK_NOT_OF_SELF_BILLED);
    line->outcome = TEXT_LITERAL("cancelled");
    explain(line);
    ck_assert_int_eq(told.checks_off[CHECK_SHORT], CHECK_NOT_OF_OUTCOME);
    night_close(&night);
}
END_TEST

/* A 30-minute entry prices the visit: no hourly rate to hold the billed one against. */
START_TEST(no_contract_rate)
{
    open_night();
    visit_rate(&night, DAY_TYPE_WEEKDAY, 30, 11000000);
    visit(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->net_pence = 1100;
    line->rate_e6 = 22000000;
    explain(line);
    ck_assert_int_eq(told.checks_off[CHECK_RATE], CHECK_NO_CONTRACT);
    ck_assert_int_eq(told.price.course.visit->minutes, 30);
    ck_assert_ptr_null(told.price.course.hour);
    night_close(&night);
}
END_TEST

/* --- totals ---------------------------------------------------------------------------------- */

/* The first order has 20 of its 40 left, too few for 30: the second takes it. */
START_TEST(totals_tried_in_order)
{
    open_night();
    period_order(&night, "C1", PERIOD_WEEK, 40, "2026-10-01");
    period_order(&night, "C1", PERIOD_WEEK, 60, "2026-10-01");
    bill(&night, "C1", "2026-11-02 07:30", 20);
    explain(bill(&night, "C1", "2026-11-03 07:30", 30));
    ck_assert_uint_eq(told.total_count, 2);
    ck_assert(told.totals[0].is_exceeded && !told.totals[0].is_chosen);
    ck_assert_int_eq(told.totals[0].before_e4, 20 * E4);
    ck_assert(!told.totals[1].is_exceeded && told.totals[1].is_chosen);
    ck_assert_int_eq(told.totals[1].before_e4, 0);
    ck_assert_int_eq(told.totals[1].first, day_at("2026-11-02"));
    ck_assert_int_eq(told.totals[1].last, day_at("2026-11-08"));
    night_close(&night);
}
END_TEST

/* Two lines were beyond the 20 minutes, 25 and 30 long; both are paid all the same. */
START_TEST(total_of_a_decided_line)
{
    open_night();
    period_order(&night, "C1", PERIOD_WEEK, 20, "2026-10-01");
    bill(&night, "C1", "2026-11-02 07:30", 25);
    bill(&night, "C1", "2026-11-03 07:30", 30);
    night_match(&night);
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY_EXPECTED);
    decide(&night, &night.lines[1], DECISION_PAY_EXPECTED);
    explain(&night.lines[1]);
    ck_assert_uint_eq(told.total_count, 1);
    ck_assert_int_eq(told.totals[0].before_e4, 25 * E4);
    ck_assert_int_eq(told.totals[0].adds_e4, 30 * E4);
    night_close(&night);
}
END_TEST

START_TEST(month_has_its_last_day)
{
    open_night();
    period_order(&night, "C1", PERIOD_MONTH, 600, "2026-10-01");
    explain(bill(&night, "C1", "2027-01-04 07:30", 30));
    ck_assert_int_eq(told.totals[0].last, day_at("2027-01-31"));
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/explain", slot_fates, worth_of_another_pairing, decided_line_has_its_slot,
           slot_taken_after, slot_of_a_line_that_is_not_paired, duplicate_and_superseded,
           changed_line, same_service, piece_of_another_line, terms_of_the_planned_day,
           checks_that_are_off, no_contract_rate, totals_tried_in_order, total_of_a_decided_line,
           month_has_its_last_day)
