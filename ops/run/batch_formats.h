/* Which files a settlement batch has. */
#ifndef TALLYSTICK_RUN_BATCH_FORMATS_H
#define TALLYSTICK_RUN_BATCH_FORMATS_H

#include "adapters/outbound/settlement_files.h"
#include "config/config.h"

/* The index-th format of a council's batches on that rail, from 0, in the order in which they are
 * written; NULL after the last. */
const struct file_format *batch_format(const struct council_config *council, enum rail rail,
                                       size_t index);

/* That of the file by which declined transactions are taken back; NULL: none is wanted. */
const struct file_format *reversal_format(const struct council_config *council);

#endif
