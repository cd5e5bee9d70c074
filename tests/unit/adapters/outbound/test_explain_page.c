/*
 * Pages of lines worked by hand: the rules are docs/matching.md's, the sums of each test its own.
 * What the page says of a line is looked for row by row.
 */
#include "adapters/outbound/explain_page.h"
#include "matcher/engine/explain.h"
#include "tests/unit/matcher/engine/bench_builder.h"

static struct night night;
static struct explain_page page;
static struct explanation told;

static void setup(void)
{
    night_open(&night);
}

static void teardown(void)
{
    night_close(&night);
}

static void explain(const struct bill_line *line)
{
    match_explain(night.arena, &night.rules, &night.input, (size_t)(line - night.lines),
                  &night.output, &told);
    page = (struct explain_page){.arena = night.arena};
    explain_page_engine(&page, &told);
}

/* All rows of that item, one a line. */
static const char *row(const char *section, const char *item)
{
    const char *all = "";
    for (size_t i = 0; i < page.row_count; i++)
        if (strcmp(page.rows[i].section, section) == 0 &&
            text_equal(page.rows[i].item, text_of(item)))
            all = arena_printf(night.arena, "%s%s%.*s", all, all[0] ? "\n" : "",
                               TEXT_ARGS(page.rows[i].words));
    return all;
}

#define ck_row(section, item, words) ck_assert_str_eq(row((section), (item)), (words))

static const char *page_text(void)
{
    struct text text = explain_page_text(&page, explain_headline(night.arena, &told, 0));
    return arena_printf(night.arena, "%.*s", TEXT_ARGS(text));
}

static size_t widest_line(const char *text)
{
    size_t widest = 0, wide = 0;
    for (; *text != '\0'; text++) {
        bool continues = ((unsigned char)*text & 0xC0) == 0x80;
        wide = *text == '\n' ? 0 : wide + !continues;
        widest = wide > widest ? wide : widest;
    }
    return widest;
}

/* The order of docs/matching.md's worked lines: 2026-11-02 07:30, 30 minutes, 19.00 an hour. */
static struct bill_line *worked_line(const char *start, int64_t minutes, int64_t net_pence)
{
    SAY(terms_new(&night), ROUNDING, rounding,
        (struct rounding){.rule = ROUNDING_NEAREST, .step = 15});
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *line = bill(&night, "C1", start, minutes);
    line->quantity_e4 = 5000;
    line->net_pence = net_pence;
    return line;
}

/* --- the worked lines ----------------------------------------------------------------- */

START_TEST(long_visit)
{
    explain(worked_line("2026-11-02 07:34", 31, 950));
    ck_row("Verdict", "variance", "it may be paid, though not everything agrees: long");
    ck_row("Verdict", "Pays", "£9.50, the net amount billed");
    ck_row("Order", "Planned", "Monday 2 November 2026, 07:30, 30 minutes");
    ck_row("Order", "Slot", "1 of 1");
    ck_row("Delivered time", "Delivered", "2026-11-02 07:34 to 08:05, the times claimed");
    ck_row("Delivered time", "Billed", "0.5 hours × 60 = 30 minutes");
    ck_row("Price", "Rounding", "31 minutes, nearest 15 → 30");
    ck_row("Price", "Price", "£19.00 an hour × 30 minutes ÷ 60 = £9.50");
    ck_row("Checks", "start",
           "delivered 07:34, planned 07:30: 4 minutes later; agree 15 minutes, pay 30 minutes → "
           "agrees");
    ck_row("Checks", "long",
           "delivered 31 − planned 30 = 1 minute; agree 0 minutes, pay 5 minutes → within");
    ck_row("Checks", "quantity", "off: not for an order of this basis");
    ck_row("Terms", "In force on", "2026-11-02, the date of the planned start");
    ck_row("Terms", "rounding", "nearest 15 (council, from 2020-01-01)");
    ck_row("Terms", "pay_on", "actual (default)");
    ck_row("Terms", "amount", "agree 0p, pay £1.00 or 2 %, whichever is less (default)");
}
END_TEST

START_TEST(just_as_ordered)
{
    explain(worked_line("2026-11-02 07:30", 30, 950));
    ck_row("Verdict", "matched", "every check agrees");
    ck_row("Checks", "amount",
           "billed £9.50, expected £9.50: 0p; agree 0p, pay £1.00 or 2 % of £9.50 = 19p, whichever "
           "is less → agrees");
}
END_TEST

START_TEST(late_start)
{
    explain(worked_line("2026-11-02 08:05", 30, 950));
    ck_row("Verdict", "held", "outside its pay limit: start");
    ck_row("Verdict", "Pays", "nothing");
    ck_row("Checks", "start",
           "delivered 08:05, planned 07:30: 35 minutes later; agree 15 minutes, pay 30 minutes → "
           "outside");
}
END_TEST

START_TEST(tenpence_more)
{
    explain(worked_line("2026-11-02 07:30", 30, 960));
    ck_row("Checks", "amount",
           "billed £9.60, expected £9.50: 10p; agree 0p, pay £1.00 or 2 % of £9.50 = 19p, "
           "whichever is less → "
           "within");
    ck_row("Verdict", "Pays", "£9.60, the net amount billed");
}
END_TEST

START_TEST(twentypence_more)
{
    explain(worked_line("2026-11-02 07:30", 30, 970));
    ck_row("Verdict", "held", "outside its pay limit: amount");
    ck_row("Checks", "amount",
           "billed £9.70, expected £9.50: 20p; agree 0p, pay £1.00 or 2 % of £9.50 = 19p, "
           "whichever is less → "
           "outside");
}
END_TEST

/* --- minutes and prices ------------------------------------------------------------------ */

START_TEST(step_price)
{
    SAY(terms_new(&night), VISIT_PRICING, visit_pricing, VISIT_PRICING_STEP);
    visit_rate(&night, DAY_TYPE_WEEKDAY, 45, 20000000);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 24000000);
    visit(&night, "C1", "2026-12-28 07:30", 50);
    explain(bill(&night, "C1", "2026-12-28 07:30", 50));
    ck_row("Price", "Price",
           "45-minute visit £20.00 + 5 minutes at £24.00 an hour = £2.00: £22.00");
    ck_row("Price", "Day",
           "Monday 28 December 2026, 07:30 (planned start): a bank holiday in the council's "
           "calendar");
    ck_row("Price", "Fallback",
           "no bank holiday, Sunday or weekend entry for service HC is in force on that date and "
           "time, so that weekday entries count");
    ck_row("Price", "Expected price", "£22.00");
    ck_row("Verdict", "Pays", "£22.00, the expected price, for the line bills no amount");
    ck_row("Checks", "amount", "off: the line bills no amount (self-billed)");
}
END_TEST

/* 20 minutes: the 30-minute price covers them, from its window; the cheaper day entry does not
 * count beside it. */
START_TEST(cover_price)
{
    rate_window(visit_rate(&night, DAY_TYPE_WEEKDAY, 30, 12500000), 19, 7);
    visit_rate(&night, DAY_TYPE_WEEKDAY, 20, 8000000);
    visit(&night, "C1", "2026-11-02 20:00", 20);
    explain(bill(&night, "C1", "2026-11-02 20:00", 20));
    ck_row(
        "Price", "Rate",
        "30-minute visit entry for weekday, £12.50, valid from 2020-01-01, for starts from 19:00 "
        "to before 07:00");
    ck_row("Price", "Price", "30-minute visit £12.50, the shortest that covers 20 minutes: £12.50");
}
END_TEST

/* The order's own 21.00 an hour for 0.5 hours is 10.50.  Billed 9.50: a pound less, 9.52 per cent.
 */
START_TEST(own_rate_and_a_bill_below)
{
    visit(&night, "C1", "2026-11-02 07:30", 30)->rate_e6 = 21000000;
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->quantity_e4 = 30 * E4;
    line->unit = QUANTITY_UNIT_MINUTE;
    line->rate_e6 = 19000000;
    line->net_pence = 950;
    explain(line);
    ck_row("Price", "Rate", "the order line's own, £21.00 an hour");
    ck_row("Price", "Price", "£21.00 an hour × 30 minutes ÷ 60 = £10.50");
    ck_row("Checks", "rate",
           "billed £19.00, contract £21.00: £2.00 an hour; agree 0p an hour, pay 0p an hour → "
           "within (a bill below what is expected is never outside)");
    ck_row("Checks", "amount",
           "billed £9.50, expected £10.50: £1.00; agree 0p, pay £1.00 or 2 % of £10.50 = 21p, "
           "whichever is less → "
           "within (a bill below what is expected is never outside)");
    ck_row("Checks", "arithmetic",
           "£19.00 × 30 min ÷ 60 = £9.50, billed £9.50: 0p; agree 1p, pay 1p → agrees");
}
END_TEST

/* Planned 30, delivered 50: 20 longer, of which the terms allow 5 but only report what is more.
 * pay_on lesser: 30 minutes of the 50 are priced. */
START_TEST(reported_only)
{
    struct terms_block *block = terms_new(&night);
    struct tolerance tolerance = limits(0, 5);
    tolerance.exceed_report = true;
    say_tolerance(block, CHECK_LONG, tolerance);
    SAY(block, PAY_ON, pay_on, PAY_ON_LESSER);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 07:30", 30);
    explain(bill(&night, "C1", "2026-11-02 07:30", 50));
    ck_row("Checks", "long",
           "delivered 50 − planned 30 = 20 minutes; agree 0 minutes, pay 5 minutes, beyond it only "
           "reported → within (the terms only report what is beyond)");
    ck_row("Price", "Expected time", "30 minutes, the smaller of 50 delivered and 30 planned");
    ck_row("Terms", "long",
           "agree 0 minutes, pay 5 minutes, beyond it only reported (council, from 2020-01-01)");
}
END_TEST

/* 34 minutes exceed 30 by more than the grace of 3: 45. */
START_TEST(bands)
{
    static const int32_t lengths[] = {15, 30, 45};
    SAY(terms_new(&night), ROUNDING, rounding,
        (struct rounding){ROUNDING_BANDS, 15, 3, 0, 3, lengths});
    hour_rate(&night, DAY_TYPE_WEEKDAY, 20000000);
    visit(&night, "C1", "2026-11-02 07:30", 30);
    explain(bill(&night, "C1", "2026-11-02 07:30", 34));
    ck_row("Price", "Rounding", "34 minutes, bands 15, 30, 45, then steps of 15, grace 3 → 45");
    ck_row("Price", "Price", "£20.00 an hour × 45 minutes ÷ 60 = £15.00");
    ck_row("Terms", "rounding",
           "bands 15, 30, 45, then steps of 15, grace 3 (council, from 2020-01-01)");
}
END_TEST

/* 19.55 × 7 / 60 = 2.280833..., which is 2.28. */
START_TEST(price_is_rounded_once)
{
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19550000);
    visit(&night, "C1", "2026-11-02 07:30", 7);
    explain(bill(&night, "C1", "2026-11-02 07:30", 7));
    ck_row("Price", "Price", "£19.55 an hour × 7 minutes ÷ 60 = £2.280833…, rounded to £2.28");
}
END_TEST

/* 12 hours' notice: not below 2, below 24, so half of 30 minutes at 19.00. */
START_TEST(outcome_with_notice)
{
    static const struct outcome_price outcomes[] = {
        {TEXT_LITERAL("cancelled"), 2 * E4, 100 * E4},
        {TEXT_LITERAL("cancelled"), 24 * E4, 50 * E4},
    };
    struct terms_block *block = terms_new(&night);
    block->provider = TEXT_LITERAL("P001");
    block->service = TEXT_LITERAL("HC");
    say_outcomes(block, 2, outcomes);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->outcome = TEXT_LITERAL("cancelled");
    line->notice_at_s = at("2026-11-01 19:30");
    line->net_pence = 475;
    explain(line);
    ck_row("Price", "Priced time", "30 minutes planned, as the outcome is cancelled");
    ck_row("Price", "Outcome",
           "cancelled, notice 2026-11-01 19:30, 12 hours before the start\n"
           "terms: cancelled, notice below 2 hours: it is not → passed over\n"
           "terms: cancelled, notice below 24 hours: it is → 50 %");
    ck_row("Price", "Share", "50 % of £9.50 = £4.75");
    ck_row("Checks", "start", "off: not for an outcome other than delivered");
    ck_row("Terms", "outcomes",
           "cancelled with notice below 2 hours 100 %; cancelled with notice below 24 hours 50 % "
           "(provider P001 and service HC, from 2020-01-01)");
}
END_TEST

/* Without notice no limit on notice is met, and there is nothing to be below it. */
START_TEST(outcome_without_notice)
{
    static const struct outcome_price outcomes[] = {{TEXT_LITERAL("cancelled"), 2 * E4, 100 * E4}};
    say_outcomes(terms_new(&night), 1, outcomes);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->outcome = TEXT_LITERAL("cancelled");
    explain(line);
    ck_row("Price", "Outcome",
           "cancelled, no notice is given\n"
           "terms: cancelled, notice below 2 hours: none is given → passed over\n"
           "no entry of the terms fits: 0 %");
}
END_TEST

START_TEST(terms_since_ever)
{
    struct terms_block *block = terms_new(&night);
    SAY(block, ROUNDING, rounding, (struct rounding){.rule = ROUNDING_NEAREST, .step = 15});
    block->service = TEXT_LITERAL("HC");
    block->valid_from = day_at("1900-01-01"); /* as the configuration reads a block without */
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 07:30", 30);
    explain(bill(&night, "C1", "2026-11-02 07:30", 30));
    ck_row("Terms", "rounding", "nearest 15 (service HC)");
}
END_TEST

/* The clocks show 02:00 twice on 2026-10-25: 01:30 to 02:30 takes two hours. On 2026-03-29 they
 * skip 01:00 to 02:00: 00:30 to 02:30 takes one. */
START_TEST(clocks_change)
{
    explain(bill(&night, "C1", "2026-10-25 01:30", 120));
    ck_row("Delivered time", "Delivered", "2026-10-25 01:30 to 02:30, the times claimed");
    ck_row("Delivered time", "Minutes", "120 minutes");
    ck_row("Delivered time", "Clocks",
           "went back by 60 minutes in between; minutes are real minutes");
    explain(bill(&night, "C1", "2026-03-29 00:30", 60));
    ck_row("Delivered time", "Delivered", "2026-03-29 00:30 to 02:30, the times claimed");
    ck_row("Delivered time", "Clocks",
           "went forward by 60 minutes in between; minutes are real minutes");
    explain(bill(&night, "C1", "2026-03-30 00:30", 60));
    ck_row("Delivered time", "Clocks", "");
}
END_TEST

START_TEST(missing_rate)
{
    visit_rate(&night, DAY_TYPE_WEEKDAY, 30, 11000000);
    visit(&night, "C1", "2026-11-02 07:30", 60);
    explain(bill(&night, "C1", "2026-11-02 07:30", 60));
    ck_row("Verdict", "held", "no_rate: no rate is agreed for this service, day and time");
    ck_row("Price", "Rate",
           "missing: no visit entry covers 60 minutes, and no hour entry is in force");
    ck_row("Checks", "", "No check was made: without a rate there is no expected price.");
}
END_TEST

/* --- totals ----------------------------------------------------------------------------- */

/* 60 a week: 50 before, so that 25 more are 15 beyond. */
START_TEST(period_total)
{
    hour_rate(&night, DAY_TYPE_WEEKDAY, 24000000);
    period_order(&night, "C1", PERIOD_WEEK, 60, "2026-10-01");
    bill(&night, "C1", "2026-11-02 07:30", 50);
    explain(bill(&night, "C1", "2026-11-04 07:30", 25));
    ck_row("Order", "Ordered", "60 minutes every week");
    ck_row("Order", "Period", "2026-11-02 to 2026-11-08");
    ck_row("Order", "Running total", "50 before + 25 of this line = 75, of 60 minutes ordered");
    ck_row("Checks", "quantity",
           "total 75 − ordered 60 = 15 minutes; agree 0 minutes, pay 0 minutes → outside");
}
END_TEST

START_TEST(unit_price)
{
    unit_order(&night, "C1", 10, 45500000, "2026-10-01");
    struct bill_line *line = bill(&night, "C1", "2026-11-04 07:30", 0);
    line->quantity_e4 = 2 * E4;
    line->unit = QUANTITY_UNIT_JOB;
    explain(line);
    ck_row("Price", "Price", "£45.50 × 2 jobs = £91.00");
    ck_row("Order", "Running total", "0 before + 2 of this line = 2, of 10 jobs ordered");
    ck_row("Order", "Validity", "from 2026-10-01 on");
}
END_TEST

/* --- evidence ------------------------------------------------------------------------------ */

/* Claimed 07:30 to 08:00.  The first piece overlaps by 26 minutes, the second by 2; a third is
 * another carer's. */
START_TEST(evidence_choice)
{
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 07:30", 30);
    seen(&night, "C1", "K1", "2026-11-02 07:34", "2026-11-02 08:05:15");
    seen(&night, "C1", "K1", "2026-11-02 07:20", "2026-11-02 07:32");
    seen(&night, "C1", "K2", "2026-11-02 07:30", "2026-11-02 08:00");
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->carer_ref = TEXT_LITERAL("K1");
    explain(line);
    ck_row("Delivered time", "Delivered",
           "2026-11-02 07:34 to 08:05:15, as call monitoring saw it");
    ck_row("Delivered time", "Minutes",
           "31 minutes 15 seconds = 1875 seconds ÷ 60, rounded half up to 31 minutes");
    ck_row("Delivered time", "Call monitoring",
           "carer K1, log-in 2026-11-02 07:20, log-out 07:32: overlaps the claimed time by 2 "
           "minutes; not used: the line keeps the piece that overlaps it most, of equals the "
           "earliest\n"
           "carer K2, log-in 2026-11-02 07:30, log-out 08:00: overlaps the claimed time by 30 "
           "minutes; not this line's, which names carer K1\n"
           "carer K1, log-in 2026-11-02 07:34, log-out 08:05:15: overlaps the claimed time by 26 "
           "minutes; this line's");
}
END_TEST

/* --- other lines ----------------------------------------------------------------------------- */

START_TEST(credit)
{
    struct past_line *past = paid_before(&night, "C1", "2026-10-02 08:00", 30, 950);
    past->ended_on = day_at("2026-10-05");
    past->credited_pence = 200;
    struct bill_line *line = bill(&night, "C1", "2026-10-02 08:00", 30);
    line->net_pence = -700;
    line->credits_invoice_no = past->line.invoice_no;
    line->credits_line_no = past->line.line_no;
    explain(line);
    ck_row("Order", "Credits",
           "invoice I1 line 1, paid in the night of 2026-10-05: £9.50 net was paid for it");
    ck_row("Order", "Left of it", "£9.50 paid − £2.00 credited before = £7.50");
    ck_row("Order", "This credit", "£7.00, after which £0.50 is left");
    ck_row("Verdict", "Pays", "-£7.00, the credit, taken from the same settlement");
    ck_row("Checks", "amount", "off: not for a credit");
    line->net_pence = -751;
    explain(line);
    ck_row("Verdict", "Because", "it takes £7.51, and £7.50 is left of what was paid: see below");
    ck_row("Order", "This credit", "£7.51, which is more than is left");
}
END_TEST

/* Slots 10:30 and 12:00, lines 12:00 and 13:30: docs/matching.md, section 7.  Had the second the
 * 12:00 visit, the first could have 10:30 only, and both would be held. */
START_TEST(slot_of_another)
{
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 10:30", 30);
    visit(&night, "C1", "2026-11-02 12:00", 30);
    bill(&night, "C1", "2026-11-02 12:00", 30);
    explain(bill(&night, "C1", "2026-11-02 13:30", 30));
    ck_row("Verdict", "held", "no_slot: no ordered visit is left near this time");
    ck_row("Visits in reach", "V02/1 slot 1",
           "planned 2026-11-02 12:00, 30 minutes: the best pairing gives it to invoice I1 line 1, "
           "paid in the same night\n"
           "this line against it: held (start), 90 minutes from its start and 0 minutes from its "
           "length\n"
           "if this line had it, none of the lines would be paid, not 1");
}
END_TEST

START_TEST(carer_elsewhere)
{
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 09:00", 30);
    visit(&night, "C2", "2026-11-02 09:00", 30);
    bill(&night, "C1", "2026-11-02 09:00", 30)->carer_ref = TEXT_LITERAL("K1");
    struct bill_line *line = bill(&night, "C2", "2026-11-02 09:10", 30);
    line->carer_ref = TEXT_LITERAL("K1");
    explain(line);
    ck_row("Verdict", "Because",
           "carer K1 was with client C1 from 2026-11-02 09:00 to 09:30 (invoice I1 line 1, paid in "
           "the same night): 20 minutes together, and the terms allow 0 minutes");
}
END_TEST

/* One visit, and two lines for it at the same time: the first is paid. */
START_TEST(visit_billed_twice)
{
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 09:00", 30);
    bill(&night, "C1", "2026-11-02 09:00", 30);
    explain(bill(&night, "C1", "2026-11-02 09:10", 30));
    ck_row("Verdict", "held", "duplicate_visit: this visit has been billed before");
    ck_row("Verdict", "Because",
           "every visit in reach is paid: see below\n"
           "V01/1 slot 1 is paid to a line delivered at the same time, 2026-11-02 09:00 to 09:30: "
           "invoice I1 line 1, paid in the same night");
    ck_row("Visits in reach", "V01/1 slot 1",
           "planned 2026-11-02 09:00, 30 minutes: the best pairing gives it to invoice I1 line 1, "
           "paid in the same night\n"
           "this line against it: matched, 10 minutes from its start and 0 minutes from its "
           "length\n"
           "if this line had it, as many would be paid and matched, but 10 minutes off the plan in "
           "all, not 0");
}
END_TEST

/* A night later: what it could not have was paid on a night that has a date. */
START_TEST(visit_paid_before)
{
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 09:00", 30);
    bill(&night, "C1", "2026-11-02 09:00", 30);
    night_match(&night);
    night_next(&night);
    night.past[0].ended_on = day_at("2026-11-05");
    explain(bill(&night, "C1", "2026-11-02 10:00", 30));
    ck_row("Verdict", "Because",
           "visits are ordered near the time, but none is left for this line: see below");
    ck_row("Visits in reach", "V01/1 slot 1",
           "planned 2026-11-02 09:00, 30 minutes: used up by invoice I1 line 1, paid in the night "
           "of 2026-11-05\n"
           "this line against it: held (start), 60 minutes from its start and 0 minutes from its "
           "length");
}
END_TEST

START_TEST(suspended_provider)
{
    night.provider.name = TEXT_LITERAL("First Care Ltd");
    night.provider.status = PROVIDER_STATUS_SUSPENDED;
    explain(bill(&night, "C1", "2026-11-02 09:00", 30));
    ck_row("Verdict", "Because", "provider P001 (First Care Ltd) stood as suspended that night");
    night.input.provider = NULL;
    explain(&night.lines[0]);
    ck_row("Verdict", "Because", "provider P001 had no record that night");
}
END_TEST

START_TEST(suspended_client)
{
    suspend(&night, "C1", "2026-11-01", "2026-11-05");
    night.suspensions[0].reason = TEXT_LITERAL("hospital");
    visit(&night, "C1", "2026-11-02 09:00", 30);
    explain(bill(&night, "C1", "2026-11-02 09:00", 30));
    ck_row("Verdict", "Because",
           "client C1 was not to be served from 2026-11-01 to 2026-11-05: hospital; the line was "
           "delivered on 2026-11-02");
}
END_TEST

START_TEST(named_order)
{
    visit(&night, "C1", "2026-11-02 09:00", 30)->status = ORDER_STATUS_CANCELLED;
    struct bill_line *line = bill(&night, "C1", "2026-11-02 09:00", 30);
    line_order(line, "V01", "1");
    explain(line);
    ck_row("Verdict", "Because", "the line names order V01/1; V01/1 is cancelled");
    line_order(line, "V77", "");
    explain(line);
    ck_row("Verdict", "Because", "the line names order V77; provider P001 has no such order");
}
END_TEST

/* 10p over £9.50 on a line, and £0.05 left of 15p: 20p would be 5p too much. */
START_TEST(purse)
{
    SAY(terms_new(&night), PURSE_PENCE, purse_pence, 15);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 09:00", 30);
    visit(&night, "C1", "2026-11-03 09:00", 30);
    bill(&night, "C1", "2026-11-02 09:00", 30)->net_pence = 960;
    struct bill_line *line = bill(&night, "C1", "2026-11-03 09:00", 30);
    line->net_pence = 960;
    explain(line);
    ck_row("Verdict", "Purse",
           "client C1, week of 2026-11-02: £0.10 spent before + £0.10 of this line = £0.20, more "
           "than the purse of £0.15");
    ck_row("Terms", "purse_pence", "£0.15 for a client's week (council, from 2020-01-01)");
}
END_TEST

/* A person pays £10.00 for £9.50, from a purse of 15p: 50p is spent of it all the same. */
START_TEST(purse_of_a_decision)
{
    SAY(terms_new(&night), PURSE_PENCE, purse_pence, 15);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 09:00", 30);
    line->net_pence = 1000;
    night.carried[0] = (struct carried){.is_carried = true, .expected_pence = 950};
    decide(&night, line, DECISION_PAY);
    explain(line);
    ck_row("Verdict", "variance", "a person decided to pay it as billed");
    ck_row("Verdict", "Purse",
           "client C1, week of 2026-11-02: £0.00 spent before + £0.50 of this line = £0.50, more "
           "than the purse of £0.15, which a person's decision may exceed");
    ck_row("Terms", "purse_pence", "£0.15 for a client's week (council, from 2020-01-01)");
}
END_TEST

START_TEST(vat)
{
    SAY(terms_new(&night), VAT_PERCENT, vat_percent_e4, 20 * E4);
    SAY(&night.blocks[0], PAY, pay, PAY_LESSER);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19000000);
    visit(&night, "C1", "2026-11-02 09:00", 30);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 09:00", 30);
    line->net_pence = 960;
    line->vat_pence = 192;
    explain(line);
    ck_row("VAT", "Rate", "20 %, the terms'");
    ck_row("VAT", "Due", "20 % of £9.60 billed = £1.92");
    ck_row("VAT", "Paid", "20 % of £9.50 payable = £1.90");
    ck_row("Verdict", "Pays", "£9.50, the smaller of £9.60 billed and £9.50 expected");
}
END_TEST

/* --- the text -------------------------------------------------------------------------------- */

START_TEST(text_is_narrow)
{
    struct bill_line *line = worked_line("2026-11-02 07:34", 31, 950);
    line->invoice_no = TEXT_LITERAL("AN-INVOICE-NUMBER-OF-A-PROVIDER-WHOSE-LEDGER-LIKES-LONG-ONES"
                                    "-AND-THEN-SOME-MORE-CHARACTERS-UNTIL-NO-PAGE-HOLDS-IT");
    explain(line);
    ck_assert_uint_le(widest_line(page_text()), EXPLAIN_PAGE_COLUMNS);
}
END_TEST

START_TEST(text_of_a_page)
{
    page = (struct explain_page){.arena = night.arena};
    explain_page_put(&page, "First", TEXT_LITERAL("a"), "one");
    explain_page_put(&page, "Second", TEXT_LITERAL(""), "A sentence of its own.");
    explain_page_put(&page, "First", TEXT_LITERAL("long"), "two %d", 2);
    explain_page_put(&page, "First", TEXT_LITERAL("long"), "three");
    struct text text = explain_page_text(&page, TEXT_LITERAL("P I 1: paid"));
    ck_assert_str_eq(arena_printf(night.arena, "%.*s", TEXT_ARGS(text)),
                     "P I 1: paid\n"
                     "\n"
                     "First\n"
                     "  a     one\n"
                     "  long  two 2\n"
                     "        three\n"
                     "\n"
                     "Second\n"
                     "  A sentence of its own.\n");
}
END_TEST

START_TEST(headlines)
{
    struct bill_line *line = worked_line("2026-11-02 07:34", 31, 950);
    explain(line);
    struct text headline = explain_headline(night.arena, &told, 0);
    ck_assert(text_equal(headline, TEXT_LITERAL("P001 I1 1: paid with a difference, £9.50")));
    headline = explain_headline(night.arena, &told, 300);
    ck_assert(text_equal(
        headline, TEXT_LITERAL("P001 I1 1: paid with a difference, £9.50, £3.00 of it credited")));
    headline = explain_headline(night.arena, &told, 950);
    ck_assert(text_equal(headline, TEXT_LITERAL("P001 I1 1: paid £9.50 and credited in full")));
    line->net_pence = 990;
    explain(line);
    headline = explain_headline(night.arena, &told, 0);
    ck_assert(text_equal(headline, TEXT_LITERAL("P001 I1 1: held, not paid, £9.90 billed")));
}
END_TEST

static int run(const TTest *const *tests, size_t count)
{
    Suite *suite = suite_create("outbound/explain_page");
    TCase *pages = tcase_create("pages");
    tcase_add_checked_fixture(pages, setup, teardown);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(pages, tests[i]);
    suite_add_tcase(suite, pages);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(void)
{
    const TTest *const tests[] = {
        long_visit,
        just_as_ordered,
        late_start,
        tenpence_more,
        twentypence_more,
        step_price,
        bands,
        price_is_rounded_once,
        cover_price,
        own_rate_and_a_bill_below,
        reported_only,
        outcome_with_notice,
        outcome_without_notice,
        terms_since_ever,
        clocks_change,
        missing_rate,
        period_total,
        unit_price,
        evidence_choice,
        credit,
        slot_of_another,
        carer_elsewhere,
        suspended_provider,
        visit_billed_twice,
        visit_paid_before,
        suspended_client,
        named_order,
        purse,
        purse_of_a_decision,
        vat,
        text_is_narrow,
        text_of_a_page,
        headlines,
    };
    return run(tests, sizeof(tests) / sizeof(tests[0]));
}
