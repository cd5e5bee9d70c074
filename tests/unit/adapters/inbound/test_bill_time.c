#include "harness.h"

/* Claimed times: matching.md, section 2 and 10. */
static const struct {
    const char *headings, *values, *start, *end;
} claims[] = {
    {"start,end", "2026-11-02T07:30,2026-11-02T08:00:15", "2026-11-02T07:30",
     "2026-11-02T08:00:15"},
    {"start,end", "2026-11-02 07:30:20,2026-11-02 08:00", "2026-11-02T07:30:20",
     "2026-11-02T08:00"},
    {"visit_date,start_time,end_time", "2026-11-02,07:30,08:00", "2026-11-02T07:30",
     "2026-11-02T08:00"},
    /* summer time: the wall clock is an hour ahead */
    {"start,end", "2026-07-01T07:30,2026-07-01T08:00", "2026-07-01T06:30", "2026-07-01T07:00"},
    /* offsets are honoured */
    {"start,end", "2026-07-01T07:30Z,2026-07-01T09:00+01:00", "2026-07-01T07:30",
     "2026-07-01T08:00"},
    {"start,end", "2026-11-02T07:30-02:00,2026-11-02T10:00", "2026-11-02T09:30",
     "2026-11-02T10:00"},
    /* an end that is a time of day alone, before the start: the next day */
    {"start,end", "2026-11-02T22:00,07:00", "2026-11-02T22:00", "2026-11-03T07:00"},
    {"start,end", "2026-11-02T22:00,23:00:30", "2026-11-02T22:00", "2026-11-02T23:00:30"},
    {"start,end_time", "2026-11-02T22:00,21:59", "2026-11-02T22:00", "2026-11-03T21:59"},
    {"start,duration", "2026-11-02T07:30,00:45", "2026-11-02T07:30", "2026-11-02T08:15"},
    {"start,duration", "2026-11-02T07:30,00:45:30", "2026-11-02T07:30", "2026-11-02T08:15:30"},
    {"start,duration", "2026-11-02T07:30,45", "2026-11-02T07:30", "2026-11-02T08:15"},
    /* end before end_time before duration */
    {"start,duration,end_time,end", "2026-11-02T07:30,10,07:50,2026-11-02T07:45",
     "2026-11-02T07:30", "2026-11-02T07:45"},
    /* a night of a clock change: 22:00 to 07:00 lasts ten hours, then eight */
    {"start,end", "2026-10-24T22:00,2026-10-25T07:00", "2026-10-24T21:00", "2026-10-25T07:00"},
    {"start,end", "2027-03-27T22:00,07:00", "2027-03-27T22:00", "2027-03-28T06:00"},
    /* 01:30 twice: a start is the first; an end the first that is not before the start */
    {"start,duration", "2026-10-25T01:30,30", "2026-10-25T00:30", "2026-10-25T01:00"},
    {"start,end", "2026-10-25T00:30,01:30", "2026-10-24T23:30", "2026-10-25T00:30"},
    {"start,end", "2026-10-25T00:50Z,2026-10-25T01:30", "2026-10-25T00:50", "2026-10-25T01:30"},
    /* so a time of day alone in the repeated hour need not be the next day's */
    {"start,end_time", "2026-10-25T01:35,01:05", "2026-10-25T00:35", "2026-10-25T01:05"},
    {"start,end", "2026-10-25T02:35,01:05", "2026-10-25T02:35", "2026-10-26T01:05"},
    /* a duration is elapsed time */
    {"start,duration", "2026-10-25T00:30,02:00", "2026-10-24T23:30", "2026-10-25T01:30"},
    /* without end or duration: the quantity, if it is time; else nothing */
    {"start,quantity,unit", "2026-11-02T07:30,0.75,h", "2026-11-02T07:30", "2026-11-02T08:15"},
    {"start,quantity,unit", "2026-11-02T07:30,45,MIN", "2026-11-02T07:30", "2026-11-02T08:15"},
    {"start,quantity", "2026-11-02T07:30,1.5", "2026-11-02T07:30", "2026-11-02T09:00"},
    /* 0.0083 hours are 0.498 minutes, 0.0084 are 0.504 */
    {"start,quantity", "2026-11-02T07:30,0.0083", "2026-11-02T07:30", "2026-11-02T07:30"},
    {"start,quantity", "2026-11-02T07:30,0.0084", "2026-11-02T07:30", "2026-11-02T07:31"},
    {"start,quantity,unit", "2026-11-02T07:30,3,ea", "2026-11-02T07:30", "2026-11-02T07:30"},
    {"start", "2026-11-02T07:30", "2026-11-02T07:30", "2026-11-02T07:30"},
    {"start,quantity,net", "2026-11-02T07:30,-1,-20.00", "2026-11-02T07:30", "2026-11-02T07:30"},
    /* a job may start on a date alone */
    {"start,unit", "2026-11-02,job", "2026-11-02T00:00", "2026-11-02T00:00"},
    {"start,unit", "2026-07-01,day", "2026-06-30T23:00", "2026-06-30T23:00"},
    {"visit_date,start_time,unit", "2026-11-02,,meal", "2026-11-02T00:00", "2026-11-02T00:00"},
};

START_TEST(claimed_times)
{
    read_bill_with(claims[_i].headings, claims[_i].values);
    const struct bill_line *line = &only_record()->bill;
    ck_assert_int_eq(line->claimed_start_s, utc(claims[_i].start));
    ck_assert_int_eq(line->claimed_end_s, utc(claims[_i].end));
}
END_TEST

START_TEST(a_service_counted_in_jobs_may_start_on_a_date)
{
    read_csv("invoice_no,provider,client_ref,service,start\nI1,P1,C1,REPAIR,2026-11-02\n");
    ck_assert_int_eq(only_record()->bill.claimed_start_s, utc("2026-11-02T00:00"));
}
END_TEST

START_TEST(a_service_counted_in_minutes_gives_its_quantity_minutes)
{
    read_csv("invoice_no,provider,client_ref,service,start,quantity\n"
             "I1,P1,C1,MINS,2026-11-02T07:30,20\n");
    ck_assert_int_eq(only_record()->bill.claimed_end_s, utc("2026-11-02T07:50"));
}
END_TEST

static const struct {
    const char *headings, *values, *field;
    enum reject_code code;
} refusals[] = {
    {"start", "", "start", REJECT_MISSING},
    {"visit_date,start_time", ",07:30", "visit_date", REJECT_MISSING},
    {"visit_date,start_time", "2026-11-02,", "start_time", REJECT_MISSING},
    {"start", "2026-11-02", "start", REJECT_INVALID}, /* hours need a time of day */
    {"start,unit", "2026-11-02,min", "start", REJECT_INVALID},
    {"start", "2026-11-02T24:00", "start", REJECT_INVALID},
    {"start", "02/11/2026 07:30", "start", REJECT_INVALID},
    {"start", "26-11-02T07:30", "start", REJECT_INVALID},
    {"start", "2026-02-30T07:30", "start", REJECT_INVALID},
    {"start", "2026-11-02T7:30", "start", REJECT_INVALID},
    {"start", "2027-03-28T01:30", "start", REJECT_TIME_NONEXISTENT},
    {"visit_date,start_time", "2027-03-28,01:30", "start_time", REJECT_TIME_NONEXISTENT},
    {"start,end", "2027-03-28T00:30,2027-03-28T01:30", "end", REJECT_TIME_NONEXISTENT},
    {"start,end_time", "2027-03-28T00:30,01:00", "end_time", REJECT_TIME_NONEXISTENT},
    {"start,end", "2026-11-02T07:30,2026-11-02T07:30", "end", REJECT_INVALID},
    {"start,end", "2026-11-02T07:30,2026-11-02T07:00", "end", REJECT_INVALID},
    {"start,end_time", "2026-11-02T07:30,07:30", "end_time", REJECT_INVALID},
    {"start,end", "2026-11-02T07:30,later", "end", REJECT_INVALID},
    {"start,end_time", "2026-11-02T07:30,24:00", "end_time", REJECT_INVALID},
    {"start,duration", "2026-11-02T07:30,0", "duration", REJECT_INVALID},
    {"start,duration", "2026-11-02T07:30,00:00:00", "duration", REJECT_INVALID},
    {"start,duration", "2026-11-02T07:30,0.5", "duration", REJECT_INVALID},
    {"start,duration", "2026-11-02T07:30,-30", "duration", REJECT_INVALID},
    {"start,quantity", "2026-11-02T07:30,999999999999", "quantity", REJECT_INVALID},
    {"start,end,quantity", "2026-11-02T07:30,08:00,999999999999", "quantity", REJECT_INVALID},
    {"start,quantity,net", "2026-11-02T07:30,-999999999999,-20.00", "quantity", REJECT_INVALID},
    {"start,actual_start", "2026-11-02T07:30,soon", "actual_start", REJECT_INVALID},
    {"start,actual_start,actual_end", "2026-11-02T07:30,07:31,2026-11-02T07:31", "actual_end",
     REJECT_INVALID},
    {"start,actual_start,actual_duration", "2026-11-02T07:30,07:31,0", "actual_duration",
     REJECT_INVALID},
    {"start,actual_start,actual_end", "2027-03-28T00:50,01:10,03:00", "actual_start",
     REJECT_TIME_NONEXISTENT},
    {"start,notice_at", "2026-11-02T07:30,2027-03-28T01:30", "notice_at", REJECT_TIME_NONEXISTENT},
    {"start,notice_at", "2026-11-02T07:30,2026-11-01", "notice_at", REJECT_INVALID},
};

START_TEST(refused_times)
{
    read_bill_with(refusals[_i].headings, refusals[_i].values);
    assert_rejected(refusals[_i].code, refusals[_i].field);
}
END_TEST

/* Actual times, NULL: they do not count. */
static const struct {
    const char *start, *actual_start, *actual_end, *actual_duration, *from, *to;
} actuals[] = {
    {"2026-11-02T07:30", "2026-11-02T07:34", "2026-11-02T08:05", "", "2026-11-02T07:34",
     "2026-11-02T08:05"},
    {"2026-11-02T07:30", "07:34", "08:05", "", "2026-11-02T07:34", "2026-11-02T08:05"},
    {"2026-11-02T07:30", "07:34:10", "", "00:31:20", "2026-11-02T07:34:10", "2026-11-02T08:05:30"},
    /* a time alone is on the date nearest to the claimed start; of two, the earlier */
    {"2026-11-02T23:50", "00:10", "", "30", "2026-11-03T00:10", "2026-11-03T00:40"},
    {"2026-11-02T00:10", "23:50", "00:30", "", "2026-11-01T23:50", "2026-11-02T00:30"},
    {"2026-11-02T12:00", "00:00", "", "30", "2026-11-02T00:00", "2026-11-02T00:30"},
    {"2026-11-02T00:00", "12:00", "", "30", "2026-11-01T12:00", "2026-11-01T12:30"},
    {"2026-11-02T00:01", "12:00", "", "30", "2026-11-02T12:00", "2026-11-02T12:30"},
    /* they count only if start and end or duration are both there */
    {"2026-11-02T07:30", "07:34", "", "", NULL, NULL},
    {"2026-11-02T07:30", "", "08:05", "", NULL, NULL},
    {"2026-11-02T07:30", "", "", "30", NULL, NULL},
};

START_TEST(actual_times)
{
    read_bill_with("start,actual_start,actual_end,actual_duration",
                   arena_printf(arena, "%s,%s,%s,%s", actuals[_i].start, actuals[_i].actual_start,
                                actuals[_i].actual_end, actuals[_i].actual_duration));
    const struct bill_line *line = &only_record()->bill;
    bool count = actuals[_i].from != NULL;
    ck_assert_int_eq(line->actual_start_s, count ? utc(actuals[_i].from) : NOT_GIVEN);
    ck_assert_int_eq(line->actual_end_s, count ? utc(actuals[_i].to) : NOT_GIVEN);
}
END_TEST

START_TEST(the_feed_says_how_dates_are_written)
{
    feed.date_form = DATE_FORM_DMY;
    read_bill_with("visit_date,start_time", "02/11/2026,07:30");
    ck_assert_int_eq(only_record()->bill.claimed_start_s, utc("2026-11-02T07:30"));
    read_bill_with("start", "2/11/2026 07:30");
    ck_assert_int_eq(only_record()->bill.claimed_start_s, utc("2026-11-02T07:30"));
    feed.date_form = DATE_FORM_MDY;
    read_bill_with("start", "11/02/2026 07:30");
    ck_assert_int_eq(only_record()->bill.claimed_start_s, utc("2026-11-02T07:30"));
    read_bill_with("start", "2026-11-02T07:30");
    assert_rejected(REJECT_INVALID, "start");
}
END_TEST

/* Whoever writes it as the message does is understood. */
START_TEST(a_refused_start_is_told_the_form_of_its_feed)
{
    static const char *const examples[] = {[DATE_FORM_ISO] = "2026-11-02T07:30",
                                           [DATE_FORM_DMY] = "02/11/2026 07:30",
                                           [DATE_FORM_MDY] = "11/02/2026 07:30",
                                           [DATE_FORM_YMD] = "2026/11/02 07:30",
                                           [DATE_FORM_NAMED] = "02-Nov-2026 07:30"};

    feed.date_form = (enum date_form)_i;
    read_bill_with("start", "soon");
    assert_rejected(REJECT_INVALID, "start");
    ck_assert_str_eq(
        only_reject()->why.message,
        arena_printf(arena, "\"soon\" is not a date and time such as %s", examples[_i]));
    read_bill_with("start", examples[_i]);
    ck_assert_int_eq(only_record()->bill.claimed_start_s, utc("2026-11-02T07:30"));
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_loop_test(tcase, claimed_times, 0, COUNT_OF(claims));
    tcase_add_test(tcase, a_service_counted_in_jobs_may_start_on_a_date);
    tcase_add_test(tcase, a_service_counted_in_minutes_gives_its_quantity_minutes);
    tcase_add_loop_test(tcase, refused_times, 0, COUNT_OF(refusals));
    tcase_add_loop_test(tcase, actual_times, 0, COUNT_OF(actuals));
    tcase_add_test(tcase, the_feed_says_how_dates_are_written);
    tcase_add_loop_test(tcase, a_refused_start_is_told_the_form_of_its_feed, DATE_FORM_ISO,
                        DATE_FORM_NAMED + 1);
}

int main(void)
{
    return run_cases("adapters/inbound/bill_time", add);
}
