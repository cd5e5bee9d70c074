#include "harness.h"

#define START "start,"
#define AT    "2026-11-02T07:30,"

START_TEST(every_field_of_a_bill_line)
{
    read_csv("invoice_no,line_no,invoice_date,provider,client_ref,carer_ref,service,order_no,"
             "order_line,start,end,quantity,unit,rate,net,vat,gross,outcome,notice_at,secondary,"
             "credits_invoice_no,credits_line_no,description\n"
             "INV1,0012,2026-11-05,P1,C1,K1,HC,V1,007,2026-11-02T07:30,08:00,0.5,HUR,19.123456,"
             "9.56,1.91,11.47,Cancelled,2026-11-01T12:00,Yes,INV0,03,\"two\nlines\"\n");
    const struct bill_line *line = &only_record()->bill;
    ck_assert_int_eq(line->source_row, 1);
    ck_assert_text_eq(line->invoice_no, "INV1");
    ck_assert_text_eq(line->line_no, "12");
    ck_assert_int_eq(line->invoice_date, day("2026-11-05"));
    ck_assert_text_eq(line->provider, "P1");
    ck_assert_text_eq(line->client_ref, "C1");
    ck_assert_text_eq(line->carer_ref, "K1");
    ck_assert_text_eq(line->service, "HC");
    ck_assert_text_eq(line->order_no, "V1");
    ck_assert_text_eq(line->order_line, "7");
    ck_assert_int_eq(line->quantity_e4, 5000);
    ck_assert_int_eq(line->unit, QUANTITY_UNIT_HOUR);
    ck_assert_int_eq(line->rate_e6, 19123456);
    ck_assert_int_eq(line->net_pence, 956);
    ck_assert_int_eq(line->vat_pence, 191);
    ck_assert_text_eq(line->outcome, "cancelled");
    ck_assert_int_eq(line->notice_at_s, utc("2026-11-01T12:00"));
    ck_assert(line->secondary);
    ck_assert_text_eq(line->credits_invoice_no, "INV0");
    ck_assert_text_eq(line->credits_line_no, "3");
    ck_assert_text_eq(line->description, "two\nlines");
}
END_TEST

START_TEST(what_a_bill_line_leaves_out)
{
    read_bill_with("start", "2026-11-02T07:30");
    const struct bill_line *line = &only_record()->bill;
    ck_assert_text_eq(line->line_no, "1");
    ck_assert_int_eq(line->invoice_date, DAY_NOT_GIVEN);
    ck_assert_text_eq(line->carer_ref, "");
    ck_assert_text_eq(line->order_no, "");
    ck_assert_text_eq(line->order_line, "");
    ck_assert_text_eq(line->outcome, "delivered");
    ck_assert_int_eq(line->notice_at_s, NOT_GIVEN);
    ck_assert_int_eq(line->quantity_e4, NOT_GIVEN);
    ck_assert_int_eq(line->unit, QUANTITY_UNIT_NOT_GIVEN);
    ck_assert_int_eq(line->rate_e6, NOT_GIVEN);
    ck_assert_int_eq(line->net_pence, NOT_GIVEN);
    ck_assert_int_eq(line->vat_pence, NOT_GIVEN);
    ck_assert(!line->secondary);
}
END_TEST

START_TEST(a_row_says_nothing_of_the_next)
{
    read_csv("invoice_no,line_no,invoice_date,provider,client_ref,carer_ref,service,order_no,"
             "order_line,start,end,actual_start,actual_end,quantity,unit,rate,net,vat,outcome,"
             "notice_at,secondary,credits_invoice_no,credits_line_no,description\n"
             "INV1,7,2026-11-05,P1,C1,K1,HC,V1,7,2026-11-02T07:30,08:00,07:31,08:01,0.5,HUR,19,"
             "9.50,1.90,Cancelled,2026-11-01T12:00,Yes,INV0,3,words\n"
             "INV1,,,P1,C1,,HC,,,2026-11-02T09:30,,,,,,,,,,,,,,\n");
    ck_assert_uint_eq(reading.record_count, 2);
    const struct bill_line *line = &reading.records[1].bill;
    ck_assert_int_eq(line->source_row, 2);
    ck_assert_text_eq(line->line_no, "2");
    ck_assert_int_eq(line->invoice_date, DAY_NOT_GIVEN);
    ck_assert_text_eq(line->carer_ref, "");
    ck_assert_text_eq(line->order_no, "");
    ck_assert_text_eq(line->order_line, "");
    ck_assert_text_eq(line->outcome, "delivered");
    ck_assert_text_eq(line->description, "");
    ck_assert_text_eq(line->credits_invoice_no, "");
    ck_assert_text_eq(line->credits_line_no, "");
    ck_assert_int_eq(line->claimed_end_s, utc("2026-11-02T09:30"));
    ck_assert_int_eq(line->actual_start_s, NOT_GIVEN);
    ck_assert_int_eq(line->actual_end_s, NOT_GIVEN);
    ck_assert_int_eq(line->notice_at_s, NOT_GIVEN);
    ck_assert_int_eq(line->quantity_e4, NOT_GIVEN);
    ck_assert_int_eq(line->unit, QUANTITY_UNIT_NOT_GIVEN);
    ck_assert_int_eq(line->rate_e6, NOT_GIVEN);
    ck_assert_int_eq(line->net_pence, NOT_GIVEN);
    ck_assert_int_eq(line->vat_pence, NOT_GIVEN);
    ck_assert(!line->secondary);
}
END_TEST

static const struct {
    const char *net, *vat, *gross;
    int64_t net_pence, vat_pence;
} moneys[] = {
    {"9.50", "", "", 950, NOT_GIVEN},         {"9.5", "0", "9.50", 950, 0},
    {"", "2.00", "12.00", 1000, 200},         {"", "", "12", 1200, NOT_GIVEN},
    {"-9.50", "-1.90", "-11.40", -950, -190}, {"0.00", "", "", 0, NOT_GIVEN},
    {"-0.00", "", "", 0, NOT_GIVEN},
};

START_TEST(net_vat_and_gross)
{
    read_bill_with(START "net,vat,gross", arena_printf(arena, AT "%s,%s,%s", moneys[_i].net,
                                                       moneys[_i].vat, moneys[_i].gross));
    const struct bill_line *line = &only_record()->bill;
    ck_assert_int_eq(line->net_pence, moneys[_i].net_pence);
    ck_assert_int_eq(line->vat_pence, moneys[_i].vat_pence);
}
END_TEST

static const struct {
    const char *heading, *value;
} refusals[] = {
    {"net", "12.345"},
    {"net", "12.340"}, /* a third decimal is refused even if it is zero */
    {"net", "\xC2\xA3"
            "1"},
    {"net", "\"1,234.56\""},
    {"net", "1 234.56"},
    {"net", "1e3"},
    {"net", "nan"},
    {"net", "inf"},
    {"net", "+5"},
    {"net", ".5"},
    {"net", "12."},
    {"net", "0x10"},
    {"net", "(12.00)"},
    {"net", "12-"},
    {"net", "--1"},
    {"net", "-"},
    {"net", "\xEF\xBC\x91"}, /* a full-width digit */
    {"net", "1234567890123"},
    {"vat", "1.001"},
    {"gross", "1.001"},
    {"quantity", "0.12345"},
    {"quantity", "-1"}, /* only a credit takes back */
    {"rate", "1.1234567"},
    {"rate", "-1"},
    {"unit", "fortnight"},
    {"secondary", "maybe"},
    {"invoice_date", "45000"},
    {"invoice_date", "1899-12-31"},
    {"carer_ref", "12345678901234567890123456789012345678901234567890123456789012345"},
    {"carer_ref", "K\x07"},
    {"carer_ref", "K\xC2\x85"}, /* a control character of two bytes */
    {"carer_ref", "\"K\n1\""},
    {"description", "bell\x07"},
};

START_TEST(refused_values)
{
    read_bill_with(arena_printf(arena, START "%s", refusals[_i].heading),
                   arena_printf(arena, AT "%s", refusals[_i].value));
    assert_rejected(REJECT_INVALID, refusals[_i].heading);
    ck_assert_int_eq(only_reject()->why.column, 6);
}
END_TEST

START_TEST(a_gross_is_net_plus_vat)
{
    read_bill_with(START "net,vat,gross", AT "10.00,2.00,12.01");
    assert_rejected(REJECT_INVALID, "gross");
    read_bill_with(START "net,gross", AT "10.00,12.00"); /* no VAT is none */
    assert_rejected(REJECT_INVALID, "gross");
}
END_TEST

START_TEST(a_credit_may_take_back)
{
    read_bill_with(START "net,quantity,rate,credits_invoice_no", AT "-9.50,-0.5,19,I0");
    const struct bill_line *line = &only_record()->bill;
    ck_assert_int_eq(line->quantity_e4, -5000);
    ck_assert(bill_line_is_credit(line));
}
END_TEST

static const char *const needed[] = {"invoice_no", "provider", "client_ref", "service", "start"};

START_TEST(what_a_bill_line_must_give)
{
    char values[64] = "";
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        const char *value = i == COUNT_OF(needed) - 1 ? "2026-11-02T07:30" : "X";
        snprintf(values + strlen(values), sizeof(values) - strlen(values), "%s%s",
                 i == 0 ? "" : ",", (int)i == _i ? "" : value);
    }
    read_csv(arena_printf(arena, "invoice_no,provider,client_ref,service,start\n%s\n", values));
    assert_rejected(REJECT_MISSING, needed[_i]);
    ck_assert_int_eq(only_reject()->why.column, _i + 1);
}
END_TEST

static const struct {
    const char *word;
    bool flag;
} flags[] = {{"true", true},   {"TRUE", true}, {"Yes", true}, {"1", true},
             {"false", false}, {"no", false},  {"0", false},  {"", false}};

START_TEST(true_and_false)
{
    read_bill_with(START "secondary", arena_printf(arena, AT "%s", flags[_i].word));
    ck_assert(only_record()->bill.secondary == flags[_i].flag);
}
END_TEST

#define CARD "4111 1111-1111 1111"

static const char *const card_fields[] = {"client_ref", "carer_ref",      "service",
                                          "line_no",    "description",    "outcome",
                                          "order_line", "credits_line_no"};

START_TEST(a_card_number_rejects_the_line)
{
    const char *field = card_fields[_i];
    bool is_needed = strcmp(field, "client_ref") == 0 || strcmp(field, "service") == 0;
    read_csv(arena_printf(arena,
                          "invoice_no,provider,%s%s%s,start\nI1,P1,%s" CARD ",2026-11-02T07:30\n",
                          strcmp(field, "client_ref") == 0 ? "service," : "client_ref,",
                          is_needed ? "" : "service,", field, is_needed ? "X," : "X,Y,"));
    assert_rejected(REJECT_CARD_NUMBER, field);
    const struct rejected_record *reject = only_reject();
    ck_assert_ptr_nonnull(strstr(reject->why.message, "411111******1111"));
    ck_assert_ptr_null(strstr(reject->why.message, "1111 1111"));
    ck_assert_ptr_null(strstr(string_of(reject->raw), "1111 1111"));
    ck_assert_ptr_null(strstr(string_of(reject->raw), "1111-1111"));
    ck_assert_ptr_nonnull(strstr(string_of(reject->raw), "4111 11**-**** 1111"));
}
END_TEST

START_TEST(references_that_look_like_a_card_number)
{
    read_csv("invoice_no,provider,client_ref,service,start,order_no\n"
             "4111111111111111,P1,C1,HC,2026-11-02T07:30,5500005555555559\n");
    ck_assert_text_eq(only_record()->bill.invoice_no, "4111111111111111");
    ck_assert_text_eq(only_record()->bill.order_no, "5500005555555559");
}
END_TEST

START_TEST(a_card_number_in_a_number_is_masked_too)
{
    read_bill_with(START "net", AT "4111111111111111");
    assert_rejected(REJECT_INVALID, "net");
    ck_assert_ptr_nonnull(strstr(only_reject()->why.message, "411111******1111"));
    ck_assert_ptr_null(strstr(string_of(only_reject()->raw), "4111111111111111"));
}
END_TEST

START_TEST(lines_without_a_number_take_their_place_in_the_invoice)
{
    read_csv("invoice_no,provider,client_ref,service,start,net\n"
             "I1,P1,C1,HC,2026-11-02T07:30,1\n"
             "I2,P1,C1,HC,2026-11-02T07:30,1\n"
             "I1,P1,C1,HC,2026-11-02T08:30,bad\n" /* a rejected line keeps its place */
             "I1,P2,C1,HC,2026-11-02T07:30,1\n"   /* another provider's invoice */
             "I1,P1,C1,HC,2026-11-02T09:30,1\n");
    ck_assert_uint_eq(reading.record_count, 4);
    ck_assert_text_eq(reading.records[0].bill.line_no, "1");
    ck_assert_text_eq(reading.records[1].bill.line_no, "1");
    ck_assert_text_eq(reading.records[2].bill.line_no, "1");
    ck_assert_text_eq(reading.records[3].bill.line_no, "3");
    ck_assert_text_eq(reading.rejects[0].line_no, "2");
}
END_TEST

START_TEST(messages_say_what_is_wrong_with_the_value)
{
    read_bill_with(START "net", AT "12.345");
    ck_assert_str_eq(only_reject()->why.message, "\"12.345\" has more than two decimals");
    read_bill_with(START "net", AT "1234567890123");
    ck_assert_str_eq(only_reject()->why.message, "\"1234567890123\" is too large");
    read_bill_with(START "carer_ref", AT "a\x1B[2Jb");
    ck_assert_str_eq(only_reject()->why.message,
                     "\"a\\x1B[2Jb\" is not printable: it holds a control character");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, every_field_of_a_bill_line);
    tcase_add_test(tcase, what_a_bill_line_leaves_out);
    tcase_add_test(tcase, a_row_says_nothing_of_the_next);
    tcase_add_loop_test(tcase, net_vat_and_gross, 0, COUNT_OF(moneys));
    tcase_add_loop_test(tcase, refused_values, 0, COUNT_OF(refusals));
    tcase_add_test(tcase, a_gross_is_net_plus_vat);
    tcase_add_test(tcase, a_credit_may_take_back);
    tcase_add_loop_test(tcase, what_a_bill_line_must_give, 0, COUNT_OF(needed));
    tcase_add_loop_test(tcase, true_and_false, 0, COUNT_OF(flags));
    tcase_add_loop_test(tcase, a_card_number_rejects_the_line, 0, COUNT_OF(card_fields));
    tcase_add_test(tcase, references_that_look_like_a_card_number);
    tcase_add_test(tcase, a_card_number_in_a_number_is_masked_too);
    tcase_add_test(tcase, lines_without_a_number_take_their_place_in_the_invoice);
    tcase_add_test(tcase, messages_say_what_is_wrong_with_the_value);
}

int main(void)
{
    return run_cases("adapters/inbound/bill_row", add);
}
