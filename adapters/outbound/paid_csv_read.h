/*
 * The second reader of CSV files that say what is paid: a row a line, a payment
 * or a part of one, and a last row with the total.
 */
#ifndef TALLYSTICK_OUTBOUND_PAID_CSV_READ_H
#define TALLYSTICK_OUTBOUND_PAID_CSV_READ_H

#include "adapters/outbound/settlement_files.h"

/* X(name) */
#define PAID_CSV_LIST(X) X(REMITTANCE) X(CARD) X(BANK) X(VAT)
#define X(name)          PAID_CSV_##name,
enum paid_csv { PAID_CSV_LIST(X) PAID_CSV_COUNT };
#undef X

/* Begin, every piece, end.  False: the bytes are not a whole file of that kind whose amounts agree;
 * the error names the row. */
struct paid_csv_reader;
struct paid_csv_reader *paid_csv_reader_new(struct arena *arena, enum paid_csv kind);
bool paid_csv_reader_take(struct paid_csv_reader *reader, struct text piece, struct error *error_r);
bool paid_csv_reader_end(struct paid_csv_reader *reader, struct file_totals *totals_r,
                         struct error *error_r);

/* file_format.reader */
extern const struct file_reader card_csv_file_reader;

/* file_format.read_back */
bool remittance_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                              struct error *error_r);
bool card_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                        struct error *error_r);
bool bank_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                        struct error *error_r);
bool vat_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                       struct error *error_r);

#endif
