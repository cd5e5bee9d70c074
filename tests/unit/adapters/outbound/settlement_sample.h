/* Batches for the tests of settlement files. */
#ifndef TALLYSTICK_TESTS_SETTLEMENT_SAMPLE_H
#define TALLYSTICK_TESTS_SETTLEMENT_SAMPLE_H

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "adapters/outbound/brif_read.h"
#include "adapters/outbound/paid_csv_read.h"
#include "adapters/outbound/settlement_files.h"
#include "matcher/base/decimal.h"

static const struct zone_change sample_changes[] = {
    {INT64_MIN / 2, 0}, {1774746000, 3600}, {1792890000, 0}}; /* London, summer 2026 */
static const struct zone sample_zone = {3, sample_changes};
static const struct payer sample_payer = {.council_code = "KENT",
                                          .council_name = "Kent County Council",
                                          .vat_no = "GB123456789",
                                          .account_name = "Kent CC",
                                          .sort_code = "010203",
                                          .account_no = "00012345",
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
                             .card_last4 = TEXT_LITERAL("7919"),
                             .merchant_id = TEXT_LITERAL("M0001"),
                             .sort_code = TEXT_LITERAL("20-30-40"),
                             .account_no = TEXT_LITERAL("12345678"),
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

/* A batch, and the lines that its lots are of. */
struct sample {
    struct settlement_batch batch;
    const struct payable_line *lines;
};

/* Adds the lots of the first line's provider; returns how many lines of others follow, which are
 * moved to the front of `rest`. */
static inline size_t sample_add_lots(struct arena *arena, const struct payable_line *lines,
                                     size_t count, size_t *rest, struct payment_lot **lots,
                                     size_t *lot_count, size_t *room)
{
    struct lot_line *own = ARENA_ARRAY(arena, struct lot_line, count);
    const struct text provider = lines[rest[0]].provider;
    struct payment_lot *made;
    size_t own_count = 0, others = 0, made_count;
    for (size_t n = 0; n < count; n++) {
        const struct payable_line *line = &lines[rest[n]];
        if (text_equal(line->provider, provider))
            own[own_count++] = (struct lot_line){
                rest[n],       0, line->invoice_no, line->line_no, line->net_pence, line->vat_pence,
                line->due_date};
        else
            rest[others++] = rest[n];
    }
    lots_make(arena, provider, own_count, own, &made_count, &made);
    for (size_t i = 0; i < made_count; i++) {
        *lots = arena_grow(arena, *lots, room, *lot_count + 1, sizeof(**lots));
        made[i].lot_id = (int64_t)*lot_count + 1;
        (*lots)[(*lot_count)++] = made[i];
    }
    return others;
}

static inline struct sample sample_on_rail(struct arena *arena, struct text council, enum rail rail,
                                           int number, size_t count,
                                           const struct payable_line *lines)
{
    struct sample sample = {.lines = lines};
    struct payment_lot *lots = NULL;
    size_t lot_count = 0, room = 0;
    size_t *rest = ARENA_ARRAY(arena, size_t, count);
    for (size_t i = 0; i < count; i++)
        rest[i] = i;
    for (size_t left = count; left > 0;)
        left = sample_add_lots(arena, lines, left, rest, &lots, &lot_count, &room);
    batch_close(arena, council, sample_date(), rail, number, false, lot_count, lots, &sample.batch);
    return sample;
}

static inline struct sample sample_of(struct arena *arena, struct text council, int number,
                                      size_t count, const struct payable_line *lines)
{
    return sample_on_rail(arena, council, RAIL_CARD, number, count, lines);
}

static inline struct sample sample_batch(struct arena *arena, size_t count,
                                         const struct payable_line *lines)
{
    return sample_of(arena, TEXT_LITERAL("KENT"), 1, count, lines);
}

/* The lines of a transaction's lots, in order. */
static inline const struct payable_line *
sample_lines(struct arena *arena, const struct sample *sample,
             const struct settlement_transaction *transaction)
{
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, transaction->line_count);
    size_t count = 0;
    for (size_t i = 0; i < transaction->lot_count; i++)
        for (size_t n = 0; n < transaction->lots[i].line_count; n++)
            lines[count++] = sample->lines[transaction->lots[i].lines[n].index];
    return lines;
}

/* A file of a format: the whole batch's, or that of one provider. */
static inline struct text sample_file(struct arena *arena, const struct file_format *format,
                                      const struct payer *payer, const struct sample *sample,
                                      size_t provider_count, const struct provider *providers)
{
    const struct file_subject subject = {.payer = payer,
                                         .zone = &sample_zone,
                                         .batch = &sample->batch,
                                         .name = sample->batch.batch,
                                         .posted = sample->batch.business_date,
                                         .pay_date = sample_date() + 1,
                                         .provider = format->is_per_provider ? providers : NULL};
    struct text_buffer file = {.arena = arena};
    struct file_totals totals = {0};
    void *writer = format->begin(&subject, &file);
    for (size_t i = 0; i < sample->batch.transaction_count; i++) {
        const struct settlement_transaction *transaction = &sample->batch.transactions[i];
        const struct provider *payee =
            provider_find(provider_count, providers, transaction->provider);
        if (format->is_per_provider && payee == NULL)
            continue;
        format->add(writer, arena, transaction, sample_lines(arena, sample, transaction), payee);
        file_totals_add(&totals, transaction);
    }
    format->end(writer, &totals);
    return text_buffer_text(&file);
}

static inline struct text sample_brif(struct arena *arena, const struct payer *payer,
                                      const struct sample *sample, size_t provider_count,
                                      const struct provider *providers)
{
    return sample_file(arena, &brif_format, payer, sample, provider_count, providers);
}

static inline struct text sample_remittance(struct arena *arena, const struct sample *sample,
                                            const struct provider *provider)
{
    return sample_file(arena, &remittance_csv_format, &sample_payer, sample, 1, provider);
}

/* What a format's second reader finds in those bytes. */
static inline bool sample_read_back(struct arena *arena, const struct file_format *format,
                                    struct text bytes, struct file_totals *totals_r,
                                    struct error *error_r)
{
    int fd = memfd_create("sample", MFD_CLOEXEC);
    bool is_read = fd >= 0 && write(fd, bytes.bytes, bytes.length) == (ssize_t)bytes.length &&
                   lseek(fd, 0, SEEK_SET) == 0 && format->read_back(fd, arena, totals_r, error_r);
    close(fd);
    return is_read;
}

/* The files as their readers see them, in pieces of piece_bytes. */
static inline bool sample_read_brif(struct arena *arena, struct text bytes, size_t piece_bytes,
                                    struct file_totals *totals_r, struct error *error_r)
{
    struct brif_reader *reader = brif_reader_new(arena);
    for (size_t at = 0, length; at < bytes.length; at += length) {
        length = bytes.length - at < piece_bytes ? bytes.length - at : piece_bytes;
        if (!brif_reader_take(reader, (struct text){bytes.bytes + at, length}, error_r))
            return false;
    }
    return brif_reader_end(reader, totals_r, error_r);
}

static inline bool sample_read_remittance(struct arena *arena, struct text bytes,
                                          size_t piece_bytes, struct file_totals *totals_r,
                                          struct error *error_r)
{
    struct paid_csv_reader *reader = paid_csv_reader_new(arena, PAID_CSV_REMITTANCE);
    for (size_t at = 0, length; at < bytes.length; at += length) {
        length = bytes.length - at < piece_bytes ? bytes.length - at : piece_bytes;
        if (!paid_csv_reader_take(reader, (struct text){bytes.bytes + at, length}, error_r))
            return false;
    }
    return paid_csv_reader_end(reader, totals_r, error_r);
}

/* Any lines of four providers and nine invoices, credits and VAT among them. */
static inline struct sample sample_random_batch(struct arena *arena, size_t count)
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
