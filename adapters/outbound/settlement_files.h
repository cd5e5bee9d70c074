/*
 * What the files of a settlement batch have in common.  Writers are given one
 * transaction after the other and build the bytes in a buffer, which the caller
 * empties into the file now and then; readers are given the file's bytes in
 * pieces of any length, recompute count and totals from them alone and share no
 * code with the writers.  So no file has to fit into memory.
 */
#ifndef TALLYSTICK_OUTBOUND_SETTLEMENT_FILES_H
#define TALLYSTICK_OUTBOUND_SETTLEMENT_FILES_H

#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/text_buffer.h"
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

/* --- BRIF, docs/files-out.md ------------------------------------------------ */

/* A lot whose values do not fit a record's fields must not get into a card batch: gives the reason
 * in words (static), NULL where it fits. */
const char *brif_refuses(struct arena *arena, const struct payer *payer,
                         const struct provider *provider, const struct payment_lot *lot);

struct brif_writer {
    const struct payer *payer;
    const struct zone *zone;
    const struct settlement_batch *batch; /* its transactions are not looked at */
    struct text_buffer file;              /* the bytes that the caller has not taken yet */
};

/* Transactions come by number.  lines: of all its lots, in order.  arena: for the call. */
void brif_add_transaction(struct brif_writer *writer, struct arena *arena,
                          const struct settlement_transaction *transaction,
                          const struct payable_line *lines, const struct provider *provider);

/* The .totals file beside it. */
struct text brif_totals_write(struct arena *arena, const struct settlement_batch *batch,
                              const struct file_totals *totals);

/* Reads BRIF bytes back: begin, every piece, end.  False: they are not a whole, well-formed BRIF
 * file whose amounts agree; the error names record and offset. */
struct brif_reader;
struct brif_reader *brif_reader_new(struct arena *arena);
bool brif_reader_take(struct brif_reader *reader, struct text piece, struct error *error_r);
bool brif_reader_end(struct brif_reader *reader, struct file_totals *totals_r,
                     struct error *error_r);

/* --- remittance CSV of one provider's transactions in a batch ---------------- */

struct remittance_writer {
    const struct zone *zone;
    struct text batch;
    struct csv_writer csv; /* csv.file: the bytes that the caller has not taken yet */
    int64_t line_count, net_pence, vat_pence;
};

void remittance_begin(struct remittance_writer *writer, struct arena *arena,
                      const struct zone *zone, struct text batch);
/* A row a line. */
void remittance_add_transaction(struct remittance_writer *writer,
                                const struct settlement_transaction *transaction,
                                const struct payable_line *lines);
/* The last row, `total`. */
void remittance_end(struct remittance_writer *writer);

struct remittance_reader;
struct remittance_reader *remittance_reader_new(struct arena *arena);
bool remittance_reader_take(struct remittance_reader *reader, struct text piece,
                            struct error *error_r);
bool remittance_reader_end(struct remittance_reader *reader, struct file_totals *totals_r,
                           struct error *error_r);

#endif
