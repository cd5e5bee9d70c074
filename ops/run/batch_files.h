/*
 * The files of one batch in the making: every format of ops/run/batch_formats.h
 * side by side, each file written whole and read back by its second reader before
 * it is published.  Memory holds what is not yet written of each file.
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

/* Transactions for the files: by number, those of one provider together. */
struct batch_files_part {
    size_t count;
    const struct transaction_lines *const *transactions;
    const struct provider *const *payees; /* parallel; each stays until the files are freed */
};

/* What is done with each part, in these steps: `part_of` says which of a piece is for the files.
 * Returns how many steps; room: BATCH_STEPS_MOST less those before. */
typedef const struct batch_files_part *batch_files_part_of(const void *piece);
size_t batch_files_steps(struct batch_files *files, batch_files_part_of *part_of, size_t room,
                         struct assembly_step *steps_r);
/* After the last part.  True: every file says what the transactions do, and is published. */
bool batch_files_end(struct batch_files *files, struct error *error_r);
/* After end or instead of it: drops what is not published, and frees what is not arena's. */
void batch_files_free(struct batch_files *files);

/* Takes away what a night that was killed left in the making. */
bool batch_files_sweep(struct arena *arena, const struct council_night *night,
                       struct error *error_r);

#endif
