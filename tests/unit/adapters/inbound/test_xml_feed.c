#include "adapters/inbound/xml_feed.h"

#include "harness.h"

static const struct column_name bill_columns[] = {
    {"invoice_no", "/Visits/Invoice/@no"},
    {"provider", "/Visits/Provider"},
    {"line_no", "@id"},
    {"client_ref", "Client/Ref"},
    {"service", "Service"},
    {"start", "Start"},
    {"net", "Money/Net"},
};

static void set_up_visits(void)
{
    feed.preset = PRESET_XML;
    feed.record = "/Visits/Invoice/Visit";
    feed.column_count = COUNT_OF(bill_columns);
    feed.columns = bill_columns;
}

static void read_xml(const char *content)
{
    read_csv(content);
}

#define VISIT(id, client, net)                                                                     \
    "<Visit id='" id "'>\n<Client><Ref> " client " </Ref><Name>N</Name></Client>"                  \
    "<Service>HC</Service><Start>2026-11-02T07:30</Start>\n<Money><Net>" net                       \
    "</Net></Money></Visit>\n"

START_TEST(records_with_what_stands_outside_them)
{
    set_up_visits();
    read_xml("<Visits><Provider>P1</Provider>\n<Invoice no='I1'>" VISIT("1", "C1", "9.50")
                 VISIT("2", "C2", "10") "</Invoice><Invoice no='I2'>" VISIT(
                     "1", "C3", "11") "</Invoice></Visits>");
    ck_assert_msg(!reading.outcome.quarantined, "%s", reading.outcome.reason);
    ck_assert_uint_eq(reading.record_count, 3);
    ck_assert_text_eq(reading.records[0].bill.provider, "P1");
    ck_assert_text_eq(reading.records[1].bill.invoice_no, "I1");
    ck_assert_text_eq(reading.records[1].bill.client_ref, "C2");
    ck_assert_int_eq(reading.records[1].bill.net_pence, 1000);
    ck_assert_text_eq(reading.records[2].bill.invoice_no, "I2");
    ck_assert_int_eq(reading.records[2].bill.source_row, 3);
}
END_TEST

START_TEST(what_an_outer_element_does_not_say_is_not_left_over_from_the_one_before)
{
    set_up_visits();
    read_xml("<Visits><Provider>P1</Provider><Invoice no='I1'/>\n<Invoice>" VISIT(
        "1", "C1", "9.50") "</Invoice></Visits>");
    assert_rejected(REJECT_MISSING, "invoice_no");
    ck_assert_int_eq(reading.rejects[0].line, 2); /* where the record is */
    ck_assert_int_eq(reading.rejects[0].why.column, 24);
}
END_TEST

START_TEST(a_reject_has_the_place_of_its_value)
{
    set_up_visits();
    read_xml("<Visits><Provider>P1</Provider><Invoice no='I1'>\n" VISIT(
        "7", "C1", "9.505") "</Invoice></Visits>");
    assert_rejected(REJECT_INVALID, "net");
    ck_assert_int_eq(reading.rejects[0].line, 4);
    ck_assert_int_eq(reading.rejects[0].why.column, 13);
    ck_assert_text_eq(reading.rejects[0].client_ref, "C1");
    ck_assert_text_eq(reading.rejects[0].line_no, "7");
    ck_assert_text_eq(reading.rejects[0].raw,
                      "invoice_no: I1,line_no: 7,provider: P1,client_ref: C1,service: HC,"
                      "start: 2026-11-02T07:30,net: 9.505");
}
END_TEST

START_TEST(an_element_that_is_there_twice)
{
    set_up_visits();
    read_xml("<Visits><Provider>P1</Provider><Invoice no='I1'><Visit id='1'><Service>HC</Service>"
             "<Service>HC</Service><Start>2026-11-02T07:30</Start></Visit></Invoice></Visits>");
    assert_rejected(REJECT_INVALID, "service");
    ck_assert_str_eq(reading.rejects[0].why.message, "is there more than once");
}
END_TEST

START_TEST(a_card_number_is_masked)
{
    set_up_visits();
    read_xml("<Visits><Provider>P1</Provider><Invoice no='I1'>" VISIT(
        "1", "4111111111111111", "9.50") "</Invoice></Visits>");
    assert_rejected(REJECT_CARD_NUMBER, "client_ref");
    ck_assert_ptr_nonnull(
        strstr(string_of(reading.rejects[0].raw), "client_ref: 411111******1111"));
}
END_TEST

START_TEST(prefixes)
{
    static const struct column_name columns[] = {
        {"client_ref", "Client"}, {"from", "h:From"}, {"to", "x:To"}};

    feed.kind = FEED_KIND_SUSPENSION;
    feed.preset = PRESET_XML;
    feed.record = "Stay";
    feed.column_count = COUNT_OF(columns);
    feed.columns = columns;
    read_xml("<a xmlns:h='urn:h'><b><h:Stay><h:Client>C1</h:Client><h:From>2026-11-02</h:From>"
             "<h:To>2026-11-03</h:To></h:Stay></b></a>");
    const struct suspension *stay = &only_record()->suspension;
    ck_assert_text_eq(stay->client_ref, "C1");
    ck_assert_int_eq(stay->from, day("2026-11-02"));
    ck_assert_int_eq(stay->to, DAY_NOT_GIVEN); /* the file's prefix is not x */
}
END_TEST

START_TEST(files_without_records)
{
    set_up_visits();
    read_xml("<Visits><Provider>P1</Provider><Invoice no='I1'/></Visits>");
    ck_assert(!reading.outcome.quarantined);
    ck_assert_int_eq(reading.outcome.rows_read, 0);
    read_xml("<Visitors/>");
    assert_quarantined("feed.csv:1:1: no element stands at /Visits/Invoice/Visit");
    read_xml("");
    assert_quarantined("feed.csv:1:1: the file is empty");
}
END_TEST

START_TEST(a_file_that_is_broken_behind_its_records)
{
    set_up_visits();
    read_xml(
        "<Visits><Provider>P1</Provider><Invoice no='I1'>" VISIT("1", "C1", "9.50") "</Invoice>\n");
    assert_quarantined("feed.csv:4:11: the end of the XML is not reached: the file may be cut");
    ck_assert_uint_eq(reading.record_count, 1); /* what the caller undoes */
}
END_TEST

START_TEST(a_field_without_a_path)
{
    set_up_visits();
    feed.column_count = 3;
    read_xml("<Visits/>");
    assert_quarantined("feed.csv: client_ref: the feed's columns have nothing for it");
}
END_TEST

START_TEST(a_record_of_more_than_1_mib)
{
    static struct column_name columns[20];
    char *content = malloc(3 * 1024 * 1024);
    char *at = stpcpy(content, "<r><v>");

    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        columns[i] = (struct column_name){
            arena_printf(arena, "%s", (const char *[]){"invoice_no", "provider",   "client_ref",
                                                       "service",    "start",      "line_no",
                                                       "carer_ref",  "order_no",   "order_line",
                                                       "end",        "duration",   "quantity",
                                                       "unit",       "rate",       "net",
                                                       "vat",        "gross",      "outcome",
                                                       "notice_at",  "description"}[i]),
            arena_printf(arena, "f%zu", i)};
        at += sprintf(at, "<f%zu>", i);
        memset(at, 'x', 60000);
        at += 60000;
        at += sprintf(at, "</f%zu>", i);
    }
    strcpy(at, "</v></r>");
    feed.preset = PRESET_XML;
    feed.record = "/r/v";
    feed.column_count = COUNT_OF(columns);
    feed.columns = columns;
    read_xml(content);
    free(content);
    ck_assert(reading.outcome.quarantined);
    ck_assert_ptr_nonnull(strstr(reading.outcome.reason, "the record is longer than 1 MiB"));
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, records_with_what_stands_outside_them);
    tcase_add_test(tcase, what_an_outer_element_does_not_say_is_not_left_over_from_the_one_before);
    tcase_add_test(tcase, a_reject_has_the_place_of_its_value);
    tcase_add_test(tcase, an_element_that_is_there_twice);
    tcase_add_test(tcase, a_card_number_is_masked);
    tcase_add_test(tcase, prefixes);
    tcase_add_test(tcase, files_without_records);
    tcase_add_test(tcase, a_file_that_is_broken_behind_its_records);
    tcase_add_test(tcase, a_field_without_a_path);
    tcase_add_test(tcase, a_record_of_more_than_1_mib);
}

int main(void)
{
    return run_cases("adapters/inbound/xml_feed", add);
}
