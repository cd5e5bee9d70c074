/*
 * The load stage's side of the database: inbound files and the records they
 * brought.
 *
 * The loader keeps the stage's books in the stage's own transaction: files,
 * rejects, totals, packages.  Records go in by COPY through lanes, each with a
 * session of its own, so that files can be read at the same time; a file's rows
 * are under a savepoint until the file is known to be whole.  Lanes commit just
 * before the stage does: what a killed night leaves of them belongs to no file,
 * and the next one sweeps it.  A loader without lanes of their own (a dry
 * run) sends all through the stage's session.
 *
 * Functions of the loader may be called by threads at the same time, those of
 * one lane by one thread.
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

/* An id of a record is file_id * FILE_RECORDS + source_row. */
#define FILE_RECORDS (INT64_C(1) << 32)

struct inbound_file {
    int64_t file_id; /* of loader_next_file_id() */
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
    int64_t totals_differ_pence; /* a document's own totals; see bill_line.h */
    struct text totals;
};

struct loader;
struct load_lane;

/* Takes away what lanes of a killed load left.  In a transaction of its own, before the stage's:
 * lanes that send the same rows again would wait for the stage to end. */
bool load_store_sweep(struct db *db, int64_t council_id, struct error *error_r);

/* One for the load stage of a run, within its transaction. */
bool loader_open(struct db *db, struct arena *arena, const struct run *run,
                 struct loader **loader_r, struct error *error_r);

/* A lane over the stage's own session. */
struct load_lane *loader_own_lane(struct loader *loader);
/* A lane with a session of its own, which ends with the loader. */
bool loader_add_lane(struct loader *loader, const char *conninfo, struct load_lane **lane_r,
                     struct error *error_r);

/* Files are numbered in loading order: the order of these calls. */
int64_t loader_next_file_id(struct loader *loader);

/* Decisions that the night's files bring have this number or a higher one; also of a loader that is
 * closed. */
int64_t loader_first_decision_id(const struct loader *loader);

/* What a content was loaded as before. */
struct loaded_content {
    bool is_known; /* it was loaded */
    struct text name;
    day_t business_date;
};
/* Was this content loaded before under any name?  Standing data (rate, provider, contact,
 * suspension) only counts if no other file of its kind was loaded since. */
bool loader_find_content(struct loader *loader, const uint8_t sha256[32], struct arena *arena,
                         struct loaded_content *loaded_r, struct error *error_r);
/* Was an access-portal FileReference loaded before? */
bool loader_find_reference(struct loader *loader, struct text reference, bool *loaded_r,
                           struct error *error_r);

bool load_lane_file_begin(struct load_lane *lane, const struct inbound_file *file,
                          struct error *error_r);
/* Records are copied.  Their ids are made of the file's and of their source_row; those of bill and
 * order lines are filled in. */
bool load_lane_add_bill(struct load_lane *lane, struct bill_line *line, struct error *error_r);
bool load_lane_add_order(struct load_lane *lane, struct order_line *line, struct error *error_r);
bool load_lane_add_evidence(struct load_lane *lane, const struct evidence *e,
                            struct error *error_r);
/* These through the loader's own lane only. */
bool load_lane_add_rate(struct load_lane *lane, const struct rate_entry *r, struct error *error_r);
bool load_lane_add_provider(struct load_lane *lane, const struct provider *p,
                            struct error *error_r);
bool load_lane_add_contact(struct load_lane *lane, const struct contact *c, struct error *error_r);
bool load_lane_add_suspension(struct load_lane *lane, const struct suspension *s,
                              struct error *error_r);
bool load_lane_add_paid(struct load_lane *lane, const struct paid_before *p, struct error *error_r);
/* refusal: why it cannot be carried out; NULL: it can. */
bool load_lane_add_decision(struct load_lane *lane, const struct decision *d, const char *refusal,
                            struct error *error_r);

/* Where a record of another kind, which its own store keeps, stands: the next of the lane's file.
 * Through the loader's own lane only. */
struct record_place {
    int64_t file_id;
    int32_t source_row;
};
struct record_place load_lane_next_place(struct load_lane *lane);

struct loader_reject {
    int32_t source_row;
    int64_t line;
    const struct reject *why;
    struct text raw;
    struct text provider, invoice_no, line_no, client_ref;
};
bool load_lane_add_reject(struct load_lane *lane, const struct loader_reject *reject,
                          struct error *error_r);

/* Loaded: keeps the rows. Otherwise: undoes them.  Records the file either way. */
bool load_lane_file_end(struct load_lane *lane, const struct file_result *result,
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
