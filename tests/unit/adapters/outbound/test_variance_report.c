/* The variance report's parts and its message. */
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

static const char *string_of(struct text t)
{
    return arena_printf(arena, "%.*s", TEXT_ARGS(t));
}

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

static size_t times(const char *text, const char *part)
{
    size_t count = 0;
    while ((text = strstr(text, part)) != NULL) {
        count++;
        text += strlen(part);
    }
    return count;
}

static struct finding held(const char *client_ref)
{
    return sample_finding(client_ref, VERDICT_HELD, REASON_BIT(NO_SLOT), "");
}

static struct finding varied(const char *client_ref)
{
    return sample_finding(client_ref, VERDICT_VARIANCE, REASON_BIT(LONG),
                          "{\"long\":{\"difference\":1,\"pay\":5}}");
}

/* One line held, two paid with a difference, one visit missed. */
static struct variance_report usual_report(void)
{
    static struct finding findings[3];
    static struct missed_visit missed;
    findings[0] = varied("C1");
    findings[0].payable_pence = findings[0].billed_pence = 970;
    findings[1] = held("C2");
    findings[2] = varied("C3");
    missed = sample_missed("C4");
    return sample_report(3, findings, 1, &missed);
}

/* One of each kind, each with a client of its own; drift has its provider. */
static struct variance_report full_report(void)
{
    static struct finding findings[2];
    static struct missed_visit missed;
    static struct care_signal_news signal;
    static struct short_period period;
    static struct provider_drift drift;
    static const struct unread_input unread = {TEXT_LITERAL("cut.csv"), TEXT_LITERAL("not whole")};
    findings[0] = varied("C5");
    findings[1] = held("C1");
    signal = sample_care_signal("C2");
    missed = sample_missed("C3");
    period = sample_short_period("C4");
    drift = sample_drift();
    struct variance_report report = sample_report(2, findings, 1, &missed);
    report.care_signal_count = 1;
    report.care_signals = &signal;
    report.short_count = 1;
    report.short_periods = &period;
    report.drift_count = 1;
    report.drifts = &drift;
    report.unread_count = 1;
    report.unread = &unread;
    return report;
}

static const char *body_text(const struct variance_report *report)
{
    const struct variance_summary summary = variance_summarise(arena, report);
    return string_of(variance_text(arena, &summary));
}

static const char *body_html(const struct variance_report *report)
{
    const struct variance_summary summary = variance_summarise(arena, report);
    return string_of(variance_html(arena, &summary));
}

static const char *attached_csv(const struct variance_report *report)
{
    const struct variance_summary summary = variance_summarise(arena, report);
    return string_of(variance_csv(arena, &summary));
}

static struct text message_text(const struct variance_report *report)
{
    struct text message;
    struct error error;
    ck_assert(variance_report_message(arena, report, &message, &error));
    return message;
}

static const char *message_of(const struct variance_report *report)
{
    return string_of(message_text(report));
}

START_TEST(one_sentence_has_the_totals)
{
    const struct variance_report report = usual_report();
    const char *sentence =
        "1 visit was not paid (\u00A39.50 waiting), 1 planned visit was not billed by anyone, "
        "2 visits were paid with a difference (together \u00A30.20 above the agreed price).";
    ck_assert(has(body_text(&report), sentence));
    ck_assert(has(body_html(&report), sentence));
}
END_TEST

START_TEST(what_was_not_compared_has_no_plan_to_speak_of)
{
    struct finding finding = held("C1");
    const struct variance_report report = sample_report(1, &finding, 0, NULL);
    finding.planned_start_s = NOT_GIVEN;
    ck_assert(has(body_text(&report), "  no planned visit; delivered 07:30"));
    finding.order_no = (struct text){"", 0};
    ck_assert(has(body_text(&report), "  no planned visit; delivered 07:30"));
    finding.reasons = REASON_BIT(CLIENT_SUSPENDED);
    ck_assert(has(body_text(&report), "  not compared with a planned visit; delivered 07:30"));
}
END_TEST

/* One of two came: whoever reads "nobody billed it" has to see which of them it is about. */
START_TEST(a_missed_second_carer_is_named)
{
    struct missed_visit missed = sample_missed("C1");
    const struct variance_report report = sample_report(0, NULL, 1, &missed);
    ck_assert(has(body_text(&report), "(order PO78 line 4)\n"));
    ck_assert(!has(body_html(&report), "carer"));
    missed.slot = 2;
    ck_assert(has(body_text(&report), "(order PO78 line 4, carer 2)\n"));
    ck_assert(has(body_html(&report), "PO78 line 4, carer 2<"));
}
END_TEST

START_TEST(held_lines_come_first_then_missed_then_paid)
{
    const struct variance_report report = usual_report();
    const char *bodies[] = {body_text(&report), body_html(&report), attached_csv(&report)};
    for (size_t i = 0; i < 3; i++) {
        const char *c1 = strstr(bodies[i], "C1"), *c2 = strstr(bodies[i], "C2"),
                   *c3 = strstr(bodies[i], "C3"), *c4 = strstr(bodies[i], "C4");
        ck_assert(c1 && c2 && c3 && c4);
        ck_assert(c2 < c4 && c4 < c1 && c1 < c3);
    }
}
END_TEST

START_TEST(what_needs_a_look_first_comes_first)
{
    const struct variance_report report = full_report();
    const char *bodies[] = {body_text(&report), body_html(&report), attached_csv(&report)};
    const char *const order[] = {"C1", "C2", "C3", "C4", "C5", "Anchor Care", "cut.csv"};
    for (size_t body = 0; body < 3; body++) {
        const char *at = bodies[body];
        const size_t count = body == 2 ? 6 : 7; /* what was not read has no row */
        for (size_t i = 0; i < count; i++) {
            const char *next = strstr(at, order[i]);
            ck_assert_msg(next != NULL, "%s after the one before it, in body %zu", order[i], body);
            at = next;
        }
    }
    ck_assert(!has(bodies[2], "cut.csv"));
}
END_TEST

START_TEST(weeks_and_periods_are_told_with_their_numbers)
{
    const struct variance_report report = full_report();
    const char *sentences[] = {
        "Visits keep shrinking: 1,240 of 1,600 planned minutes in the 4 weeks from 5 October "
        "(22.5 % shorter)",
        "Week of 2 November: 540 of 900 minutes billed and paid (40 % below)",
        "Week of 2 November: paid \u00A3123.40 above the agreed price of \u00A39,876.00 "
        "(1.2 %, limit 1 %)"};
    for (size_t i = 0; i < 3; i++) {
        ck_assert(has(body_text(&report), sentences[i]));
        ck_assert(has(attached_csv(&report), sentences[i]));
    }
    const char *html = body_html(&report);
    ck_assert(has(html, "in the 4 weeks from 5 October (22.5&nbsp;% shorter)"));
    ck_assert(has(html, "540 of 900 minutes billed and paid (40&nbsp;% below)"));
    ck_assert(has(html, "agreed price of \u00A39,876.00 (1.2&nbsp;%, limit 1&nbsp;%)"));
    ck_assert(has(body_text(&report),
                  "1 visit was not paid (\u00A39.50 waiting), 1 care signal was raised, "
                  "1 planned visit was not billed by anyone, 1 period had less delivered than "
                  "ordered, 1 visit was paid with a difference (together at the agreed price), "
                  "1 provider's weekly total was beyond its limit, 1 file or row was not read."));
}
END_TEST

START_TEST(text_body_says_who_and_where_from)
{
    const struct variance_report report = full_report();
    const char *text = body_text(&report);
    ck_assert(
        has(text, "CARE SIGNALS (1)\n----------------\n\nC2  Harbour Homecare (P001)\n  Visits"));
    ck_assert(has(text, "LESS DELIVERED THAN ORDERED (1)\n"));
    ck_assert(has(text, "C4  HC\n  Week of 2 November"));
    ck_assert(has(text, "  Harbour Homecare (P001), order PO79 line 5\n"));
    ck_assert(has(text, "PROVIDERS THAT DRIFT (1)\n"));
    ck_assert(has(text, "\nAnchor Care (P002)\n  Week of 2 November"));
}
END_TEST

START_TEST(attachment_has_weeks_minutes_and_pounds_in_their_columns)
{
    struct variance_report report = full_report();
    const struct provider_drift drifts[] = {
        sample_drift(),
        {.provider = TEXT_LITERAL("P003"),
         .provider_name = TEXT_LITERAL("Anchor Care"),
         .week = sample_day(2026, 11, 2),
         .measure = DRIFT_MINUTES,
         .difference = -56,
         .base = 1000,
         .limit_percent_e4 = 5 * E4},
    };
    report.drift_count = 2;
    report.drifts = drifts;
    const char *csv = attached_csv(&report);
    ck_assert(has(csv, "\r\ncare signal,C2,,P001,Harbour Homecare,,,,,,,2026-10-05,2026-11-01,"
                       ",1600,,1240,,,,,,shrinking,"));
    ck_assert(has(csv, "\r\nbelow order,C4,HC,P001,Harbour Homecare,,,,PO79,5,,2026-11-02,"
                       "2026-11-08,,900,,540,,,,,,under_delivery,"));
    ck_assert(has(csv, "\r\ndrift,,,P002,Anchor Care,,,,,,,2026-11-02,2026-11-08,"
                       ",,,,,,,9876.00,9999.40,money,"));
    ck_assert(has(csv, "\r\ndrift,,,P003,Anchor Care,,,,,,,2026-11-02,2026-11-08,"
                       ",,,1000,,944,,,,minutes,"));
    ck_assert(has(csv, "\r\nmissed,C3,HC,P001,Harbour Homecare,,,,PO78,4,1,,,"
                       "2026-11-03T07:30:00,45,,,,,,,,,"));
}
END_TEST

START_TEST(subject_names_what_is_not_a_visit)
{
    struct variance_report report = full_report();
    const char *message = message_of(&report);
    const char *subject = strstr(message, "Subject: ");
    /* Folded where it is long. */
    ck_assert(has(subject, "7 things to look at"));
    ck_assert(has(subject, "1 care signal,"));
    report.finding_count = report.missed_count = report.drift_count = report.unread_count = 0;
    report.short_count = 0;
    ck_assert(has(message_of(&report), "1 thing to look at (1 care"));
}
END_TEST

/* A row of tiles, of visits or of weeks, only where there is some; drift is finance's. */
START_TEST(tiles_count_what_there_is)
{
    struct variance_report report = usual_report();
    ck_assert(!has(body_html(&report), "care signals"));
    report = full_report();
    ck_assert(has(body_html(&report), "<div>care signals</div>"));
    ck_assert(has(body_html(&report), "<div>below order</div>"));
    ck_assert(!has(body_html(&report), "<div>drift</div>"));
    report.recipient = TEXT_LITERAL("");
    ck_assert(has(body_html(&report), "<div>drift</div>"));
    ck_assert(has(body_html(&report), "<div>paid, differs</div>"));
    report.finding_count = report.missed_count = 0;
    ck_assert(!has(body_html(&report), "<div>paid, differs</div>"));
}
END_TEST

/* matching.md, section 6: finance hears of what is rejected. */
START_TEST(what_could_not_be_read_is_told_with_its_place)
{
    const struct unread_input unread[] = {
        {TEXT_LITERAL("cut.csv"), TEXT_LITERAL("the last record has no line end")},
        {TEXT_LITERAL("visits.csv:12:7"), TEXT_LITERAL("net: \"<9.505>\" is no money")},
    };
    struct variance_report report = sample_report(0, NULL, 0, NULL);
    report.unread_count = 2;
    report.unread = unread;
    ck_assert(has(body_text(&report), "2 files or rows were not read."));
    ck_assert(has(body_text(&report), "\ncut.csv: the last record has no line end\n"
                                      "visits.csv:12:7: net: \"<9.505>\" is no money\n"));
    ck_assert(has(body_html(&report), "visits.csv:12:7"));
    ck_assert(has(body_html(&report), "&lt;9.505&gt;"));
    ck_assert(has(message_of(&report), "(2 not")); /* the subject, which may be folded */
}
END_TEST

/* files-out.md, "What waits". */
START_TEST(payments_that_wait_are_told_with_their_pounds)
{
    const struct payment_notice payments[] = {
        {TEXT_LITERAL("P001 INV1"), TEXT_LITERAL("2 lines wait: <limit>"), 2280},
        {TEXT_LITERAL("P002 CN1"), TEXT_LITERAL("1 line waits: netted"), -1200},
    };
    struct variance_report report = sample_report(0, NULL, 0, NULL);
    report.payment_count = 2;
    report.payments = payments;
    ck_assert(has(body_text(&report), "2 payments need a look."));
    ck_assert(has(body_text(&report), "\nP001 INV1, \u00A322.80: 2 lines wait: <limit>\n"
                                      "P002 CN1, -\u00A312.00: 1 line waits: netted\n"));
    ck_assert(has(body_html(&report), "&lt;limit&gt;"));
    ck_assert(has(message_of(&report), "payments)")); /* the subject, which may be folded */
}
END_TEST

START_TEST(times_are_local_and_amounts_in_pounds)
{
    struct finding finding = varied("C1");
    finding.planned_start_s = INT64_C(1781764200); /* 2026-06-18T06:30Z */
    finding.delivered_start_s = finding.planned_start_s + 240;
    finding.delivered_minutes = 31;
    const struct variance_report report = sample_report(1, &finding, 0, NULL);
    ck_assert(has(body_text(&report), "planned 07:30 for 30 min; delivered 07:34 for 31 min; "
                                      "billed 30 min"));
    ck_assert(
        has(body_text(&report), "billed \u00A39.50, agreed price \u00A39.50, paid \u00A39.50"));
    ck_assert(has(body_html(&report), "07:34, 31 min"));
    ck_assert(has(attached_csv(&report), ",2026-06-18T07:30:00,30,2026-06-18T07:34:00,31,30,30,"
                                         "9.50,9.50,9.50,long,"));
}
END_TEST

START_TEST(html_escapes_every_reference)
{
    struct finding finding = held("<script>alert(1)</script>&\"'");
    finding.provider_name = TEXT_LITERAL("A & B \xE2\x80\xAE<b>");
    finding.invoice_no = finding.line_no = finding.carer_ref = finding.service = finding.provider =
        TEXT_LITERAL("<i>");
    struct missed_visit missed = sample_missed("<u>");
    missed.order_no = missed.order_line = missed.service = missed.provider_name = missed.provider =
        TEXT_LITERAL("<i>");
    struct care_signal_news signal = sample_care_signal("<u>");
    struct short_period period = sample_short_period("<u>");
    struct provider_drift drift = sample_drift();
    signal.provider = signal.provider_name = period.service = period.provider =
        period.provider_name = period.order_no = period.order_line = drift.provider =
            drift.provider_name = TEXT_LITERAL("<i>");
    struct variance_report report = sample_report(1, &finding, 1, &missed);
    report.care_signal_count = report.short_count = report.drift_count = 1;
    report.care_signals = &signal;
    report.short_periods = &period;
    report.drifts = &drift;
    report.council_name = "<h1>";
    const char *html = body_html(&report);
    ck_assert(has(html, "&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;"));
    ck_assert(has(html, "A &amp; B &lt;b&gt;"));
    ck_assert(!has(html, "<script") && !has(html, "<i>") && !has(html, "<u>") &&
              !has(html, "<h1>") && !has(html, "\xE2\x80\xAE"));
}
END_TEST

START_TEST(html_needs_nothing_from_elsewhere)
{
    const struct variance_report report = full_report();
    const char *html = body_html(&report);
    ck_assert(!has(html, "http:") && !has(html, "https:") && !has(html, "src=") &&
              !has(html, "url("));
    ck_assert_uint_eq(times(html, "<table"), times(html, "</table>"));
    ck_assert_uint_eq(times(html, "<tr"), times(html, "</tr>"));
    ck_assert_uint_eq(times(html, "<td"), times(html, "</td>"));
    ck_assert_uint_eq(times(html, "<div"), times(html, "</div>"));
}
END_TEST

START_TEST(attachment_never_starts_a_formula)
{
    struct finding finding = held("=HYPERLINK(\"x\")");
    finding.provider_name = TEXT_LITERAL("@cmd");
    finding.expected_pence = -950;
    const struct variance_report report = sample_report(1, &finding, 0, NULL);
    const char *csv = attached_csv(&report);
    ck_assert(has(csv, "\"'=HYPERLINK(\"\"x\"\")\""));
    ck_assert(has(csv, ",'@cmd,"));
    ck_assert(has(csv, ",-9.50,")); /* a number of ours */
}
END_TEST

START_TEST(message_has_its_headers_and_parts)
{
    const struct variance_report report = usual_report();
    const char *message = message_of(&report);
    ck_assert(has(message, "Date: Mon, 09 Nov 2026 00:00:00 +0000\r\n"));
    ck_assert(has(message, "Message-Id: <KENT-2026-11-09-CM1@kent.example>\r\n"));
    ck_assert(has(message, "From: tallystick@kent.example\r\n"));
    ck_assert(has(message, "To: Care Manager <manager@kent.example>\r\n"));
    ck_assert(has(message, "Kent County Council home care 2026-11-09: 4 visits to look at (1 not"));
    ck_assert(has(message, "Content-Type: multipart/mixed"));
    ck_assert(has(message, "Content-Type: multipart/alternative"));
    ck_assert(has(message, "Content-Type: text/plain; charset=utf-8\r\n"));
    ck_assert(has(message, "Content-Type: text/html; charset=utf-8\r\n"));
    ck_assert(has(message, "Content-Disposition: attachment; filename=KENT-2026-11-09-CM1.csv"));
    ck_assert(has(message, "Content-Disposition: attachment; filename=KENT-2026-11-09-CM1.xlsx"));
}
END_TEST

START_TEST(every_line_of_a_message_ends_with_crlf_and_is_short)
{
    const struct variance_report report = usual_report();
    const struct text message = message_text(&report);
    size_t line = 0;
    for (size_t i = 0; i < message.length; i++, line++) {
        if (message.bytes[i] != '\n')
            continue;
        ck_assert(i > 0 && message.bytes[i - 1] == '\r');
        ck_assert_uint_le(line, 998);
        line = 0;
    }
    ck_assert(message.bytes[message.length - 1] == '\n');
}
END_TEST

START_TEST(the_same_report_has_the_same_bytes)
{
    const struct variance_report report = usual_report();
    const struct text one = message_text(&report);
    ck_assert(text_equal(one, message_text(&report)));
}
END_TEST

/* Header lines that start with what an attacker would add. */
static void check_headers(const struct variance_report *report)
{
    const char *message = message_of(report);
    const char *headers =
        arena_printf(arena, "%.*s", (int)(strstr(message, "\r\n\r\n") - message), message);
    ck_assert(!has(headers, "\nBcc:"));
    ck_assert(!has(headers, "\nX-Evil:"));
    ck_assert_uint_eq(times(headers, "\nTo:"), 1);
    ck_assert_uint_eq(times(headers, "\nSubject:"), 1);
    for (const char *at = headers; (at = strchr(at, '\n')) != NULL; at++)
        ck_assert(at > headers && at[-1] == '\r');
}

START_TEST(no_value_adds_a_header)
{
    struct variance_report report = usual_report();
    report.council_name = "Kent\r\nBcc: thief@example.com\r\n\r\nbody";
    check_headers(&report);
    report = usual_report();
    report.to_name = "X\nX-Evil: 1\rBcc: thief@example.com";
    check_headers(&report);
    report = usual_report();
    report.recipient = TEXT_LITERAL("CM\r\nX-Evil: 1");
    check_headers(&report);
    report = usual_report();
    report.to = "manager@kent.example\r\nBcc: thief@example.com";
    check_headers(&report);
    report = usual_report();
    report.from = "x@kent.example>\r\nBcc: thief@example.com";
    check_headers(&report);
}
END_TEST

START_TEST(no_value_adds_a_recipient)
{
    struct variance_report report = usual_report();
    report.to = "manager@kent.example, thief@example.com";
    ck_assert(!has(message_of(&report), "thief"));
    report = usual_report();
    report.to_name = "X <thief@example.com>, Y";
    ck_assert(has(message_of(&report), "To: \"X <thief@example.com>, Y\" <manager@kent.example>"));
}
END_TEST

START_TEST(headers_hold_ascii_only)
{
    struct variance_report report = usual_report();
    report.council_name = "Cyngor Ynys M\u00F4n";
    report.to_name = "Si\u00F4n";
    const char *message = message_of(&report);
    const char *end = strstr(message, "\r\n\r\n");
    for (const char *at = message; at < end; at++)
        ck_assert((unsigned char)*at < 0x80);
    ck_assert(has(message, "To: =?"));
}
END_TEST

static const char *stem_of(int number, const char *recipient)
{
    struct variance_report report = usual_report();
    report.number = number;
    report.recipient = text_of(recipient);
    return string_of(variance_report_stem(arena, &report));
}

/* One message never takes another's place, whatever care managers are called. */
START_TEST(stems_of_runs_and_of_finance_stay_apart)
{
    ck_assert_str_ne(stem_of(1, "finance"), stem_of(1, ""));
    ck_assert_str_ne(stem_of(1, ".finance"), stem_of(1, ""));
    ck_assert_str_ne(stem_of(1, "NORTH-2"), stem_of(2, "NORTH"));
    ck_assert_str_ne(stem_of(1, "2-NORTH"), stem_of(2, "NORTH"));
    ck_assert_str_ne(stem_of(1, "NORTH.2"), stem_of(2, "NORTH"));
}
END_TEST

START_TEST(stems_of_odd_recipients_stay_apart_and_one_component)
{
    struct variance_report report = usual_report();
    report.recipient = TEXT_LITERAL("../a b");
    const char *one = string_of(variance_report_stem(arena, &report));
    report.recipient = TEXT_LITERAL("../a_b");
    const char *other = string_of(variance_report_stem(arena, &report));
    ck_assert_str_ne(one, other);
    ck_assert(!has(one, "/") && !has(other, "/") && !has(one, " "));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("variance_report");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, one_sentence_has_the_totals);
    tcase_add_test(tcase, what_was_not_compared_has_no_plan_to_speak_of);
    tcase_add_test(tcase, a_missed_second_carer_is_named);
    tcase_add_test(tcase, held_lines_come_first_then_missed_then_paid);
    tcase_add_test(tcase, what_needs_a_look_first_comes_first);
    tcase_add_test(tcase, weeks_and_periods_are_told_with_their_numbers);
    tcase_add_test(tcase, text_body_says_who_and_where_from);
    tcase_add_test(tcase, attachment_has_weeks_minutes_and_pounds_in_their_columns);
    tcase_add_test(tcase, subject_names_what_is_not_a_visit);
    tcase_add_test(tcase, tiles_count_what_there_is);
    tcase_add_test(tcase, what_could_not_be_read_is_told_with_its_place);
    tcase_add_test(tcase, payments_that_wait_are_told_with_their_pounds);
    tcase_add_test(tcase, times_are_local_and_amounts_in_pounds);
    tcase_add_test(tcase, html_escapes_every_reference);
    tcase_add_test(tcase, html_needs_nothing_from_elsewhere);
    tcase_add_test(tcase, attachment_never_starts_a_formula);
    tcase_add_test(tcase, message_has_its_headers_and_parts);
    tcase_add_test(tcase, every_line_of_a_message_ends_with_crlf_and_is_short);
    tcase_add_test(tcase, the_same_report_has_the_same_bytes);
    tcase_add_test(tcase, no_value_adds_a_header);
    tcase_add_test(tcase, no_value_adds_a_recipient);
    tcase_add_test(tcase, headers_hold_ascii_only);
    tcase_add_test(tcase, stems_of_runs_and_of_finance_stay_apart);
    tcase_add_test(tcase, stems_of_odd_recipients_stay_apart_and_one_component);
    Suite *suite = suite_create("adapters/outbound/variance_report");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
