/* What a run says of every line, for its provider: one line after the other. */
#ifndef TALLYSTICK_POSTGRES_RESPONSE_STORE_H
#define TALLYSTICK_POSTGRES_RESPONSE_STORE_H

#include "adapters/postgres/run_store.h"
#include "matcher/payment/line_response.h"

/* Lines with a verdict of the run and rows that it rejected, or the latter alone.  Nothing else may
 * be asked of db until db_stream_end(). */
bool response_store_begin(struct db *db, const struct run *run, struct db_stream **stream_r,
                          struct error *error_r);
bool response_store_begin_rejects(struct db *db, const struct run *run, struct db_stream **stream_r,
                                  struct error *error_r);
/* The next by (provider, rejected rows last, file, row); its texts are good until the next call.
 * *has_r false: it was the last. */
bool response_store_next(struct db_stream *stream, bool *has_r, struct line_response *response_r,
                         struct error *error_r);

/* The name under which a file was sent. */
bool response_store_file(struct db *db, int64_t council_id, int64_t file_id, struct arena *arena,
                         struct text *name_r, struct error *error_r);

#endif
