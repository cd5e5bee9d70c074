#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/finding_words.h"
#include "adapters/outbound/variance_parts.h"

static const char *const headings[] = {
    "status",         "client_ref",       "service",         "provider",        "provider_name",
    "invoice_no",     "line_no",          "carer_ref",       "order_no",        "order_line",
    "slot",           "planned_start",    "planned_minutes", "delivered_start", "delivered_minutes",
    "billed_minutes", "expected_minutes", "billed",          "expected",        "paid",
    "reasons",        "what_differed",
};
#define HEADING_COUNT (sizeof(headings) / sizeof(*headings))

static void add_time(struct csv_writer *csv, const struct zone *zone, int64_t utc_s)
{
    char local[DATETIME_TEXT_BYTES] = "";
    if (given(utc_s))
        datetime_format(zone_civil(zone, utc_s), local);
    csv_field(csv, text_of(local));
}

static void add_slot(struct csv_writer *csv, struct text order_no, struct text order_line,
                     int32_t slot)
{
    csv_field(csv, order_no);
    csv_field(csv, order_line);
    csv_number(csv, slot > 0 ? slot : NOT_GIVEN);
}

static const char *status_of(const struct finding *finding)
{
    if (finding->kind != VERDICT_HELD)
        return "paid";
    return finding->is_new ? "not paid" : "not paid, since earlier";
}

static void add_finding(struct csv_writer *csv, struct arena *arena, const struct zone *zone,
                        const struct finding *finding)
{
    csv_field(csv, text_of(status_of(finding)));
    csv_field(csv, finding->client_ref);
    csv_field(csv, finding->service);
    csv_field(csv, finding->provider);
    csv_field(csv, finding->provider_name);
    csv_field(csv, finding->invoice_no);
    csv_field(csv, finding->line_no);
    csv_field(csv, finding->carer_ref);
    add_slot(csv, finding->order_no, finding->order_line, finding->slot);
    add_time(csv, zone, finding->planned_start_s);
    csv_number(csv, finding->planned_minutes);
    add_time(csv, zone, finding->delivered_start_s);
    csv_number(csv, finding->delivered_minutes);
    csv_number(csv, finding->billed_minutes);
    csv_number(csv, finding->expected_minutes);
    csv_pounds(csv, finding->billed_pence);
    csv_pounds(csv, finding->expected_pence);
    csv_pounds(csv, finding->payable_pence);
    csv_field(csv, finding_codes(arena, finding));
    csv_field(csv, finding_in_words(arena, finding));
    csv_end_row(csv);
}

static void add_missed(struct csv_writer *csv, const struct zone *zone,
                       const struct missed_visit *missed)
{
    enum { AFTER_PLANNED_MINUTES = 13 };
    csv_field(csv, TEXT_LITERAL("missed"));
    csv_field(csv, missed->client_ref);
    csv_field(csv, missed->service);
    csv_field(csv, missed->provider);
    csv_field(csv, missed->provider_name);
    for (int i = 0; i < 3; i++) /* invoice, line, carer */
        csv_number(csv, NOT_GIVEN);
    add_slot(csv, missed->order_no, missed->order_line, missed->slot);
    add_time(csv, zone, missed->planned_start_s);
    csv_number(csv, missed->planned_minutes);
    for (size_t i = AFTER_PLANNED_MINUTES; i + 1 < HEADING_COUNT; i++)
        csv_number(csv, NOT_GIVEN);
    csv_field(csv, TEXT_LITERAL("planned, and nobody billed it"));
    csv_end_row(csv);
}

struct text variance_csv(struct arena *arena, const struct variance_summary *summary)
{
    const struct variance_report *report = summary->report;
    struct csv_writer csv = {.file = {.arena = arena}, .for_people = true};
    csv_heading(&csv, HEADING_COUNT, headings);
    for (size_t i = 0; i < report->finding_count; i++)
        add_finding(&csv, arena, report->zone, summary->findings[i]);
    for (size_t i = 0; i < report->missed_count; i++)
        add_missed(&csv, report->zone, &report->missed[i]);
    return text_buffer_text(&csv.file);
}
