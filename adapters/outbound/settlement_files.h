/*
 * What the files of a settlement batch have in common.  Writers build the
 * bytes; readers recompute count and totals from bytes alone and share no code
 * with the writers.
 */
#ifndef TALLYSTICK_OUTBOUND_SETTLEMENT_FILES_H
#define TALLYSTICK_OUTBOUND_SETTLEMENT_FILES_H

#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/zone.h"
#include "matcher/payment/batch.h"

/* What the files say of the payer. */
struct payer {
    const char *council_code;
    const char *council_name;
    const char *vat_no; /* NULL or empty: none */
    bool is_live;       /* BRIF's L or T */
};

/* Counts and amounts of a file, as a reader finds them. */
struct file_totals {
    int64_t sale_count, sale_pence;     /* transactions; net and VAT */
    int64_t refund_count, refund_pence; /* magnitude */
    int64_t vat_pence;                  /* signed: sales minus refunds */
    int64_t item_count;
    int64_t item_pence; /* net, signed */
};

/* BRIF has no more room for an invoice number, which is never cut. */
#define BRIF_INVOICE_NO_BYTES 15

/*
 * BRIF, docs/files-out.md.  A line whose values do not fit a record's
 * fields must not get into a card batch: brif_refuses() gives the reason in
 * words (static), NULL where the line fits.
 */
const char *brif_refuses(struct arena *arena, const struct payer *payer,
                         const struct provider *provider, const struct payable_line *line);

/* providers: every payee of the batch, by provider as bytes. */
struct text brif_write(struct arena *arena, const struct payer *payer, const struct zone *zone,
                       const struct settlement_batch *batch, size_t provider_count,
                       const struct provider *providers);

/* Reads BRIF bytes back.  False: they are not a whole, well-formed BRIF file
 * whose amounts agree; the error names record and offset. */
bool brif_read_totals(struct text bytes, struct file_totals *totals_r, struct error *error_r);

/* The .totals file beside it. */
struct text brif_totals_write(struct arena *arena, const struct settlement_batch *batch,
                              const struct file_totals *totals);

/* Remittance CSV of one provider's transactions in a batch: a row a line and
 * a last row `total`; and its reader. */
struct text remittance_csv_write(struct arena *arena, const struct zone *zone,
                                 const struct settlement_batch *batch,
                                 const struct provider *provider);
bool remittance_csv_read_totals(struct text bytes, struct file_totals *totals_r,
                                struct error *error_r);

#endif
