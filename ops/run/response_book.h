/*
 * Line responses as the match stage has them in memory: it begins the file of
 * each provider, so that notify need not ask the database for all lines of the
 * night again.  A process that begins after the match stage does ask, and writes
 * the same bytes (ops/run/provider_responses.h).
 *
 * Nobody sees the files before notify has published them; a run that ends
 * before leaves none.
 */
#ifndef TALLYSTICK_RUN_RESPONSE_BOOK_H
#define TALLYSTICK_RUN_RESPONSE_BOOK_H

#include "matcher/engine/match.h"
#include "ops/run/response_file.h"

struct response_book;

/* `folder`: where a file of its own is to lie. */
bool response_book_open(const struct council_night *night, const char *folder,
                        struct response_book **book_r, struct error *error_r);
void response_book_close(struct response_book *book); /* NULL is allowed */

/* Of the provider's lines that the run says something new of; one without any is left out.  Threads
 * may add at the same time.  The session is asked for the names of files. */
bool response_book_add(struct response_book *book, struct db *db, const struct match_input *input,
                       const struct match_output *output, const day_t *due_dates,
                       struct error *error_r);

/* After the last was added: providers ascend as bytes. */
void response_book_sort(struct response_book *book);
size_t response_book_count(const struct response_book *book);
struct text response_book_provider(const struct response_book *book, size_t index);
/* The file, to go on with: it is the caller's. */
bool response_book_take(struct response_book *book, size_t index, struct response_file *file,
                        struct error *error_r);

#endif
