#include "adapters/inbound/preset_access_portal.h"

#include "harness.h"

#define HEADINGS                                                                                   \
    "FileReference,Description,Created,ProviderRef,ContractNumber,ServiceUserRef,"                 \
    "ServiceUserDetails,WeekEnding,OurRef,ServiceUserContribution,PaymentClaimed,ServiceType,"     \
    "VisitDate,StartTimeClaimed,DurationClaimed,ActualStartTime,ActualDuration,SecondaryVisit,"    \
    "NumberOfCarers\n"
#define ROW(payment, duration)                                                                     \
    "F1,Week 44,01/11/2026,P1,CN7,C1,Ann Other,08/11/2026,R9,12.50," payment ",HC,02/11/2026,"     \
    "07:30:00," duration ",07:34:00,00:31:00,True,2\n"

static void read_portal(const char *content)
{
    feed.preset = PRESET_ACCESS_PORTAL;
    read_csv(content);
}

START_TEST(a_row_as_a_bill_line)
{
    read_portal(HEADINGS ROW("9.50", "00:30:00"));
    const struct bill_line *line = &only_record()->bill;
    ck_assert_text_eq(line->invoice_no, "F1");
    ck_assert_text_eq(line->line_no, "1");
    ck_assert_text_eq(line->provider, "P1");
    ck_assert_text_eq(line->client_ref, "C1");
    ck_assert_text_eq(line->service, "HC");
    ck_assert_text_eq(line->order_no, "");
    ck_assert_int_eq(line->claimed_start_s, utc("2026-11-02T07:30"));
    ck_assert_int_eq(line->claimed_end_s, utc("2026-11-02T08:00"));
    ck_assert_int_eq(line->actual_start_s, utc("2026-11-02T07:34"));
    ck_assert_int_eq(line->actual_end_s, utc("2026-11-02T08:05"));
    ck_assert_int_eq(line->net_pence, 950);
    ck_assert_int_eq(line->quantity_e4, NOT_GIVEN);
    ck_assert(line->secondary);
    ck_assert_text_eq(line->description,
                      "ContractNumber CN7; OurRef R9; ServiceUserContribution 12.50");
    ck_assert_str_eq(reading.outcome.reference, "F1");
}
END_TEST

START_TEST(rows_bill_only_if_every_row_claims_payment)
{
    read_portal(HEADINGS ROW("9.50", "00:30:00") ROW("0.00", "00:30:00"));
    ck_assert_int_eq(reading.records[0].bill.net_pence, 950);
    ck_assert_int_eq(reading.records[1].bill.net_pence, 0);
    read_portal(HEADINGS ROW("9.50", "00:30:00") ROW("", "00:30:00"));
    ck_assert_int_eq(reading.records[0].bill.net_pence, NOT_GIVEN);
    ck_assert_int_eq(reading.records[1].bill.net_pence, NOT_GIVEN);
    ck_assert_text_eq(reading.records[1].bill.line_no, "2");
}
END_TEST

START_TEST(a_file_without_the_payment_heading_is_self_billed)
{
    read_portal("FileReference,ProviderRef,ServiceUserRef,ServiceType,VisitDate,StartTimeClaimed,"
                "DurationClaimed\nF1,P1,C1,HC,02/11/2026,07:30,00:30:00\n");
    ck_assert_int_eq(only_record()->bill.net_pence, NOT_GIVEN);
    ck_assert_text_eq(only_record()->bill.description, "");
}
END_TEST

START_TEST(a_persons_name_is_never_kept)
{
    read_portal(HEADINGS ROW("9.50", "soon"));
    ck_assert_ptr_null(strstr(string_of(only_reject()->raw), "Ann"));
    ck_assert_ptr_nonnull(strstr(string_of(only_reject()->raw), "CN7,C1,,08/11/2026"));
    ck_assert_text_eq(only_reject()->line_no, "1");
    /* nor where a comma in the name has moved it into other columns */
    read_portal(HEADINGS "F1,Week 44,01/11/2026,P1,CN7,C1,Other, Ann,08/11/2026,R9,12.50,9.50,HC,"
                         "02/11/2026,07:30,00:30:00,,,,\n");
    ck_assert_text_eq(only_reject()->raw, "F1,Week 44,01/11/2026,P1,CN7,C1");
}
END_TEST

START_TEST(a_file_has_one_reference)
{
    read_portal(HEADINGS ROW("9.50", "00:30:00") "F2" ROW("9.50", "00:30:00"));
    assert_quarantined("feed.csv:3:1: invoice_no: another FileReference than the records before: "
                       "a file has one");
}
END_TEST

START_TEST(other_dates_and_sums_are_refused)
{
    read_portal(HEADINGS "F1,,,P1,,C1,,,,,,HC,2026-11-02,07:30,00:30:00,,,,\n");
    assert_rejected(REJECT_INVALID, "visit_date");
    read_portal(HEADINGS "F1,,,P1,,C1,,,,12.345,,HC,02/11/2026,07:30,00:30:00,,,,\n");
    assert_rejected(REJECT_INVALID, "service_user_contribution");
    read_portal(HEADINGS "F1,,,P1,,C1,,,,,12.345,HC,02/11/2026,07:30,00:30:00,,,,\n");
    assert_rejected(REJECT_INVALID, "net");
    read_portal(HEADINGS "F1,,,P1,,C1,,,4111111111111111,,,HC,02/11/2026,07:30,00:30:00,,,,\n");
    assert_rejected(REJECT_CARD_NUMBER, "our_ref");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_row_as_a_bill_line);
    tcase_add_test(tcase, rows_bill_only_if_every_row_claims_payment);
    tcase_add_test(tcase, a_file_without_the_payment_heading_is_self_billed);
    tcase_add_test(tcase, a_persons_name_is_never_kept);
    tcase_add_test(tcase, a_file_has_one_reference);
    tcase_add_test(tcase, other_dates_and_sums_are_refused);
}

int main(void)
{
    return run_cases("adapters/inbound/preset_access_portal", add);
}
