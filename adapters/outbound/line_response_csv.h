/*
 * Line responses: what became of every line that a provider sent, in words, and
 * what it is to do (docs/files-out.md).  Rows are gathered in a buffer, which the
 * caller empties now and then, so that a provider's night need not fit into memory.
 */
#ifndef TALLYSTICK_OUTBOUND_LINE_RESPONSE_CSV_H
#define TALLYSTICK_OUTBOUND_LINE_RESPONSE_CSV_H

#include "adapters/outbound/csv_write.h"
#include "matcher/base/zone.h"
#include "matcher/payment/line_response.h"

void line_response_csv_begin(struct csv_writer *csv, struct text_buffer *file);
/* Rows alone, to follow others. */
void line_response_csv_go_on(struct csv_writer *csv, struct text_buffer *file);
/* scratch: for the call. */
void line_response_csv_add(struct csv_writer *csv, struct arena *scratch, const struct zone *zone,
                           const struct line_response *response);

/* Why, and what to do about it, as the row says them. */
struct text line_response_words(struct arena *arena, const struct line_response *response);
struct text line_response_what_to_do(struct arena *arena, const struct line_response *response);

#endif
