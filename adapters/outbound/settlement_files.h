/*
 * What the files of a settlement batch have in common.  A file format is a
 * writer and a second reader.  The writer is given one transaction after the
 * other and puts bytes into a buffer, which the caller empties into the file now
 * and then; the reader recomputes counts and totals from the file's bytes alone
 * and shares no code with the writer.  So no file has to fit into memory.
 *
 * A further format is two files here, and a row of ops/run/batch_formats.c.
 */
#ifndef TALLYSTICK_OUTBOUND_SETTLEMENT_FILES_H
#define TALLYSTICK_OUTBOUND_SETTLEMENT_FILES_H

#include "adapters/outbound/text_buffer.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/zone.h"
#include "matcher/payment/batch.h"

/* What the files say of the payer. */
struct payer {
    const char *council_code;
    const char *council_name;
    const char *vat_no; /* NULL or empty: none, as the others below */
    const char *account_name, *sort_code, *account_no;
    const char *creditor_account, *vat_account, *suspense_account; /* of the ledger */
    bool is_live;                                                  /* BRIF's L or T */
};

/* Counts and amounts of a file.  A reader gives NOT_GIVEN for what its format does not hold.
 * X(name) */
#define FILE_TOTALS_LIST(X)                                                                        \
    X(sale_count)                                                                                  \
    X(sale_pence) /* net and VAT */                                                                \
    X(refund_count)                                                                                \
    X(refund_pence) /* magnitude */                                                                \
    X(vat_pence)    /* signed: sales minus refunds */                                              \
    X(item_count)                                                                                  \
    X(item_pence) /* net, signed */

struct file_totals {
#define X(name) int64_t name;
    FILE_TOTALS_LIST(X)
#undef X
};

void file_totals_add(struct file_totals *totals, const struct settlement_transaction *transaction);
/* Whether what was read is what is wanted, as far as the format holds it. */
bool file_totals_compare(const struct file_totals *read, const struct file_totals *wanted,
                         struct error *error_r);

/* What a file is about. */
struct file_subject {
    const struct payer *payer;
    const struct zone *zone;
    const struct settlement_batch *batch; /* its transactions are not looked at */
    struct text name;                     /* the batch's; of a reversal, its own */
    day_t posted;                         /* the business date; of a reversal, that of its night */
    day_t pay_date;                       /* on which the bank is asked to pay */
    const struct provider *provider;      /* whose file it is; NULL: the batch's */
};

/* Begin, every piece of the file, end. */
struct file_reader {
    void *(*begin)(struct arena *arena);
    bool (*take)(void *reader, struct text piece, struct error *error_r);
    bool (*end)(void *reader, struct file_totals *totals_r, struct error *error_r);
};

struct file_format {
    const char *folder; /* below out/COUNCIL */
    const char *suffix; /* after the subject's name, or NAME-PROVIDER */
    bool is_per_provider;

    /* Whether a lot has no place in such a file: the reason in words (static), NULL where it has.
     * The member is NULL where every lot has. */
    const char *(*refuses)(struct arena *arena, const struct payer *payer,
                           const struct provider *provider, const struct payment_lot *lot);

    /* Writes what comes first.  The writer lies in file->arena; the subject stays as long. */
    void *(*begin)(const struct file_subject *subject, struct text_buffer *file);
    /* Transactions come by number; lines: of all its lots, in order.  arena: for the call. */
    void (*add)(void *writer, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider);
    /* Writes what comes last.  totals: of all that was added. */
    void (*end)(void *writer, const struct file_totals *totals);
    /* Instead of end, where the file will not be; NULL: nothing to let go. */
    void (*abandon)(void *writer);

    /* Reads the whole file back from fd.  False: its bytes are not a whole, well-formed file whose
     * amounts agree (the error says where), or cannot be read. */
    bool (*read_back)(int fd, struct arena *arena, struct file_totals *totals_r,
                      struct error *error_r);
    /* The same reader for a file that is still being written; NULL: it wants the whole. */
    const struct file_reader *reader;
};

/* docs/files-out.md has a section for each. */
extern const struct file_format brif_format;
extern const struct file_format totals_format; /* .totals, beside a BRIF file */
extern const struct file_format caaa011_format;
extern const struct file_format card_csv_format;
extern const struct file_format pain001_format;
extern const struct file_format bank_csv_format;
extern const struct file_format remittance_csv_format;
extern const struct file_format ubl_remittance_format;
extern const struct file_format journal_csv_format;
extern const struct file_format journal_reversal_format; /* of declined transactions alone */
extern const struct file_format vat_csv_format;          /* the VAT evidence, beside the journal */

/* BRIF has no more room for an invoice number, which is never cut. */
#define BRIF_INVOICE_NO_BYTES 15

#endif
