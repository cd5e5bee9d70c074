/*
 * Lines for the variance report as the match stage has them in memory: paid with
 * a variance tonight, or held with something new, so that notify need not look
 * for them among all lines of the night.  Lines held since earlier and unchanged
 * stay in the database; a process that begins after the match stage asks it for
 * all, and writes the same bytes (ops/run/variance_messages.h).
 *
 * They lie in a file without a name below work/; memory holds where, and
 * what those of one care manager at a time are put in order by.
 */
#ifndef TALLYSTICK_RUN_FINDING_BOOK_H
#define TALLYSTICK_RUN_FINDING_BOOK_H

#include "adapters/postgres/report_store.h"
#include "matcher/base/error.h"
#include "matcher/engine/match.h"

struct finding_book;

/* A provider's, as they lie in the file. */
struct finding_rows {
    struct text bytes;
    bool has_unchanged; /* lines held since earlier of which there is nothing new */
};
struct finding_rows finding_rows_make(struct arena *arena, const struct match_input *input,
                                      const struct match_output *output);

/* `folder`: where the file is to lie. */
bool finding_book_open(const char *folder, struct finding_book **book_r, struct error *error_r);
void finding_book_close(struct finding_book *book); /* NULL is allowed */

bool finding_book_add(struct finding_book *book, const struct finding_rows *rows,
                      struct error *error_r);

/* Of any provider. */
bool finding_book_has_unchanged(const struct finding_book *book);

/* After the last was added, before the first is read. */
void finding_book_sort(struct finding_book *book);
/* Each once, in the order of report_store_begin_lines().  The line's texts are good until the next
 * is read. */
bool finding_book_next(struct finding_book *book, bool *has_r, struct reported_line *line_r,
                       struct error *error_r);

#endif
