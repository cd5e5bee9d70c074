/*
 * A page that says why a bill line got its verdict, for a finance officer to
 * read aloud: rows of (section, item, words) in plain English.  It holds no
 * date of today's, so that it reads the same in ten years.
 */
#ifndef TALLYSTICK_OUTBOUND_EXPLAIN_PAGE_H
#define TALLYSTICK_OUTBOUND_EXPLAIN_PAGE_H

#include "matcher/base/arena.h"
#include "matcher/engine/explanation.h"

struct explain_row {
    const char *section;
    struct text item; /* may be empty: a sentence of its own */
    struct text words;
};

/* Zeroed but for the arena, in which rows and words lie. */
struct explain_page {
    struct arena *arena;
    size_t row_count, row_room;
    struct explain_row *rows;
};

/* `section` outlives the page; item is copied. */
void explain_page_put(struct explain_page *page, const char *section, struct text item,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * What the engine says: sections "Verdict", "Order", "Delivered time", "Price", "VAT", "Checks",
 * "Visits in reach" and "Terms", those that have something to say.
 */
void explain_page_engine(struct explain_page *page, const struct explanation *explanation);

/* "P001 INV-7 3: paid with a difference, £9.50"; with what credits took back net, in pence: "P001
 * INV-7 3: paid £9.50 and credited in full" */
struct text explain_headline(struct arena *arena, const struct explanation *explanation,
                             int64_t credited_pence);

/* " and credited in full", ", £3.00 of it credited", or nothing. */
const char *explain_words_credited(struct arena *arena, int64_t payable_pence,
                                   int64_t credited_pence);

/* The page as plain text: the headline, then each section with its items aligned and its words
 * wrapped; no line is wider than this. */
#define EXPLAIN_PAGE_COLUMNS 100
struct text explain_page_text(const struct explain_page *page, struct text headline);

#endif
