#include "adapters/inbound/csv_feed.h"

#include "harness.h"

#define HEADINGS "invoice_no,provider,client_ref,service,start,net\n"

START_TEST(places_of_records)
{
    read_csv("\xEF\xBB\xBF" HEADINGS "I1,P1,C1,HC,2026-11-02T07:30,1\r\n"
             "\r\n"
             "I1,P1,\"C\n1\",HC,2026-11-02T07:30,1\n" /* a reference on two lines */
             "I1,P1,C1,HC,2026-11-02T07:30,bad\n");
    ck_assert_int_eq(reading.outcome.rows_read, 3);
    ck_assert_int_eq(reading.records[0].bill.source_row, 1);
    ck_assert_int_eq(reading.rejects[0].source_row, 2);
    ck_assert_int_eq(reading.rejects[0].line, 4);
    ck_assert_int_eq(reading.rejects[0].why.column, 3);
    ck_assert_int_eq(reading.rejects[1].source_row, 3);
    ck_assert_int_eq(reading.rejects[1].line, 6);
    ck_assert_int_eq(reading.rejects[1].why.column, 6);
}
END_TEST

START_TEST(files_without_records)
{
    read_csv("");
    assert_quarantined("feed.csv: the file is empty");
    read_csv("\n\n");
    assert_quarantined("feed.csv: the file is empty");
    read_csv(HEADINGS);
    ck_assert(!reading.outcome.quarantined);
    ck_assert_int_eq(reading.outcome.rows_read, 0);
}
END_TEST

START_TEST(a_file_cut_short)
{
    read_csv(HEADINGS "I1,P1,C1,HC,2026-11-02T07:30,1.00\nI1,P1,C1,HC,2026-11-02T08:30,1234.5");
    assert_quarantined("feed.csv:3:6: the last record has no line end: the file may be cut");
    ck_assert_uint_eq(reading.record_count, 1); /* what the caller undoes */
}
END_TEST

START_TEST(too_few_and_too_many_fields)
{
    read_csv(HEADINGS "I1,P1,C1,HC,2026-11-02T07:30\n"
                      "I2,P1,C1,HC,2026-11-02T07:30,1,extra\n"
                      "I2,P1,C1,HC,2026-11-02T07:30,1\n");
    ck_assert_uint_eq(reading.reject_count, 2);
    ck_assert_str_eq(reading.rejects[0].why.message, "has 5 fields where the heading has 6");
    ck_assert_str_eq(reading.rejects[1].why.message, "has 7 fields where the heading has 6");
    ck_assert_str_eq(reading.rejects[0].why.field, "");
    ck_assert_int_eq(reading.rejects[0].why.column, 0);
    ck_assert_int_eq(reading.rejects[0].why.code, REJECT_INVALID);
    ck_assert_text_eq(reading.rejects[0].provider, "P1");
    ck_assert_text_eq(reading.rejects[1].invoice_no, "I2");
    ck_assert_text_eq(reading.rejects[1].raw, "I2,P1,C1,HC,2026-11-02T07:30,1,extra");
    ck_assert_text_eq(reading.records[0].bill.line_no, "2"); /* they keep their places */
}
END_TEST

START_TEST(a_rejected_line_is_kept_with_its_names)
{
    read_csv("invoice_no,line_no,provider,client_ref,service,start\n"
             "I1,07,P1,C1,HC,\"soon, I hope\"\n");
    const struct rejected_record *reject = only_reject();
    ck_assert_text_eq(reject->raw, "I1,07,P1,C1,HC,\"soon, I hope\"");
    ck_assert_text_eq(reject->provider, "P1");
    ck_assert_text_eq(reject->invoice_no, "I1");
    ck_assert_text_eq(reject->line_no, "7");
    ck_assert_text_eq(reject->client_ref, "C1");
    ck_assert_str_eq(reject->why.message,
                     "\"soon, I hope\" is not a date and time such as 2026-11-02T07:30");
}
END_TEST

START_TEST(names_that_cannot_be_read_are_left_out)
{
    read_csv("invoice_no,line_no,provider,client_ref,service,start\n"
             "I\x01,\x02,P1,4111111111111111,HC,2026-11-02T07:30\n");
    const struct rejected_record *reject = only_reject();
    ck_assert_text_eq(reject->invoice_no, "");
    ck_assert_text_eq(reject->line_no, "");
    ck_assert_text_eq(reject->client_ref, "");
    ck_assert_text_eq(reject->provider, "P1");
}
END_TEST

START_TEST(bytes_that_are_no_text_reject_the_line)
{
    read_csv("invoice_no,provider,client_ref,service,start,note\n"
             "I1,P1,C1,HC,2026-11-02T07:30,\xA3\n");
    const struct rejected_record *reject = only_reject();
    ck_assert_int_eq(reject->why.code, REJECT_INVALID);
    ck_assert_int_eq(reject->why.column, 6);
    ck_assert_text_eq(reject->raw, "I1,P1,C1,HC,2026-11-02T07:30,\\xA3");
    read_csv(HEADINGS "I1,P1,C\xA3,HC,2026-11-02T07:30,1\n");
    ck_assert_str_eq(only_reject()->why.field, "client_ref");
    ck_assert_text_eq(only_reject()->client_ref, "");
}
END_TEST

START_TEST(other_encodings)
{
    feed.encoding = ENCODING_WINDOWS_1252;
    read_csv(HEADINGS "I1,P1,C\xA3,HC,2026-11-02T07:30,1\n");
    ck_assert_text_eq(only_record()->bill.client_ref, "C\xC2\xA3");
    read_csv(HEADINGS "I1,P1,C\x81,HC,2026-11-02T07:30,1\n");
    assert_rejected(REJECT_INVALID, "client_ref");
}
END_TEST

START_TEST(a_card_number_where_nothing_is_read_is_masked)
{
    read_csv("invoice_no,provider,client_ref,service,start,note\n"
             "I1,P1,C1,HC,late,card 4111111111111111 thanks\n"
             "I1,P1,C1,HC,2026-11-02T07:30,4111111111111111\n"
             "4111111111111111,P1,C1,HC,late\n");
    ck_assert_uint_eq(reading.record_count, 1); /* an unknown column is not stored */
    ck_assert_text_eq(reading.rejects[0].raw, "I1,P1,C1,HC,late,card 411111******1111 thanks");
    /* which column of a short record is the invoice number nobody knows */
    ck_assert_text_eq(reading.rejects[1].raw, "411111******1111,P1,C1,HC,late");
    ck_assert_text_eq(reading.rejects[1].invoice_no, "");
}
END_TEST

static bool refuse_record(void *context, union inbound_record record, struct error *error_r)
{
    (void)context, (void)record;
    return error_set(error_r, EXIT_STATUS_UNAVAILABLE, "no room");
}

START_TEST(a_sink_can_stop)
{
    const struct inbound_context context = {.feed = &feed, .zone = zone, .shown_name = "f"};
    const struct inbound_sink sink = {.record = refuse_record, .reject = sink_reject};
    const char content[] = HEADINGS "I1,P1,C1,HC,2026-11-02T07:30,1\n";
    struct inbound_outcome outcome;
    struct error error;
    int fd = file_of(content, sizeof(content) - 1);
    ck_assert(!inbound_read(fd, &context, &sink, &outcome, &error));
    ck_assert_str_eq(error.message, "no room");
    close(fd);
}
END_TEST

static bool has_room_for_two_bytes(void *context, const struct bill_line *line)
{
    (void)context;
    return line->invoice_no.length <= 2;
}

/* An invoice number is refused at input where its settlement would have to cut it. */
START_TEST(an_invoice_number_that_its_settlement_cannot_hold)
{
    const struct inbound_context context = {.feed = &feed, .zone = zone, .shown_name = "f"};
    const struct inbound_sink sink = {
        .record = sink_record, .reject = sink_reject, .invoice_no_fits = has_room_for_two_bytes};
    const char content[] =
        HEADINGS "I1,P1,C1,HC,2026-11-02T07:30,1\n\nI12,P1,C1,HC,2026-11-02T07:30,1\n";
    struct error error;
    int fd = file_of(content, sizeof(content) - 1);
    memset(&reading, 0, sizeof(reading));
    ck_assert(inbound_read(fd, &context, &sink, &reading.outcome, &error));
    close(fd);
    ck_assert_uint_eq(reading.record_count, 1);
    ck_assert_int_eq(reading.outcome.rows_rejected, 1);
    ck_assert_int_eq(reading.rejects[0].source_row, 2);
    ck_assert_int_eq(reading.rejects[0].line, 4);
    ck_assert_int_eq(reading.rejects[0].why.column, 1);
    ck_assert_str_eq(reading.rejects[0].why.field, "invoice_no");
    ck_assert_text_eq(reading.rejects[0].raw, "I12,P1,C1,HC,2026-11-02T07:30,1");
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_an_error)
{
    const struct inbound_context context = {.feed = &feed, .zone = zone, .shown_name = "f"};
    const struct inbound_sink sink = {.record = sink_record, .reject = sink_reject};
    struct inbound_outcome outcome;
    struct error error;
    ck_assert(!inbound_read(-1, &context, &sink, &outcome, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_TRY_AGAIN);
}
END_TEST

START_TEST(lines_before_the_headings)
{
    feed.preamble = 3;
    read_csv("Care billing, \"week 45\n\n,,,\n" HEADINGS
             "I1,P1,C1,HC,2026-11-02T07:30,1\nI1,P1,C1,HC,2026-11-02T07:30,bad\n");
    ck_assert_uint_eq(reading.record_count, 1);
    ck_assert_int_eq(reading.records[0].bill.source_row, 1);
    ck_assert_int_eq(reading.rejects[0].line, 6); /* of the file as it was sent */
    read_csv("one\ntwo\n");
    assert_quarantined("feed.csv:3:1: the file ends before its headings: it has fewer lines of "
                       "preamble than its feed says");
    read_csv("one\ntwo\nthree\n");
    assert_quarantined("feed.csv: the file is empty");
    read_bytes("one\n\0\n\n" HEADINGS, sizeof("one\n\0\n\n" HEADINGS) - 1);
    assert_quarantined(
        "feed.csv:2:1: a NUL byte: the file is not text in the encoding of its feed");
}
END_TEST

/* Positions are those of the file as it was sent, also in UTF-16 and behind a mark. */
START_TEST(a_file_in_utf_16)
{
    const char *content = HEADINGS "I1,P1,C1,HC,2026-11-02T07:30,1\r\n"
                                   "I1,P1,C1,HC,2026-11-02T07:30,late\r\n";
    size_t length = strlen(content);
    char *bytes = arena_alloc(arena, 2 * length + 2, 1);
    memcpy(bytes, "\xFE\xFF", 2);
    for (size_t i = 0; i < length; i++)
        bytes[2 * i + 3] = content[i];
    feed.encoding = ENCODING_UTF_16;
    read_bytes(bytes, 2 * length + 2);
    ck_assert_uint_eq(reading.record_count, 1);
    ck_assert_int_eq(reading.rejects[0].line, 3);
    ck_assert_int_eq(reading.rejects[0].why.column, 6);
    read_bytes(bytes, 2 * length + 1);
    assert_quarantined("feed.csv:3:1: the last record has no line end: the file may be cut");
}
END_TEST

START_TEST(a_workbook_is_not_a_table)
{
    read_csv("PK\x03\x04\x14");
    assert_quarantined("feed.csv:1:1: the file is a zip archive or a workbook, not text: it has "
                       "to be saved as CSV");
}
END_TEST

/* Numbers and dates in every wrong form: each is refused where it stands, and the file goes on. */
static const struct {
    const char *field, *value;
} wrong_values[] = {
    {"net", "\xC2\xA3"
            "9.50"},
    {"net", "\"1,234.50\""},
    {"net", "1e3"},
    {"net", "nan"},
    {"net", "inf"},
    {"net", "+9.50"},
    {"net", ".5"},
    {"net", "12."},
    {"net", "9.505"},
    {"net", "9.500"},
    {"net", "(9.50)"},
    {"net", "\"9,50\""},
    {"net", "9.50-"},
    {"net", "- 9.50"},
    {"net", "--9"},
    {"net", "0x10"},
    {"net", "9.50 GBP"},
    {"net", "1 234.50"},
    {"net", "-"},
    {"net", "9.5.0"},
    {"net", "1000000000000"},
    {"net", "=1+1"},
    {"net", "'9.50"},
    {"net", "\xD9\xA1"},
    {"invoice_date", "02/11/2026"},
    {"invoice_date", "26-11-02"},
    {"invoice_date", "2026-13-01"},
    {"invoice_date", "2026-02-29"},
    {"invoice_date", "2026-11-2"},
    {"invoice_date", "20261102"},
    {"invoice_date", "2026-11-02T00:00"},
    {"invoice_date", "45963"},
    {"invoice_date", "2 Nov 2026"},
    {"invoice_date", "0000-00-00"},
    {"end", "24:00"},
    {"end", "7:30"},
    {"end", "07.30"},
    {"end", "07:60"},
    {"end", "08:00 pm"},
    {"duration", "0"},
    {"duration", "-30"},
    {"duration", "30m"},
    {"duration", "0.5"},
    {"quantity", "0.00001"},
    {"quantity", "-1"},
    {"rate", "19.0000001"},
    {"secondary", "maybe"},
    {"unit", "fortnight"},
    {"notice_at", "yesterday"},
    {"actual_start", "noon"},
};

START_TEST(values_in_wrong_forms)
{
    read_bill_with(arena_printf(arena, "%s,start", wrong_values[_i].field),
                   arena_printf(arena, "%s,2026-11-02T07:30", wrong_values[_i].value));
    assert_rejected(REJECT_INVALID, wrong_values[_i].field);
    ck_assert_int_eq(reading.rejects[0].line, 2);
    ck_assert_int_eq(reading.rejects[0].why.column, 5);
}
END_TEST

START_TEST(numbers_as_the_feed_says)
{
    feed.number_form = NUMBER_FORM_GROUPED;
    read_bill_with("net,start", "\"\xC2\xA3 1,234.50\",2026-11-02T07:30");
    ck_assert_int_eq(reading.records[0].bill.net_pence, 123450);
    read_bill_with("net,start", "\"1,23.50\",2026-11-02T07:30");
    assert_rejected(REJECT_INVALID, "net");
    ck_assert_str_eq(reading.rejects[0].why.message,
                     "\"1,23.50\" is not a number such as -1,234.50");
    read_bill_with("net,start", "\"1,234.505\",2026-11-02T07:30");
    ck_assert_str_eq(reading.rejects[0].why.message, "\"1,234.505\" has more than two decimals");
}
END_TEST

/* Any bytes end in records, rejects or a reason: no crash, no read beyond a buffer. */
START_TEST(any_bytes_come_to_an_end)
{
    static const char *const pieces[] = {"I1,P1,C1,HC,2026-11-02T07:30,1\n",
                                         ",",
                                         "\"",
                                         "\n",
                                         "\r",
                                         "\xC2",
                                         "\xFF",
                                         " ",
                                         "4111111111111111",
                                         "2026-"};
    uint32_t state = 1;
    for (int file = 0; file < 300; file++) {
        char content[2048] = HEADINGS;
        for (int i = 0; i < 30; i++) {
            state = state * 1664525u + 1013904223u;
            strcat(content, pieces[(state >> 16) % COUNT_OF(pieces)]);
        }
        read_csv(content);
        ck_assert_int_eq(reading.outcome.rows_read,
                         (int64_t)(reading.record_count + reading.reject_count));
        ck_assert(reading.outcome.quarantined || content[strlen(content) - 1] == '\n' ||
                  strchr(" \r", content[strlen(content) - 1]) != NULL);
    }
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, places_of_records);
    tcase_add_test(tcase, files_without_records);
    tcase_add_test(tcase, a_file_cut_short);
    tcase_add_test(tcase, too_few_and_too_many_fields);
    tcase_add_test(tcase, a_rejected_line_is_kept_with_its_names);
    tcase_add_test(tcase, names_that_cannot_be_read_are_left_out);
    tcase_add_test(tcase, bytes_that_are_no_text_reject_the_line);
    tcase_add_test(tcase, other_encodings);
    tcase_add_test(tcase, a_card_number_where_nothing_is_read_is_masked);
    tcase_add_test(tcase, a_sink_can_stop);
    tcase_add_test(tcase, an_invoice_number_that_its_settlement_cannot_hold);
    tcase_add_test(tcase, a_file_that_cannot_be_read_is_an_error);
    tcase_add_test(tcase, lines_before_the_headings);
    tcase_add_test(tcase, a_file_in_utf_16);
    tcase_add_test(tcase, a_workbook_is_not_a_table);
    tcase_add_loop_test(tcase, values_in_wrong_forms, 0, COUNT_OF(wrong_values));
    tcase_add_test(tcase, numbers_as_the_feed_says);
    tcase_add_test(tcase, any_bytes_come_to_an_end);
}

int main(void)
{
    return run_cases("adapters/inbound/csv_feed", add);
}
