/*
 * The goods receipt: which piece of evidence from call monitoring belongs to
 * which bill line.  matching.md, sections 3 and 10.
 */
#ifndef TALLYSTICK_ENGINE_RECEIPT_H
#define TALLYSTICK_ENGINE_RECEIPT_H

#include "matcher/engine/open_line.h"

/* Fills `evidence` of the lines that keep a piece; all evidence is assigned afresh. */
void receipts_assign(struct workbench *bench);

/* For explain.h, on a bench on which receipts_assign() has not been: the pieces that overlap the
 * line's claimed time or are in reach of it, by log-in. */
struct piece_told;
const struct piece_told *receipts_look(const struct workbench *bench, const struct open_line *open,
                                       size_t *count_r);

#endif
