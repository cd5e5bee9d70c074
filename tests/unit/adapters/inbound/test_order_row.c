#include "harness.h"

#define HEADINGS                                                                                   \
    "order_no,order_line,provider,client_ref,service,basis,planned_start,planned_date,"            \
    "planned_time,planned_minutes,carers,quantity,period,valid_from,valid_to,rate,unit_price,"     \
    "cost_centre,gl_code,care_manager,status,version\n"

static void read_order(const char *row)
{
    feed.kind = FEED_KIND_ORDER;
    read_csv(arena_printf(arena, HEADINGS "%s\n", row));
}

START_TEST(a_visit)
{
    read_order("V1,,P1,C1,HC,Visit,2026-07-01T07:30,,,30,,,,,,,,,,,,");
    const struct order_line *line = &only_record()->order;
    ck_assert_text_eq(line->order_no, "V1");
    ck_assert_text_eq(line->order_line, "1");
    ck_assert_text_eq(line->provider, "P1");
    ck_assert_text_eq(line->client_ref, "C1");
    ck_assert_text_eq(line->service, "HC");
    ck_assert_int_eq(line->basis, BASIS_VISIT);
    ck_assert_int_eq(line->planned_start_s, utc("2026-07-01T06:30"));
    ck_assert_int_eq(line->planned_minutes, 30);
    ck_assert_int_eq(line->carers, 1);
    ck_assert_int_eq(line->status, ORDER_STATUS_ACTIVE);
    ck_assert_int_eq(line->version, 0);
    ck_assert_int_eq(line->rate_e6, NOT_GIVEN);
    ck_assert_int_eq(line->valid_to, DAY_NOT_GIVEN);
}
END_TEST

START_TEST(a_visit_in_parts)
{
    read_order("V1,02,P1,C1,HC,visit,,2026-11-02,07:30,45,2,,,,,19.5,,CC1,GL1,CM1,CANCELLED,3");
    const struct order_line *line = &only_record()->order;
    ck_assert_text_eq(line->order_line, "2");
    ck_assert_int_eq(line->planned_start_s, utc("2026-11-02T07:30"));
    ck_assert_int_eq(line->carers, 2);
    ck_assert_int_eq(line->rate_e6, 19500000);
    ck_assert_text_eq(line->cost_centre, "CC1");
    ck_assert_text_eq(line->gl_code, "GL1");
    ck_assert_text_eq(line->care_manager, "CM1");
    ck_assert_int_eq(line->status, ORDER_STATUS_CANCELLED);
    ck_assert_int_eq(line->version, 3);
}
END_TEST

START_TEST(a_period_and_a_unit_order)
{
    read_order("W1,1,P1,C1,PA,period,,,,,,300,4week,2026-11-02,2026-11-02,,,,,,,");
    ck_assert_int_eq(only_record()->order.quantity_e4, 300 * E4);
    ck_assert_int_eq(only_record()->order.period, PERIOD_4WEEK);
    ck_assert_int_eq(only_record()->order.valid_from, day("2026-11-02"));
    ck_assert_int_eq(only_record()->order.valid_to, day("2026-11-02"));
    read_order("J1,1,P1,C1,REPAIR,unit,,,,,,2.5,,2026-11-02,,,48.5,,,,,");
    ck_assert_int_eq(only_record()->order.unit_price_e6, 48500000);
    ck_assert_int_eq(only_record()->order.planned_start_s, NOT_GIVEN);
}
END_TEST

START_TEST(a_row_says_nothing_of_the_next)
{
    read_order("V1,02,P1,C1,HC,visit,2026-11-02T07:30,,,45,2,,,2026-11-02,2026-11-09,19.5,20,CC1,"
               "GL1,CM1,cancelled,3\n"
               "W1,,P1,C1,PA,period,,,,,,300,week,2026-11-02,,,,,,,,");
    ck_assert_uint_eq(reading.record_count, 2);
    const struct order_line *line = &reading.records[1].order;
    ck_assert_int_eq(line->source_row, 2);
    ck_assert_text_eq(line->order_line, "1");
    ck_assert_text_eq(line->cost_centre, "");
    ck_assert_text_eq(line->gl_code, "");
    ck_assert_text_eq(line->care_manager, "");
    ck_assert_int_eq(line->status, ORDER_STATUS_ACTIVE);
    ck_assert_int_eq(line->version, 0);
    ck_assert_int_eq(line->planned_start_s, NOT_GIVEN);
    ck_assert_int_eq(line->planned_minutes, 0);
    ck_assert_int_eq(line->carers, 1);
    ck_assert_int_eq(line->valid_to, DAY_NOT_GIVEN);
    ck_assert_int_eq(line->rate_e6, NOT_GIVEN);
    ck_assert_int_eq(line->unit_price_e6, NOT_GIVEN);
}
END_TEST

static const struct {
    const char *row, *field;
    enum reject_code code;
} refusals[] = {
    {"V1,1,P1,C1,HC,visit,,,,30,,,,,,,,,,,,", "planned_start", REJECT_MISSING},
    {"V1,1,P1,C1,HC,visit,,2026-11-02,,30,,,,,,,,,,,,", "planned_time", REJECT_MISSING},
    {"V1,1,P1,C1,HC,visit,2026-11-02T07:30,,,,,,,,,,,,,,,", "planned_minutes", REJECT_MISSING},
    {"V1,1,P1,C1,HC,visit,2026-11-02,,,30,,,,,,,,,,,,", "planned_start", REJECT_INVALID},
    {"V1,1,P1,C1,HC,visit,2027-03-28T01:30,,,30,,,,,,,,,,,,", "planned_start",
     REJECT_TIME_NONEXISTENT},
    {"V1,1,P1,C1,HC,visit,2026-11-02T07:30,,,0,,,,,,,,,,,,", "planned_minutes", REJECT_INVALID},
    {"V1,1,P1,C1,HC,visit,2026-11-02T07:30,,,10081,,,,,,,,,,,,", "planned_minutes", REJECT_INVALID},
    {"V1,1,P1,C1,HC,visit,2026-11-02T07:30,,,30.5,,,,,,,,,,,,", "planned_minutes", REJECT_INVALID},
    {"V1,1,P1,C1,HC,visit,2026-11-02T07:30,,,30,0,,,,,,,,,,,", "carers", REJECT_INVALID},
    {"V1,1,P1,C1,HC,visit,2026-11-02T07:30,,,30,100,,,,,,,,,,,", "carers", REJECT_INVALID},
    {"V1,1,P1,C1,HC,visit,2026-11-02T07:30,,,30,,,,,,-1,,,,,,", "rate", REJECT_INVALID},
    {"V1,1,P1,C1,HC,visit,2026-11-02T07:30,,,30,,,,,,,,,,,gone,", "status", REJECT_INVALID},
    {"V1,1,P1,C1,HC,visit,2026-11-02T07:30,,,30,,,,,,,,,,,,-1", "version", REJECT_INVALID},
    {"V1,1,P1,C1,HC,visit,2026-11-02T07:30,,,30,,,,,,,,,,,,1.5", "version", REJECT_INVALID},
    {"V1,1,P1,C1,HC,hourly,2026-11-02T07:30,,,30,,,,,,,,,,,,", "basis", REJECT_INVALID},
    {"V1,1,P1,C1,HC,,2026-11-02T07:30,,,30,,,,,,,,,,,,", "basis", REJECT_MISSING},
    {",1,P1,C1,HC,visit,2026-11-02T07:30,,,30,,,,,,,,,,,,", "order_no", REJECT_MISSING},
    {"W1,1,P1,C1,PA,period,,,,,,,week,2026-11-02,,,,,,,,", "quantity", REJECT_MISSING},
    {"W1,1,P1,C1,PA,period,,,,,,300,,2026-11-02,,,,,,,,", "period", REJECT_MISSING},
    {"W1,1,P1,C1,PA,period,,,,,,300,week,,,,,,,,,", "valid_from", REJECT_MISSING},
    {"W1,1,P1,C1,PA,period,,,,,,-300,week,2026-11-02,,,,,,,,", "quantity", REJECT_INVALID},
    {"W1,1,P1,C1,PA,period,,,,,,300,fortnight,2026-11-02,,,,,,,,", "period", REJECT_INVALID},
    {"W1,1,P1,C1,PA,period,,,,,,300,week,2026-11-02,2026-11-01,,,,,,,", "valid_to", REJECT_INVALID},
    {"J1,1,P1,C1,REPAIR,unit,,,,,,,,2026-11-02,,,48,,,,,", "quantity", REJECT_MISSING},
    {"J1,1,P1,C1,REPAIR,unit,,,,,,2,,2026-11-02,,,,,,,,", "unit_price", REJECT_MISSING},
    {"J1,1,P1,C1,REPAIR,unit,,,,,,2,,,,,48,,,,,", "valid_from", REJECT_MISSING},
    {"J1,1,P1,C1,REPAIR,unit,,,,,,2,,2026-11-02,,,-48,,,,,", "unit_price", REJECT_INVALID},
    {"V1,4111111111111111,P1,C1,HC,visit,2026-11-02T07:30,,,30,,,,,,,,,,,,", "order_line",
     REJECT_CARD_NUMBER},
};

START_TEST(refused_orders)
{
    read_order(refusals[_i].row);
    assert_rejected(refusals[_i].code, refusals[_i].field);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_visit);
    tcase_add_test(tcase, a_visit_in_parts);
    tcase_add_test(tcase, a_period_and_a_unit_order);
    tcase_add_test(tcase, a_row_says_nothing_of_the_next);
    tcase_add_loop_test(tcase, refused_orders, 0, COUNT_OF(refusals));
}

int main(void)
{
    return run_cases("adapters/inbound/order_row", add);
}
