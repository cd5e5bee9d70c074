#include "adapters/inbound/feed_map.h"

#include "config/canonical_field.h"
#include "harness.h"

#define ROW "I1,P1,C1,HC,2026-11-02T07:30\n"

START_TEST(headings_in_any_order_and_case)
{
    read_csv("START,Client_Ref,Whatever,service,INVOICE_NO,provider,,\n"
             "2026-11-02T07:30,C1,x,HC,I1,P1,y,z\n");
    ck_assert_text_eq(only_record()->bill.client_ref, "C1");
    ck_assert_text_eq(only_record()->bill.invoice_no, "I1");
}
END_TEST

static const struct {
    const char *headings, *reason;
} faults[] = {
    {"invoice_no,provider,client_ref,service",
     "feed.csv:1: start: the heading \"start\" is missing"},
    {"invoice_no,provider,client_ref,service,visit_date",
     "feed.csv:1: start_time: the heading \"start_time\" is missing"},
    {"invoice_no,provider,client_ref,service,start_time",
     "feed.csv:1: start: the heading \"start\" is missing"},
    {"provider,client_ref,service,start",
     "feed.csv:1: invoice_no: the heading \"invoice_no\" is missing"},
    {"invoice_no,client_ref,service,start",
     "feed.csv:1: provider: the heading \"provider\" is missing"},
    {"\n\ninvoice_no,provider,client_ref,service,start,net,Net",
     "feed.csv:3:7: net: the heading \"net\" is there twice"},
};

START_TEST(headings_that_set_the_file_aside)
{
    read_csv(arena_printf(arena, "%s\n" ROW, faults[_i].headings));
    assert_quarantined(faults[_i].reason);
    ck_assert_uint_eq(reading.record_count, 0);
}
END_TEST

START_TEST(headings_over_lines_and_blanks)
{
    const struct column_name columns[] = {{"net", "Net  amount (\xC2\xA3)"}};
    feed.column_count = COUNT_OF(columns);
    feed.columns = columns;
    read_csv("invoice_no,provider,client_ref,service,start,\"net\r\nAmount\xC2\xA0(\xC2\xA3)\"\n"
             "I1,P1,C1,HC,2026-11-02T07:30,9.50\n");
    ck_assert_int_eq(only_record()->bill.net_pence, 950);
    read_csv("invoice_no,provider,client_ref,service,start,NetAmount (\xC2\xA3)\n"
             "I1,P1,C1,HC,2026-11-02T07:30,9.50\n");
    ck_assert_int_eq(only_record()->bill.net_pence, NOT_GIVEN); /* another heading */
}
END_TEST

START_TEST(values_that_the_feed_gives)
{
    const struct field_value values[] = {{"service", "HC"}, {"start_time", "07:30"}};
    feed.value_count = COUNT_OF(values);
    feed.values = values;
    read_csv("invoice_no,provider,client_ref,visit_date\nI1,P1,C1,2026-11-02\n"
             "I2,P1,C1,2026-11-03\n");
    ck_assert(!reading.outcome.quarantined);
    ck_assert_uint_eq(reading.record_count, 2);
    for (size_t i = 0; i < 2; i++)
        ck_assert_text_eq(reading.records[i].bill.service, "HC");
    ck_assert_int_eq(reading.records[1].bill.claimed_start_s, utc("2026-11-03T07:30"));
    /* a file that says it too is not read past what it says */
    read_csv("invoice_no,provider,client_ref,visit_date,service\nI1,P1,C1,2026-11-02,RESPITE\n");
    assert_quarantined("feed.csv:1:5: service: the file has a column for it, and the feed's values "
                       "have it too");
}
END_TEST

/* "Start" is a time of day here, and no start by its name. */
START_TEST(a_heading_that_is_given_to_another_field)
{
    const struct column_name columns[] = {
        {"visit_date", "Date"}, {"start_time", "Start"}, {"outcome", "(left out)"}};
    feed.column_count = COUNT_OF(columns);
    feed.columns = columns;
    read_csv("invoice_no,provider,client_ref,service,Date,Start,Outcome\n"
             "I1,P1,C1,HC,2026-11-02,07:30,a long story\n");
    ck_assert_int_eq(only_record()->bill.claimed_start_s, utc("2026-11-02T07:30"));
    ck_assert_text_eq(only_record()->bill.outcome, "delivered");
}
END_TEST

START_TEST(one_column_for_two_fields)
{
    const struct column_name columns[] = {{"client_ref", "Cost Centre"},
                                          {"service", "Cost Centre"}};
    feed.column_count = COUNT_OF(columns);
    feed.columns = columns;
    read_csv("invoice_no,provider,start,Cost Centre\nI1,P1,2026-11-02T07:30,X12\n");
    ck_assert_text_eq(only_record()->bill.client_ref, "X12");
    ck_assert_text_eq(only_record()->bill.service, "X12");
}
END_TEST

START_TEST(an_unknown_heading_may_be_there_twice)
{
    read_csv("invoice_no,provider,client_ref,service,start,x,x\n"
             "I1,P1,C1,HC,2026-11-02T07:30,1,2\n");
    only_record();
}
END_TEST

START_TEST(columns_rename_headings)
{
    const struct column_name columns[] = {{"client_ref", "Service User No"}, {"net", "Amount"}};
    feed.column_count = COUNT_OF(columns);
    feed.columns = columns;
    read_csv("invoice_no,provider,service user no,service,start,client_ref,AMOUNT\n"
             "I1,P1,C1,HC,2026-11-02T07:30,other,9.50\n");
    ck_assert_text_eq(only_record()->bill.client_ref, "C1");
    ck_assert_int_eq(only_record()->bill.net_pence, 950);
    read_csv("invoice_no,provider,client_ref,service,start\n" ROW);
    assert_quarantined("feed.csv:1: client_ref: the heading \"Service User No\" is missing");
}
END_TEST

/* What the configuration lets a feed rename is what its files may hold. */
START_TEST(the_configuration_knows_the_same_fields)
{
    for (int kind = 0; kind < FEED_KIND_COUNT; kind++) {
        const struct record_layout *layout =
            record_layout_of((enum feed_kind)kind, PRESET_TALLYSTICK);
        for (size_t i = 0; i < layout->field_count; i++)
            ck_assert_msg(
                canonical_field_known((enum feed_kind)kind, text_of(layout->fields[i].name)), "%s",
                layout->fields[i].name);
    }
}
END_TEST

START_TEST(columns_must_name_fields)
{
    const struct column_name columns[] = {{"log_in", "In"}};
    feed.column_count = COUNT_OF(columns);
    feed.columns = columns;
    read_csv("invoice_no,provider,client_ref,service,start\n" ROW);
    assert_quarantined("feed.csv:1: the feed's columns name log_in, which is no field of its kind");
}
END_TEST

START_TEST(a_feed_of_one_provider)
{
    feed.provider = TEXT_LITERAL("P1");
    read_csv("invoice_no,client_ref,service,start\nI1,C1,HC,2026-11-02T07:30\n");
    ck_assert_text_eq(only_record()->bill.provider, "P1");
    read_csv("invoice_no,provider,client_ref,service,start\nI1,,C1,HC,2026-11-02T07:30\n");
    ck_assert_text_eq(only_record()->bill.provider, "P1");
    read_csv("invoice_no,provider,client_ref,service,start\nI1,P2,C1,HC,2026-11-02T07:30\n");
    assert_rejected(REJECT_INVALID, "provider");
    ck_assert_text_eq(only_reject()->provider, "P1");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, headings_in_any_order_and_case);
    tcase_add_loop_test(tcase, headings_that_set_the_file_aside, 0, COUNT_OF(faults));
    tcase_add_test(tcase, headings_over_lines_and_blanks);
    tcase_add_test(tcase, values_that_the_feed_gives);
    tcase_add_test(tcase, a_heading_that_is_given_to_another_field);
    tcase_add_test(tcase, one_column_for_two_fields);
    tcase_add_test(tcase, an_unknown_heading_may_be_there_twice);
    tcase_add_test(tcase, columns_rename_headings);
    tcase_add_test(tcase, the_configuration_knows_the_same_fields);
    tcase_add_test(tcase, columns_must_name_fields);
    tcase_add_test(tcase, a_feed_of_one_provider);
}

int main(void)
{
    return run_cases("adapters/inbound/feed_map", add);
}
