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

static const char *message_of(const struct variance_report *report)
{
    return string_of(variance_report_message(arena, report));
}

START_TEST(one_sentence_has_the_totals)
{
    const struct variance_report report = usual_report();
    const char *sentence =
        "1 visit was not paid (\u00A39.50 waiting), 2 visits were paid with a difference "
        "(together \u00A30.20 above the agreed price), 1 planned visit was not billed by anyone.";
    ck_assert(has(body_text(&report), sentence));
    ck_assert(has(body_html(&report), sentence));
}
END_TEST

START_TEST(held_lines_come_first_then_paid_then_missed)
{
    const struct variance_report report = usual_report();
    const char *bodies[] = {body_text(&report), body_html(&report), attached_csv(&report)};
    for (size_t i = 0; i < 3; i++) {
        const char *c1 = strstr(bodies[i], "C1"), *c2 = strstr(bodies[i], "C2"),
                   *c3 = strstr(bodies[i], "C3"), *c4 = strstr(bodies[i], "C4");
        ck_assert(c1 && c2 && c3 && c4);
        ck_assert(c2 < c1 && c1 < c3 && c3 < c4);
    }
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
    struct variance_report report = sample_report(1, &finding, 1, &missed);
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
    const struct variance_report report = usual_report();
    const char *html = body_html(&report);
    ck_assert(!has(html, "http:") && !has(html, "https:") && !has(html, "src=") &&
              !has(html, "url("));
    ck_assert_uint_eq(times(html, "<table"), times(html, "</table>"));
    ck_assert_uint_eq(times(html, "<tr"), times(html, "</tr>"));
    ck_assert_uint_eq(times(html, "<td"), times(html, "</td>"));
    ck_assert_uint_eq(times(html, "<div"), times(html, "</div>"));
}
END_TEST

START_TEST(body_shows_200_rows_and_the_attachment_all)
{
    const size_t count = 250;
    struct finding *findings = ARENA_ARRAY(arena, struct finding, count);
    for (size_t i = 0; i < count; i++)
        findings[i] = i % 2 ? varied("C1") : held("C1");
    struct missed_visit missed[2] = {sample_missed("C2"), sample_missed("C3")};
    const struct variance_report report = sample_report(count, findings, 2, missed);
    ck_assert_uint_eq(times(body_text(&report), ", invoice INV1 line 7"), 200);
    ck_assert_uint_eq(times(body_html(&report), ", invoice INV1 line 7"), 200);
    ck_assert(has(body_text(&report), "52 more are in the attached file only."));
    ck_assert(has(body_html(&report), "52 more are in the attached file only."));
    ck_assert_uint_eq(times(attached_csv(&report), "\r\n"), 1 + count + 2);
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
}
END_TEST

START_TEST(every_line_of_a_message_ends_with_crlf_and_is_short)
{
    const struct variance_report report = usual_report();
    const struct text message = variance_report_message(arena, &report);
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
    const struct text one = variance_report_message(arena, &report);
    ck_assert(text_equal(one, variance_report_message(arena, &report)));
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
    tcase_add_test(tcase, held_lines_come_first_then_paid_then_missed);
    tcase_add_test(tcase, what_could_not_be_read_is_told_with_its_place);
    tcase_add_test(tcase, times_are_local_and_amounts_in_pounds);
    tcase_add_test(tcase, html_escapes_every_reference);
    tcase_add_test(tcase, html_needs_nothing_from_elsewhere);
    tcase_add_test(tcase, body_shows_200_rows_and_the_attachment_all);
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
