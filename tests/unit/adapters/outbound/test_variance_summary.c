/* How many of each kind a variance message shows, and what it says of the others. */
#include <check.h>
#include <string.h>

#include "adapters/outbound/variance_parts.h"
#include "tests/unit/adapters/outbound/report_sample.h"

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

static size_t times(struct text text, const char *part)
{
    const char *at = arena_printf(arena, "%.*s", TEXT_ARGS(text));
    size_t count = 0;
    while ((at = strstr(at, part)) != NULL) {
        count++;
        at += strlen(part);
    }
    return count;
}

/* The mark that each kind's items have in both bodies, and no other's. */
static const char *const marks[NEWS_KIND_COUNT] = {
    [NEWS_HELD] = "HELD-",          [NEWS_CARE_SIGNAL] = "SIGNAL-", [NEWS_MISSED] = "MISSED-",
    [NEWS_SHORT_PERIOD] = "SHORT-", [NEWS_VARIED] = "VARIED-",      [NEWS_DRIFT] = "DRIFT-",
    [NEWS_UNREAD] = "bills.csv:",   [NEWS_PAYMENT] = "PAYMENT-",    [NEWS_WAITING] = "WAITING-",
    [NEWS_ADJUSTED] = "ADJUSTED-",
};

static const char *mark_of(enum news_kind kind, size_t i)
{
    return arena_printf(arena, "%s%zu", marks[kind], i);
}

static struct finding finding_of(const size_t counts[NEWS_KIND_COUNT], size_t i)
{
    const size_t held = counts[NEWS_HELD];
    return i < held ? sample_finding(mark_of(NEWS_HELD, i), VERDICT_HELD, REASON_BIT(NO_SLOT), "")
                    : sample_finding(mark_of(NEWS_VARIED, i - held), VERDICT_VARIANCE,
                                     REASON_BIT(LONG), "{\"long\":{\"difference\":1,\"pay\":5}}");
}

static struct adjusted_line adjusted_of(size_t i)
{
    return (struct adjusted_line){
        .provider = TEXT_LITERAL("P001"),
        .provider_name = TEXT_LITERAL("Harbour Homecare"),
        .invoice_no = TEXT_LITERAL("INV1"),
        .line_no = TEXT_LITERAL("7"),
        .client_ref = text_of(mark_of(NEWS_ADJUSTED, i)),
        .service = TEXT_LITERAL("HC"),
        .delivered_start_s = SAMPLE_START_S,
        .billed_pence = 950,
        .net_pence = 100,
    };
}

#define ITEMS(type, kind) ARENA_ARRAY(arena, type, counts[kind])

/* Finance's, with so many of each kind. */
static struct variance_report report_of(const size_t counts[NEWS_KIND_COUNT])
{
    const size_t finding_count = counts[NEWS_HELD] + counts[NEWS_VARIED];
    struct finding *findings = ARENA_ARRAY(arena, struct finding, finding_count);
    struct care_signal_news *signals = ITEMS(struct care_signal_news, NEWS_CARE_SIGNAL);
    struct missed_visit *missed = ITEMS(struct missed_visit, NEWS_MISSED);
    struct short_period *periods = ITEMS(struct short_period, NEWS_SHORT_PERIOD);
    struct provider_drift *drifts = ITEMS(struct provider_drift, NEWS_DRIFT);
    struct unread_input *unread = ITEMS(struct unread_input, NEWS_UNREAD);
    struct payment_notice *payments = ITEMS(struct payment_notice, NEWS_PAYMENT);
    struct waiting_notice *waiting = ITEMS(struct waiting_notice, NEWS_WAITING);
    struct adjusted_line *adjusted = ITEMS(struct adjusted_line, NEWS_ADJUSTED);

    for (size_t i = 0; i < finding_count; i++)
        findings[i] = finding_of(counts, i);
    for (size_t i = 0; i < counts[NEWS_CARE_SIGNAL]; i++)
        signals[i] = sample_care_signal(mark_of(NEWS_CARE_SIGNAL, i));
    for (size_t i = 0; i < counts[NEWS_MISSED]; i++)
        missed[i] = sample_missed(mark_of(NEWS_MISSED, i));
    for (size_t i = 0; i < counts[NEWS_SHORT_PERIOD]; i++)
        periods[i] = sample_short_period(mark_of(NEWS_SHORT_PERIOD, i));
    for (size_t i = 0; i < counts[NEWS_DRIFT]; i++) {
        drifts[i] = sample_drift();
        drifts[i].provider_name = text_of(mark_of(NEWS_DRIFT, i));
    }
    for (size_t i = 0; i < counts[NEWS_UNREAD]; i++)
        unread[i] = (struct unread_input){text_of(mark_of(NEWS_UNREAD, i)),
                                          TEXT_LITERAL("the line is not whole")};
    for (size_t i = 0; i < counts[NEWS_PAYMENT]; i++)
        payments[i] = (struct payment_notice){text_of(mark_of(NEWS_PAYMENT, i)),
                                              TEXT_LITERAL("was declined"), 2280};
    for (size_t i = 0; i < counts[NEWS_WAITING]; i++)
        waiting[i] = (struct waiting_notice){
            .place = text_of(mark_of(NEWS_WAITING, i)),
            .words = TEXT_LITERAL("P001: paid by card, now by bank"),
            .command = TEXT_LITERAL("tallystick approve 1 --by NAME"),
            .pence = NOT_GIVEN,
        };
    for (size_t i = 0; i < counts[NEWS_ADJUSTED]; i++)
        adjusted[i] = adjusted_of(i);

    struct variance_report report =
        sample_report(finding_count, findings, counts[NEWS_MISSED], missed);
    report.recipient = TEXT_LITERAL("");
    report.care_signal_count = counts[NEWS_CARE_SIGNAL];
    report.care_signals = signals;
    report.short_count = counts[NEWS_SHORT_PERIOD];
    report.short_periods = periods;
    report.drift_count = counts[NEWS_DRIFT];
    report.drifts = drifts;
    report.unread_count = counts[NEWS_UNREAD];
    report.unread = unread;
    report.payment_count = counts[NEWS_PAYMENT];
    report.payments = payments;
    report.waiting_count = counts[NEWS_WAITING];
    report.waiting = waiting;
    report.adjusted_count = counts[NEWS_ADJUSTED];
    report.adjusted = adjusted;
    return report;
}

struct bodies {
    struct text of[2]; /* text and HTML */
    struct text csv;
};

static struct bodies bodies_of(const size_t counts[NEWS_KIND_COUNT])
{
    const struct variance_report report = report_of(counts);
    const struct variance_summary summary = variance_summarise(arena, &report);
    return (struct bodies){
        {variance_text(arena, &summary), variance_html(arena, &summary)},
        variance_csv(arena, &summary),
    };
}

static void check_has(const struct bodies *bodies, const char *words, size_t count)
{
    for (size_t body = 0; body < 2; body++)
        ck_assert_msg(times(bodies->of[body], words) == count, "%zu times in body %zu: %s",
                      times(bodies->of[body], words), body, words);
}

START_TEST(held_lines_crowd_out_nothing)
{
    size_t counts[NEWS_KIND_COUNT];
    for (size_t kind = 0; kind < NEWS_KIND_COUNT; kind++)
        counts[kind] = 3;
    counts[NEWS_HELD] = 51;
    const struct bodies bodies = bodies_of(counts);
    for (size_t kind = 0; kind < NEWS_KIND_COUNT; kind++)
        check_has(&bodies, marks[kind], kind == NEWS_HELD ? 50 : 3);
    check_has(&bodies, "1 more is in the attached files only.", 1);
    check_has(&bodies, " more ", 1);
    check_has(&bodies, "The attached files have every line.", 1);
}
END_TEST

/* "more" stands below the section that it is about, before the next one's heading. */
START_TEST(what_is_left_out_is_said_in_its_section)
{
    const size_t counts[NEWS_KIND_COUNT] = {
        [NEWS_HELD] = 51, [NEWS_MISSED] = 55, [NEWS_PAYMENT] = 1};
    const struct bodies bodies = bodies_of(counts);
    ck_assert_uint_eq(times(bodies.of[0], "invoice INV1 line 7\n\n"
                                          "1 more is in the attached files only.\n\n"
                                          "PLANNED, AND NOBODY BILLED IT (55)\n"),
                      1);
    ck_assert_uint_eq(times(bodies.of[0], "(order PO78 line 4)\n\n"
                                          "5 more are in the attached files only.\n\n"
                                          "PAYMENTS TO LOOK AT (1)\n"),
                      1);
    check_has(&bodies, "5 more are in the attached files only.", 1);
}
END_TEST

START_TEST(what_the_attached_files_do_not_have_is_said_to_be_elsewhere)
{
    const size_t counts[NEWS_KIND_COUNT] = {
        [NEWS_UNREAD] = 1000, [NEWS_PAYMENT] = 202, [NEWS_ADJUSTED] = 1};
    const struct bodies bodies = bodies_of(counts);
    check_has(&bodies, marks[NEWS_UNREAD], 200);
    check_has(&bodies, marks[NEWS_PAYMENT], 200);
    check_has(&bodies, marks[NEWS_ADJUSTED], 1);
    check_has(&bodies,
              "800 more are not in the attached files: tallystick status has every file, the view "
              "tallystick.rejected_row every row.",
              1);
    check_has(&bodies, "2 more are not in the attached files: tallystick status has them all.", 1);
    check_has(&bodies, "The attached files have every line that was read.", 1);
    ck_assert_uint_eq(times(bodies.csv, "\r\n"), 1 + 1);
}
END_TEST

START_TEST(attached_files_without_a_line_are_said_to_be_empty)
{
    const size_t counts[NEWS_KIND_COUNT] = {[NEWS_UNREAD] = 1, [NEWS_PAYMENT] = 1};
    const struct bodies bodies = bodies_of(counts);
    check_has(&bodies, "The attached files are empty.", 1);
    check_has(&bodies, "every line", 0);
    ck_assert_uint_eq(times(bodies.csv, "\r\n"), 1);
}
END_TEST

START_TEST(each_kind_has_its_share_and_the_attachment_all)
{
    size_t counts[NEWS_KIND_COUNT];
    for (size_t kind = 0; kind < NEWS_KIND_COUNT; kind++)
        counts[kind] = 250;
    const struct bodies bodies = bodies_of(counts);
    for (int kind = 0; kind < NEWS_KIND_COUNT; kind++) {
        const bool is_attached =
            kind != NEWS_UNREAD && kind != NEWS_PAYMENT && kind != NEWS_WAITING;
        check_has(&bodies, marks[kind], is_attached ? 50 : 200);
        ck_assert_uint_eq(times(bodies.csv, marks[kind]), is_attached ? 250 : 0);
    }
    check_has(&bodies, "200 more are in the attached files only.", 7);
    check_has(&bodies, "50 more are not in the attached files: ", 3);
    ck_assert_uint_eq(times(bodies.csv, "\r\n"), 1 + 7 * 250);
}
END_TEST

START_TEST(of_that_many_nothing_is_left_out)
{
    const size_t counts[NEWS_KIND_COUNT] = {[NEWS_HELD] = 50, [NEWS_UNREAD] = 200};
    const struct bodies bodies = bodies_of(counts);
    check_has(&bodies, marks[NEWS_HELD], 50);
    check_has(&bodies, marks[NEWS_UNREAD], 200);
    check_has(&bodies, " more ", 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("variance_summary");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, held_lines_crowd_out_nothing);
    tcase_add_test(tcase, what_is_left_out_is_said_in_its_section);
    tcase_add_test(tcase, what_the_attached_files_do_not_have_is_said_to_be_elsewhere);
    tcase_add_test(tcase, attached_files_without_a_line_are_said_to_be_empty);
    tcase_add_test(tcase, each_kind_has_its_share_and_the_attachment_all);
    tcase_add_test(tcase, of_that_many_nothing_is_left_out);
    Suite *suite = suite_create("adapters/outbound/variance_summary");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
