/*
 * verify: works out again, from the record alone, every closed run's control
 * totals, what is paid once, every payment lot, every batch's hash from its lots,
 * and the chain of who did what; says everything that differs.
 */
#include <inttypes.h>
#include <string.h>

#include "adapters/host/digest.h"
#include "adapters/host/log.h"
#include "adapters/postgres/settlement_store.h"
#include "ops/run/batch_proof.h"
#include "ops/run/output.h"
#include "ops/run/verb.h"
#include "sql_statements.h"

/* One council at a time. */
struct verification {
    struct db *db;
    int64_t council_id;
    struct text code;
    struct arena *arena;
    struct output *output;
    int64_t run_count, entry_count;
    size_t batch_count;
    int64_t fault_count; /* of all councils */
};

static void differs(struct verification *verification, const char *what)
{
    log_error("%.*s: %s", TEXT_ARGS(verification->code), what);
    verification->fault_count++;
}

/* ---- runs ---- */

static void compare_total(struct verification *verification, const struct db_result *totals,
                          size_t row)
{
    int64_t stored = db_get_int(totals, row, 2), made = db_get_int(totals, row, 3);

    if (stored != made)
        differs(verification,
                arena_printf(verification->arena,
                             "run %" PRId64 ": %.*s is %" PRId64 ", the record makes it %" PRId64,
                             db_get_int(totals, row, 0), TEXT_ARGS(db_get_text(totals, row, 1)),
                             stored, made));
}

static bool verify_runs(struct verification *verification, struct error *error_r)
{
    const struct db_value value = db_int8(verification->council_id);
    struct db_result *totals;
    int64_t last_run = 0;

    if (!db_query(verification->db, sql_verify_runs, 1, &value, &totals, error_r))
        return false;
    for (size_t row = 0; row < db_rows(totals); row++) {
        int64_t run = db_get_int(totals, row, 0);
        verification->run_count += run != last_run;
        last_run = run;
        compare_total(verification, totals, row);
    }
    db_result_free(totals);
    return true;
}

/* ---- what is paid once ---- */

static bool verify_paid_once(struct verification *verification, struct error *error_r)
{
    const struct db_value value = db_int8(verification->council_id);
    struct db_result *faults;

    if (!db_query(verification->db, sql_verify_paid_once, 1, &value, &faults, error_r))
        return false;
    for (size_t row = 0; row < db_rows(faults); row++)
        differs(verification,
                arena_printf(verification->arena, "%.*s", TEXT_ARGS(db_get_text(faults, row, 0))));
    db_result_free(faults);
    return true;
}

/* ---- lots ---- */

static bool verify_lots(struct verification *verification, struct error *error_r)
{
    const struct db_value value = db_int8(verification->council_id);
    struct db_result *lots;

    if (!db_query(verification->db, sql_verify_lots, 1, &value, &lots, error_r))
        return false;
    for (size_t row = 0; row < db_rows(lots); row++)
        differs(verification,
                arena_printf(verification->arena, "payment lot %" PRId64 " %.*s",
                             db_get_int(lots, row, 0), TEXT_ARGS(db_get_text(lots, row, 1))));
    db_result_free(lots);
    return true;
}

/* ---- batches ---- */

static bool verify_batches(struct verification *verification, struct error *error_r)
{
    const struct settlement_batch *batches;

    if (!settlement_store_batches(verification->db, verification->council_id, BATCH_STATE_COUNT,
                                  verification->arena, &verification->batch_count, &batches,
                                  error_r))
        return false;
    for (size_t i = 0; i < verification->batch_count; i++) {
        struct error fault;
        if (batch_prove(verification->db, verification->council_id, &batches[i], 1, NULL, &fault))
            continue;
        if (fault.status != EXIT_STATUS_BROKEN_INVARIANT) {
            *error_r = fault;
            return false;
        }
        differs(verification, arena_printf(verification->arena, "batch %.*s: %s",
                                           TEXT_ARGS(batches[i].batch), fault.message));
    }
    return true;
}

/* ---- the chain ---- */

/* Columns of verify_audit.sql. */
enum {
    ENTRY,
    ACT,
    SUBJECT,
    NUMBER,
    DONE_AT,
    DONE_BY,
    CONTENT,
    ENTRY_SHA256,
    IS_THERE,
    DONE_BY_NOW,
    CONTENT_NOW
};

/* As audit_add.sql made it. */
static void hash_entry(struct arena *arena, const struct db_result *row, struct text before,
                       uint8_t sha256_r[SHA256_BYTES])
{
    struct text fields = text_of(arena_printf(
        arena, "%" PRId64 "\t%.*s\t%.*s\t%" PRId64 "\t%.*s\t%.*s\t%.*s", db_get_int(row, 0, ENTRY),
        TEXT_ARGS(db_get_text(row, 0, ACT)), TEXT_ARGS(db_get_text(row, 0, SUBJECT)),
        db_get_int(row, 0, NUMBER), TEXT_ARGS(db_get_text(row, 0, DONE_AT)),
        TEXT_ARGS(db_get_text(row, 0, DONE_BY)), TEXT_ARGS(db_get_text(row, 0, CONTENT))));
    struct digest *digest = digest_begin();

    digest_add(digest, before.bytes, before.length);
    digest_add(digest, fields.bytes, fields.length);
    digest_end(digest, sha256_r);
}

static const char *fault_of_entry(struct arena *arena, const struct db_result *row, int64_t number,
                                  struct text before)
{
    uint8_t sha256[SHA256_BYTES];
    struct text stored = db_get_text(row, 0, ENTRY_SHA256);

    hash_entry(arena, row, before, sha256);
    if (db_get_int(row, 0, ENTRY) != number)
        return "an entry before it is missing";
    if (stored.length != SHA256_BYTES || memcmp(stored.bytes, sha256, SHA256_BYTES) != 0)
        return "its hash differs";
    if (!db_get_bool(row, 0, IS_THERE))
        return "the row that it is about is gone";
    if (!text_equal(db_get_text(row, 0, DONE_BY), db_get_text(row, 0, DONE_BY_NOW)) ||
        !text_equal(db_get_text(row, 0, CONTENT), db_get_text(row, 0, CONTENT_NOW)))
        return "the row that it is about is not what it was";
    return NULL;
}

static void verify_entry(struct verification *verification, struct arena *scratch,
                         const struct db_result *row, struct text before)
{
    const char *fault = fault_of_entry(scratch, row, ++verification->entry_count, before);

    if (fault == NULL)
        return;
    differs(verification,
            arena_printf(scratch, "audit entry %" PRId64 " (%.*s %.*s %" PRId64 "): %s",
                         db_get_int(row, 0, ENTRY), TEXT_ARGS(db_get_text(row, 0, ACT)),
                         TEXT_ARGS(db_get_text(row, 0, SUBJECT)), db_get_int(row, 0, NUMBER),
                         fault));
    verification->entry_count = db_get_int(row, 0, ENTRY); /* a gap is told once */
}

static bool verify_chain(struct verification *verification, struct error *error_r)
{
    const struct db_value value = db_int8(verification->council_id);
    struct arena *scratch = arena_new();
    struct db_stream *stream;
    const struct db_result *row;
    uint8_t last[SHA256_BYTES];
    struct text before = {(const char *)last, 0};
    bool is_read = true;

    if (!db_stream_begin(verification->db, sql_verify_audit, 1, &value, &stream, error_r)) {
        arena_free(scratch);
        return false;
    }
    while ((is_read = db_stream_next(stream, &row, error_r)) && row != NULL) {
        arena_empty(scratch);
        verify_entry(verification, scratch, row, before);
        struct text sha256 = db_get_text(row, 0, ENTRY_SHA256);
        before.length = sha256.length < SHA256_BYTES ? sha256.length : SHA256_BYTES;
        memcpy(last, sha256.bytes, before.length);
    }
    arena_free(scratch);
    return db_stream_end(stream, error_r) && is_read;
}

static bool verify_acts(struct verification *verification, struct error *error_r)
{
    const struct db_value value = db_int8(verification->council_id);
    struct db_result *acts;

    if (!db_query(verification->db, sql_verify_unaudited, 1, &value, &acts, error_r))
        return false;
    for (size_t row = 0; row < db_rows(acts); row++)
        differs(verification,
                arena_printf(verification->arena, "%.*s %.*s %" PRId64 " is not in the audit chain",
                             TEXT_ARGS(db_get_text(acts, row, 0)),
                             TEXT_ARGS(db_get_text(acts, row, 1)), db_get_int(acts, row, 2)));
    db_result_free(acts);
    return true;
}

/* ---- councils ---- */

static const struct output_column columns[] = {
    {"council", "Council", COLUMN_TEXT, 0},
    {"runs", "Runs", COLUMN_COUNT, 0},
    {"batches", "Batches", COLUMN_COUNT, 0},
    {"audit_entries", "Audit entries", COLUMN_COUNT, 0},
    {"differences", "Differences", COLUMN_COUNT, 0},
};

static bool verify_council(struct verification *verification, struct error *error_r)
{
    int64_t faults_before = verification->fault_count;

    verification->run_count = verification->entry_count = 0;
    if (!verify_runs(verification, error_r) || !verify_paid_once(verification, error_r) ||
        !verify_lots(verification, error_r) || !verify_batches(verification, error_r) ||
        !verify_chain(verification, error_r) || !verify_acts(verification, error_r))
        return false;
    output_text(verification->output, verification->code);
    output_number(verification->output, verification->run_count);
    output_number(verification->output, (int64_t)verification->batch_count);
    output_number(verification->output, verification->entry_count);
    output_number(verification->output, verification->fault_count - faults_before);
    return true;
}

static bool verify_councils(struct verification *verification, const char *code,
                            struct error *error_r)
{
    const struct db_value value = db_text(code == NULL ? (struct text){NULL, 0} : text_of(code));
    struct db_result *councils;
    bool is_done = true;

    if (!db_query(verification->db, sql_verify_councils, 1, &value, &councils, error_r))
        return false;
    for (size_t row = 0; is_done && row < db_rows(councils); row++) {
        verification->council_id = db_get_int(councils, row, 0);
        verification->code = db_get_text(councils, row, 1);
        is_done = verify_council(verification, error_r);
    }
    if (is_done && db_rows(councils) == 0)
        is_done = error_set(error_r, EXIT_STATUS_NO_INPUT, "there is no record to verify");
    db_result_free(councils);
    return is_done;
}

/* All of it as it was at one moment: a night may be at work. */
static bool verify_record(const struct verb_call *call, struct verification *verification,
                          struct error *error_r)
{
    const struct config *config;

    return verb_load_config(call, &config, error_r) &&
           verb_open_database(config, &verification->db, error_r) &&
           db_begin_snapshot(verification->db, error_r) &&
           verify_councils(verification, call->options.values[VERIFY_OPTION_COUNCIL], error_r);
}

static bool verify(const struct verb_call *call, struct verification *verification,
                   struct error *error_r)
{
    enum output_format format;

    if (!output_format_parse(call->options.values[VERIFY_OPTION_FORMAT], &format, error_r))
        return false;
    verification->output =
        output_begin(call->arena, stdout, format, sizeof(columns) / sizeof(columns[0]), columns);
    if (!verify_record(call, verification, error_r))
        return false;
    output_end(verification->output);
    return verification->fault_count == 0 ||
           error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT, "%" PRId64 " things do not agree",
                     verification->fault_count);
}

enum exit_status verb_verify(const struct verb_call *call)
{
    struct verification verification = {.arena = call->arena};
    struct error error;
    bool is_done = verify(call, &verification, &error);

    db_close(verification.db);
    return is_done ? EXIT_STATUS_DONE : verb_fail(&error);
}
