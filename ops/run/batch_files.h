/*
 * The files of one batch in the making: every format of ops/run/batch_formats.h
 * side by side, each file published whole and then read back from the disk by
 * its second reader.  Memory holds what is not yet written of each file.
 */
#ifndef TALLYSTICK_RUN_BATCH_FILES_H
#define TALLYSTICK_RUN_BATCH_FILES_H

#include "adapters/outbound/settlement_files.h"
#include "ops/run/batch_proof.h"
#include "ops/run/council_night.h"

struct batch_files;

/* In arena, as night and batch stay as long. */
struct batch_files *batch_files_begin(struct arena *arena, const struct council_night *night,
                                      const struct settlement_batch *batch);
/* The one file that takes declined transactions of the batch back, the number-th of the batch:
 * those are added and no others.  The council has a journal. */
struct batch_files *batch_files_begin_reversal(struct arena *arena,
                                               const struct council_night *night,
                                               const struct settlement_batch *batch, int number);
/* Transactions come by number, those of one provider together; payees[i] is the provider of
 * transactions[i]. */
bool batch_files_add(struct batch_files *files, size_t count,
                     const struct transaction_lines *transactions,
                     const struct provider *const *payees, struct error *error_r);
/* Publishes what is not yet published; true: every file says what the transactions do. */
bool batch_files_end(struct batch_files *files, struct error *error_r);
/* After end or instead of it: drops what is not published, and frees what is not arena's. */
void batch_files_free(struct batch_files *files);

/* Takes away what a night that was killed left in the making. */
bool batch_files_sweep(struct arena *arena, const struct council_night *night,
                       struct error *error_r);

#endif
