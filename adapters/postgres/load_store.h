/*
 * The load stage's side of the database: inbound files and the records they
 * brought.  Rows go in by COPY, in chunks; a file's rows are under a savepoint
 * until the file is known to be whole.
 */
#ifndef TALLYSTICK_POSTGRES_LOAD_STORE_H
#define TALLYSTICK_POSTGRES_LOAD_STORE_H

#include "adapters/postgres/run_store.h"
#include "matcher/record/bill_line.h"
#include "matcher/record/order_line.h"
#include "matcher/record/reject.h"
#include "matcher/record/standing.h"

#define FILE_STATE_LIST(X)                                                                         \
    X(LOADED, "loaded") X(DUPLICATE, "duplicate") X(QUARANTINED, "quarantined")
#define X(name, word) FILE_STATE_##name,
enum file_state { FILE_STATE_LIST(X) FILE_STATE_COUNT };
#undef X
WORD_FUNCTIONS(file_state)

struct inbound_file {
    const char *feed;
    enum feed_kind kind;
    struct text name; /* as bytes; stored escaped where it is not UTF-8 */
    uint8_t sha256[32];
};

struct file_result {
    enum file_state state;
    struct text reason;    /* quarantined, duplicate */
    struct text reference; /* access-portal's FileReference, else empty */
    int64_t rows_read, rows_loaded, rows_rejected;
};

struct loader;

/* One for the load stage of a run, within its transaction. */
bool loader_open(struct db *db, struct arena *arena, const struct run *run,
                 struct loader **loader_r, struct error *error_r);

/* Was this content loaded before under any name?  Standing data (rate, provider, contact,
 * suspension) only counts if no other file of its kind was loaded since. */
bool loader_find_content(struct loader *loader, const uint8_t sha256[32], bool *loaded_r,
                         struct error *error_r);
/* Was an access-portal FileReference loaded before? */
bool loader_find_reference(struct loader *loader, struct text reference, bool *loaded_r,
                           struct error *error_r);

bool loader_file_begin(struct loader *loader, const struct inbound_file *file,
                       struct error *error_r);
/* Records are copied; line_id, order_id, file_id and so on are given here. */
bool loader_add_bill(struct loader *loader, const struct bill_line *line, struct error *error_r);
bool loader_add_order(struct loader *loader, const struct order_line *line, struct error *error_r);
bool loader_add_evidence(struct loader *loader, const struct evidence *e, struct error *error_r);
bool loader_add_rate(struct loader *loader, const struct rate_entry *r, struct error *error_r);
bool loader_add_provider(struct loader *loader, const struct provider *p, struct error *error_r);
bool loader_add_contact(struct loader *loader, const struct contact *c, struct error *error_r);
bool loader_add_suspension(struct loader *loader, const struct suspension *s,
                           struct error *error_r);
bool loader_add_decision(struct loader *loader, const struct decision *d, struct error *error_r);

struct loader_reject {
    int32_t source_row;
    int64_t line;
    const struct reject *why;
    struct text raw;
    struct text provider, invoice_no, line_no, client_ref;
};
bool loader_add_reject(struct loader *loader, const struct loader_reject *reject,
                       struct error *error_r);

/* Loaded: keeps the rows. Otherwise: undoes them.  Records the file either way. */
bool loader_file_end(struct loader *loader, const struct file_result *result,
                     struct error *error_r);

/* A file that a run dealt with. */
struct run_file {
    struct text feed, name;
    uint8_t sha256[32];
    enum file_state state;
    struct text reason; /* NUL-terminated */
};
bool load_store_run_files(struct db *db, const struct run *run, struct arena *arena,
                          size_t *count_r, const struct run_file **files_r, struct error *error_r);

/* Flushes everything; totals of bill lines read (lines and pence, rejected).  Frees, also on
 * failure. */
bool loader_close(struct loader *loader, struct run_totals *totals_r, struct error *error_r);
/* Instead of it, after an error: frees only.  NULL is allowed. */
void loader_abandon(struct loader *loader);

#endif
