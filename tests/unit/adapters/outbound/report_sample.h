/* A variance report for the tests of its parts. */
#ifndef TALLYSTICK_TESTS_REPORT_SAMPLE_H
#define TALLYSTICK_TESTS_REPORT_SAMPLE_H

#include "adapters/outbound/variance_report.h"

static const struct zone_change sample_changes[] = {
    {INT64_MIN / 2, 0}, {1774746000, 3600}, {1792890000, 0}}; /* London, 2026 */
static const struct zone sample_zone = {3, sample_changes};

#define SAMPLE_START_S INT64_C(1793604600) /* Monday 2026-11-02 07:30 in London */

/* Half an hour planned, delivered and billed as it should be. */
static inline struct finding sample_finding(const char *client_ref, enum verdict_kind kind,
                                            uint64_t reasons, const char *detail)
{
    return (struct finding){
        .provider = TEXT_LITERAL("P001"),
        .provider_name = TEXT_LITERAL("Harbour Homecare"),
        .invoice_no = TEXT_LITERAL("INV1"),
        .line_no = TEXT_LITERAL("7"),
        .client_ref = text_of(client_ref),
        .carer_ref = TEXT_LITERAL("K12"),
        .service = TEXT_LITERAL("HC"),
        .order_no = TEXT_LITERAL("PO77"),
        .order_line = TEXT_LITERAL("3"),
        .slot = 1,
        .planned_start_s = SAMPLE_START_S,
        .planned_minutes = 30,
        .delivered_start_s = SAMPLE_START_S,
        .delivered_minutes = 30,
        .billed_minutes = 30,
        .expected_minutes = 30,
        .billed_pence = 950,
        .expected_pence = 950,
        .payable_pence = kind == VERDICT_HELD ? 0 : 950,
        .kind = kind,
        .reasons = reasons,
        .detail = text_of(detail),
        .is_new = true,
    };
}

static inline struct missed_visit sample_missed(const char *client_ref)
{
    return (struct missed_visit){
        .provider = TEXT_LITERAL("P001"),
        .provider_name = TEXT_LITERAL("Harbour Homecare"),
        .client_ref = text_of(client_ref),
        .service = TEXT_LITERAL("HC"),
        .order_no = TEXT_LITERAL("PO78"),
        .order_line = TEXT_LITERAL("4"),
        .slot = 1,
        .planned_start_s = SAMPLE_START_S + SECONDS_PER_DAY,
        .planned_minutes = 45,
    };
}

static inline day_t sample_day(int year, int month, int day_of_month)
{
    day_t day = DAY_NOT_GIVEN;
    day_from_ymd(year, month, day_of_month, &day);
    return day;
}

/* Four weeks from Monday 5 October: 1,240 of 1,600 minutes. */
static inline struct care_signal_news sample_care_signal(const char *client_ref)
{
    return (struct care_signal_news){
        .kind = CARE_SIGNAL_SHRINKING,
        .provider = TEXT_LITERAL("P001"),
        .provider_name = TEXT_LITERAL("Harbour Homecare"),
        .client_ref = text_of(client_ref),
        .week = sample_day(2026, 10, 5),
        .last_week = sample_day(2026, 10, 26),
        .counted = 1240,
        .planned_minutes = 1600,
    };
}

/* The week of Monday 2 November: 540 of 900 minutes. */
static inline struct short_period sample_short_period(const char *client_ref)
{
    return (struct short_period){
        .provider = TEXT_LITERAL("P001"),
        .provider_name = TEXT_LITERAL("Harbour Homecare"),
        .client_ref = text_of(client_ref),
        .service = TEXT_LITERAL("HC"),
        .order_no = TEXT_LITERAL("PO79"),
        .order_line = TEXT_LITERAL("5"),
        .basis = BASIS_PERIOD,
        .first = sample_day(2026, 11, 2),
        .last = sample_day(2026, 11, 8),
        .quantity_e4 = 900 * E4,
        .delivered_e4 = 540 * E4,
    };
}

/* The week of Monday 2 November: 123.40 pounds above 9876.00, where 1 % is the limit. */
static inline struct provider_drift sample_drift(void)
{
    return (struct provider_drift){
        .provider = TEXT_LITERAL("P002"),
        .provider_name = TEXT_LITERAL("Anchor Care"),
        .week = sample_day(2026, 11, 2),
        .measure = DRIFT_MONEY,
        .difference = 12340,
        .base = 987600,
        .limit_percent_e4 = 1 * E4,
    };
}

static inline struct variance_report sample_report(size_t finding_count,
                                                   const struct finding *findings,
                                                   size_t missed_count,
                                                   const struct missed_visit *missed)
{
    struct variance_report report = {
        .council_name = "Kent County Council",
        .council_code = "KENT",
        .zone = &sample_zone,
        .from = "tallystick@kent.example",
        .to = "manager@kent.example",
        .to_name = "Care Manager",
        .recipient = TEXT_LITERAL("CM1"),
        .finding_count = finding_count,
        .findings = findings,
        .missed_count = missed_count,
        .missed = missed,
    };
    day_from_ymd(2026, 11, 9, &report.business_date);
    return report;
}

#endif
