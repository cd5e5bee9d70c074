/*
 * The goods receipt: which piece of evidence from call monitoring belongs to
 * which bill line.  matching.md, sections 3 and 10.
 */
#ifndef TALLYSTICK_ENGINE_RECEIPT_H
#define TALLYSTICK_ENGINE_RECEIPT_H

#include "matcher/engine/open_line.h"

/* Fills `evidence` of the lines that keep a piece; all evidence is assigned afresh. */
void receipts_assign(struct workbench *bench);

#endif
