/*
 * Line responses as the match stage makes them while it has every line in
 * memory: rows of the responses' files, provider by provider, so that notify
 * need not ask the database for all lines of the night again.  A process that
 * begins after the match stage does ask, and writes the same bytes
 * (ops/run/provider_responses.h).
 *
 * Rows lie in a file without a name below work/.
 */
#ifndef TALLYSTICK_RUN_RESPONSE_BOOK_H
#define TALLYSTICK_RUN_RESPONSE_BOOK_H

#include "adapters/outbound/response_message.h"
#include "matcher/base/error.h"
#include "matcher/base/zone.h"
#include "matcher/engine/match.h"

struct db;
struct response_book;

/* A provider's rows, by file and row, as line_response_csv_add() writes them. */
struct response_rows {
    struct text provider;
    struct text rows;
    struct text disputed; /* of these, those of lines that are not matched */
    struct response_tally tally;
};

/* Where a provider's rows lie in the file: all, then the disputed ones. */
struct response_page {
    struct text provider; /* once it is in the book */
    int64_t offset;
    size_t rows_length, disputed_length;
    struct response_tally tally;
};

/* `folder`: where the file is to lie. */
bool response_book_open(const char *folder, struct response_book **book_r, struct error *error_r);
void response_book_close(struct response_book *book); /* NULL is allowed */

/* Rows of the lines that the run says something new of, into the file; threads may write at the
 * same time.  The session is asked for the names of files. */
bool response_book_write(struct response_book *book, struct db *db, int64_t council_id,
                         const struct zone *zone, const struct match_input *input,
                         const struct match_output *output, const day_t *due_dates,
                         struct response_page *page_r, struct error *error_r);

/* Providers come ascending as bytes; one without rows is left out. */
void response_book_add(struct response_book *book, struct text provider,
                       const struct response_page *page);

size_t response_book_count(const struct response_book *book);
struct text response_book_provider(const struct response_book *book, size_t index);
/* In the arena. */
bool response_book_rows(const struct response_book *book, size_t index, struct arena *arena,
                        struct response_rows *rows_r, struct error *error_r);

#endif
