/* Batches for the tests of settlement files. */
#ifndef TALLYSTICK_TESTS_SETTLEMENT_SAMPLE_H
#define TALLYSTICK_TESTS_SETTLEMENT_SAMPLE_H

#include <stdlib.h>

#include "adapters/outbound/settlement_files.h"
#include "matcher/base/decimal.h"

static const struct zone_change sample_changes[] = {
    {INT64_MIN / 2, 0}, {1774746000, 3600}, {1792890000, 0}}; /* London, summer 2026 */
static const struct zone sample_zone = {3, sample_changes};
static const struct payer sample_payer = {.council_code = "KENT",
                                          .council_name = "Kent County Council",
                                          .vat_no = "GB123456789",
                                          .is_live = true};

#define SAMPLE_START_S INT64_C(1793604600) /* 2026-11-02T07:30:00Z, London the same */

static inline day_t sample_date(void)
{
    day_t day = 0;
    day_from_ymd(2026, 11, 9, &day);
    return day;
}

static inline struct provider sample_provider(const char *name)
{
    return (struct provider){.provider = text_of(name),
                             .name = TEXT_LITERAL("Harbour Homecare"),
                             .card_token = TEXT_LITERAL("tok_0001"),
                             .merchant_id = TEXT_LITERAL("M0001"),
                             .rail = RAIL_CARD};
}

static inline struct payable_line sample_line(const char *invoice_no, const char *line_no,
                                              int64_t net_pence)
{
    return (struct payable_line){
        .provider = TEXT_LITERAL("P001"),
        .invoice_no = text_of(invoice_no),
        .line_no = text_of(line_no),
        .client_ref = TEXT_LITERAL("C1001"),
        .service = TEXT_LITERAL("HC"),
        .order_no = TEXT_LITERAL("PO77"),
        .order_line = TEXT_LITERAL("3"),
        .cost_centre = TEXT_LITERAL("CC-ADULTS"),
        .delivered_start_s = SAMPLE_START_S,
        .delivered_minutes = 31,
        .expected_minutes = 30,
        .quantity_e4 = NOT_GIVEN,
        .billed_pence = net_pence,
        .net_pence = net_pence,
        .due_date = sample_date() + 4,
    };
}

static inline struct settlement_batch sample_batch(struct arena *arena, size_t count,
                                                   const struct payable_line *lines)
{
    struct settlement_batch batch;
    batch_close(arena, TEXT_LITERAL("KENT"), sample_date(), RAIL_CARD, 1, false, count, lines,
                &batch);
    return batch;
}

/* Any lines of four providers and nine invoices, credits and VAT among them. */
static inline struct settlement_batch sample_random_batch(struct arena *arena, size_t count)
{
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, count);
    for (size_t i = 0; i < count; i++) {
        lines[i] = sample_line(arena_printf(arena, "INV%d", rand() % 9),
                               arena_printf(arena, "%zu", i + 1), rand() % 30001 - 10000);
        lines[i].provider = text_of(arena_printf(arena, "P00%d", rand() % 4));
        lines[i].vat_pence = rand() % 2 ? lines[i].net_pence / 5 : 0;
        lines[i].expected_minutes = rand() % 90;
        lines[i].quantity_e4 = rand() % 3 ? NOT_GIVEN : rand() % 40000;
    }
    return sample_batch(arena, count, lines);
}

#endif
