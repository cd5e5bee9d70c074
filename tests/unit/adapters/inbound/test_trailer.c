#include "adapters/inbound/trailer.h"

#include "harness.h"

#define HEADINGS  "invoice_no,provider,client_ref,service,start,net\n"
#define BILL(net) "I1,P1,C1,HC,2026-11-02T07:30," net "\n"

static void expect(struct trailer_config trailer)
{
    trailer.is_there = true;
    trailer.mark = trailer.mark == NULL ? "" : trailer.mark;
    trailer.records = trailer.records == 0 ? 1 : trailer.records;
    trailer.total_field = trailer.total_field == NULL ? "net" : trailer.total_field;
    feed.trailer = trailer;
}

static void assert_read(size_t records)
{
    ck_assert_msg(!reading.outcome.quarantined, "%s", reading.outcome.reason);
    ck_assert_uint_eq(reading.record_count, records);
    ck_assert_int_eq(reading.outcome.rows_read, (int64_t)(records + reading.reject_count));
}

START_TEST(count_and_total_that_agree)
{
    expect((struct trailer_config){.mark = "TRL", .count_column = 2, .total_column = 3});
    read_csv(HEADINGS BILL("10.10") BILL("-0.05") "\ntrl,2,10.05\n");
    assert_read(2);
    read_csv(HEADINGS "TRL,0,0\n"); /* a file that brings nothing */
    assert_read(0);
    /* a rejected record is one of the file's, and so is one without a price */
    read_csv(HEADINGS BILL("1") "I1,P1,C1,HC,soon,2\n" BILL("") "TRL,3,3.00\n");
    ck_assert_uint_eq(reading.reject_count, 1);
    assert_read(2);
}
END_TEST

static const struct {
    const char *rows, *reason;
} wrong[] = {
    {BILL("1") "TRL,2,1\n", "feed.csv:3:2: count: the trailer says 2 records, and 1 are there: "
                            "the file is not whole"},
    {BILL("1") "TRL,1,1.10\n", "feed.csv:3:3: total: the trailer says 1.1, and net of the records "
                               "add up to 1: the file is not whole"},
    {BILL("1"), "feed.csv: the trailer is missing: the file may be cut"},
    {BILL("1") "TRL,1,1\n" BILL("1"), "feed.csv:4: a record behind the trailer"},
    {BILL("1") "TRL,1,1\nTRL,1,1\n", "feed.csv:4: a record behind the trailer"},
    {BILL("1") "TRL,one,1\n", "feed.csv:3:2: count: the trailer says \"one\", which is no number"},
    {BILL("1") "TRL,1,\"1,000.00\"\n",
     "feed.csv:3:3: total: the trailer says \"1,000.00\", which is no number"},
    {BILL("1") "TRL,1,2000000000001.98\n",
     "feed.csv:3:3: total: the trailer says \"2000000000001.98\", which is too large"},
    {BILL("1") "TRL,1000000000000,1\n",
     "feed.csv:3:2: count: the trailer says \"1000000000000\", which is too large"},
    {BILL("1") "TRL,1,2000000000001.9x\n",
     "feed.csv:3:3: total: the trailer says \"2000000000001.9x\", which is no number"},
    {BILL("1") "TRL,1\n", "feed.csv:3:3: total: the trailer has no such column"},
    {BILL("1") BILL("\xC2\xA3"
                    "2") "TRL,2,3\n",
     "feed.csv:4:3: total: cannot be checked: the record in line 3 has no net that can be added "
     "up"},
    {BILL("1") "TRL,1,1", "feed.csv:3:3: the last record has no line end: the file may be cut"},
};

START_TEST(trailers_that_set_the_file_aside)
{
    expect((struct trailer_config){.mark = "TRL", .count_column = 2, .total_column = 3});
    read_csv(arena_printf(arena, HEADINGS "%s", wrong[_i].rows));
    assert_quarantined(wrong[_i].reason);
}
END_TEST

START_TEST(the_last_records_without_a_mark)
{
    expect((struct trailer_config){.total_column = 6});
    read_csv(HEADINGS BILL("1") BILL("2.5") ",,,,,3.50\n");
    assert_read(2);
    read_csv(HEADINGS BILL("1") BILL("2.5")); /* the last bill is no total */
    assert_quarantined("feed.csv:3:6: total: the trailer says 2.5, and net of the records add up "
                       "to 1: the file is not whole");
    expect((struct trailer_config){.records = 2, .count_column = 1});
    read_csv(HEADINGS BILL("1") "1\nend of report\n");
    assert_read(1);
    read_csv(HEADINGS "0\n");
    assert_quarantined("feed.csv: the trailer is missing: the file may be cut");
    read_csv(HEADINGS);
    assert_quarantined("feed.csv: the trailer is missing: the file may be cut");
}
END_TEST

START_TEST(other_fields_add_up_too)
{
    expect((struct trailer_config){.mark = "T", .total_column = 2, .total_field = "quantity"});
    read_csv("invoice_no,provider,client_ref,service,start,quantity\n" BILL("0.2500")
                 BILL("1.75") "T,2\n");
    assert_read(2);
    read_csv(HEADINGS BILL("1") "T,1\n");
    assert_quarantined("feed.csv: quantity: the trailer's total is of a field that the file does "
                       "not have");
}
END_TEST

START_TEST(totals_as_the_feed_writes_numbers)
{
    feed.number_form = NUMBER_FORM_GROUPED;
    expect((struct trailer_config){.mark = "TRL", .count_column = 2, .total_column = 3});
    read_csv(HEADINGS BILL("\"1,200.00\"") BILL("(0.50)") "TRL,2,\"1,199.50\"\n");
    assert_read(2);
    read_csv(HEADINGS BILL("\"1,200.00\"") "TRL,1,\"1,199.50\"\n");
    ck_assert(reading.outcome.quarantined);
}
END_TEST

START_TEST(sums_beyond_all_money)
{
    expect((struct trailer_config){.mark = "T", .total_column = 2});
    struct trailer trailer;
    struct reject why;
    struct feed_map map = {.layout = record_layout_of(FEED_KIND_BILL, PRESET_TALLYSTICK)};
    for (size_t i = 0; i < FIELD_LIST_MOST; i++)
        map.column[i] = 0;
    const struct text values[] = {TEXT_LITERAL("999999999999")};
    const struct csv_record record = {.line = 7, .field_count = 1, .fields = values};
    ck_assert(trailer_begin(&feed, &map, 0, &trailer, &why));
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(trailer_take(&trailer, &record, &why), TRAILER_STEP_BEFORE);
    ck_assert_int_eq(trailer.unreadable_line, 7);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, count_and_total_that_agree);
    tcase_add_loop_test(tcase, trailers_that_set_the_file_aside, 0, COUNT_OF(wrong));
    tcase_add_test(tcase, the_last_records_without_a_mark);
    tcase_add_test(tcase, other_fields_add_up_too);
    tcase_add_test(tcase, totals_as_the_feed_writes_numbers);
    tcase_add_test(tcase, sums_beyond_all_money);
}

int main(void)
{
    return run_cases("adapters/inbound/trailer", add);
}
