/*
 * The verbs and their options: the one list that feeds the program, its help,
 * and the tests that hold the manual and the man page against it.
 */
#ifndef TALLYSTICK_RUN_VERB_H
#define TALLYSTICK_RUN_VERB_H

#include <stdbool.h>

#include "adapters/postgres/db.h"
#include "config/config.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/zone.h"
#include "ops/run/options.h"
#include "ops/run/output.h"

#define TALLYSTICK_VERSION "1.0.0"

#define CONFIG_VARIABLE "TALLYSTICK_CONFIG"
#define CONFIG_DEFAULT  "/etc/tallystick/tallystick.yaml"

/* X(name, NAME, arguments as the usage line has them, how many at most, summary) */
#define VERB_LIST(X)                                                                               \
    X(check, CHECK, "", 0, "configuration, database, spool, mail, feeds: every fault")             \
    X(migrate, MIGRATE, "", 0, "brings the database schema up to date")                            \
    X(run, RUN, "", 0, "the night: pull, load, match, report, settle, export, notify")             \
    X(status, STATUS, "[RUN]", 1, "what a run did, and what needs a person")                       \
    X(lines, LINES, "", 0, "bill lines and their verdicts, one a row")                             \
    X(explain, EXPLAIN, "PROVIDER INVOICE LINE", 3,                                                \
      "why a line got its verdict, and what was paid for it")                                      \
    X(preview, PREVIEW, "FILE", 1, "what a provider would be told of a file; nothing is stored")   \
    X(feed, FEED, "sample FILE", 2, "a feed guessed from a file, as configuration")                \
    X(decide, DECIDE, "PROVIDER INVOICE LINE DECISION", 4,                                         \
      "pay, pay_expected or reject: a person's word on a held line")                               \
    X(approve, APPROVE, "ID", 1, "the second person for what waits: status says what")             \
    X(release, RELEASE, "BATCH", 1, "the second pair of eyes on a settlement batch")               \
    X(withdraw, WITHDRAW, "BATCH", 1,                                                              \
      "a prepared batch is not released: its lines go into the next")                              \
    X(retry, RETRY, "BATCH TRANSACTION", 2, "a declined transaction is tried again, next night")   \
    X(verify, VERIFY, "", 0,                                                                       \
      "works out again every total, every batch's hash and the audit chain")                       \
    X(report, REPORT, "WHAT", 1,                                                                   \
      "figures over many nights: payments (how fast), transparency, shadow")

/* X(NAME, name, letter, value as the help has it or "", help) */
#define PROGRAM_OPTION_LIST(X)                                                                     \
    X(CONFIG, "config", 'c', "FILE", "else $" CONFIG_VARIABLE " or " CONFIG_DEFAULT)               \
    X(VERSION, "version", 0, "", "version of the program and of its schema")

#define FORMAT_OPTION(X) X(FORMAT, "format", 0, "FORMAT", "table (default), csv or json")

#define CHECK_OPTION_LIST(X) FORMAT_OPTION(X)

#define MIGRATE_OPTION_LIST(X)

#define RUN_OPTION_LIST(X)                                                                         \
    X(DATE, "date", 0, "DATE", "business date; default: today in the council's time zone")         \
    X(COUNCIL, "council", 0, "CODE", "this council only")                                          \
    X(DRY_RUN, "dry-run", 0, "", "do it all, keep nothing")                                        \
    X(ONLY, "only", 0, "STAGE", "this stage only")

#define STATUS_OPTION_LIST(X)                                                                      \
    X(COUNCIL, "council", 0, "CODE", "this council only")                                          \
    X(ALL, "all", 0, "", "every provider, not only those with most held")                          \
    FORMAT_OPTION(X)

#define LINES_OPTION_LIST(X)                                                                       \
    X(VERDICT, "verdict", 0, "VERDICT", "matched, variance, held, rejected or duplicate")          \
    X(PROVIDER, "provider", 0, "PROVIDER", "lines of this provider")                               \
    X(CLIENT, "client", 0, "CLIENT", "lines for this client reference")                            \
    X(REASON, "reason", 0, "REASON", "lines with this reason code among theirs")                   \
    X(FROM, "from", 0, "DATE", "delivered on this day or later, in the council's zone")            \
    X(TO, "to", 0, "DATE", "delivered on this day or earlier")                                     \
    X(INVOICE, "invoice", 0, "INVOICE", "lines of this invoice number")                            \
    X(RUN, "run", 0, "RUN", "lines whose verdict is of this run")                                  \
    X(COUNCIL, "council", 0, "CODE", "lines of this council")                                      \
    X(LIMIT, "limit", 0, "N", "at most N lines; default: 1000 in a table, else all")               \
    FORMAT_OPTION(X)

#define EXPLAIN_OPTION_LIST(X)                                                                     \
    X(RUN, "run", 0, "RUN", "as that run left it, instead of the last one")                        \
    X(COUNCIL, "council", 0, "CODE", "a line of this council")                                     \
    FORMAT_OPTION(X)

#define PREVIEW_OPTION_LIST(X)                                                                     \
    X(PROVIDER, "provider", 0, "PROVIDER", "whose file it is; needed")                             \
    X(FEED, "feed", 0, "FEED", "as this feed reads it; default: for such bills")                   \
    X(COUNCIL, "council", 0, "CODE", "a feed of this council")                                     \
    X(DATE, "date", 0, "DATE", "business date; default: today in the council's zone")              \
    FORMAT_OPTION(X)

#define FEED_OPTION_LIST(X)                                                                        \
    X(KIND, "kind", 0, "KIND", "bill, order, evidence, ...; default: the likeliest")               \
    X(PROVIDER, "provider", 0, "PROVIDER", "whose files these are, where no column says it")       \
    X(NAME, "name", 0, "NAME", "the feed's name; default: the file's")

#define DECIDE_OPTION_LIST(X)                                                                      \
    X(BY, "by", 0, "NAME", "one of the council's people, under their own login")                   \
    X(REASON, "reason", 0, "TEXT", "why, in words")                                                \
    X(COUNCIL, "council", 0, "CODE", "a line of this council")

#define APPROVE_OPTION_LIST(X)                                                                     \
    X(BY, "by", 0, "NAME", "one of the council's people, under their own login")                   \
    X(COUNCIL, "council", 0, "CODE", "what waits in this council")

#define RELEASE_OPTION_LIST(X)                                                                     \
    X(BY, "by", 0, "NAME", "one of the council's people, under their own login")

#define WITHDRAW_OPTION_LIST(X)                                                                    \
    X(BY, "by", 0, "NAME", "one of the council's people, under their own login")                   \
    X(REASON, "reason", 0, "TEXT", "why, in words")

#define REPORT_OPTION_LIST(X)                                                                      \
    X(FROM, "from", 0, "DATE", "paid on this day or later")                                        \
    X(TO, "to", 0, "DATE", "paid on this day or earlier")                                          \
    X(OVER, "over", 0, "POUNDS", "transparency: spend above this is published; default: 500")      \
    X(COUNCIL, "council", 0, "CODE", "this council only")                                          \
    FORMAT_OPTION(X)

#define RETRY_OPTION_LIST(X)                                                                       \
    X(BY, "by", 0, "NAME", "one of the council's people, under their own login")                   \
    X(RAIL, "rail", 0, "RAIL", "card or bank; default: as it was")

#define VERIFY_OPTION_LIST(X)                                                                      \
    X(COUNCIL, "council", 0, "CODE", "this council only")                                          \
    FORMAT_OPTION(X)

/* PROGRAM_OPTION_CONFIG, LINES_OPTION_VERDICT ...: places in struct options' values. */
enum program_option {
#define X(name, long_name, letter, argument, help) PROGRAM_OPTION_##name,
    PROGRAM_OPTION_LIST(X)
#undef X
};
enum check_option {
#define X(name, long_name, letter, argument, help) CHECK_OPTION_##name,
    CHECK_OPTION_LIST(X)
#undef X
};
enum run_option {
#define X(name, long_name, letter, argument, help) RUN_OPTION_##name,
    RUN_OPTION_LIST(X)
#undef X
};
enum status_option {
#define X(name, long_name, letter, argument, help) STATUS_OPTION_##name,
    STATUS_OPTION_LIST(X)
#undef X
};
enum lines_option {
#define X(name, long_name, letter, argument, help) LINES_OPTION_##name,
    LINES_OPTION_LIST(X)
#undef X
};
enum explain_option {
#define X(name, long_name, letter, argument, help) EXPLAIN_OPTION_##name,
    EXPLAIN_OPTION_LIST(X)
#undef X
};
enum preview_option {
#define X(name, long_name, letter, argument, help) PREVIEW_OPTION_##name,
    PREVIEW_OPTION_LIST(X)
#undef X
};
enum feed_option {
#define X(name, long_name, letter, argument, help) FEED_OPTION_##name,
    FEED_OPTION_LIST(X)
#undef X
};
enum decide_option {
#define X(name, long_name, letter, argument, help) DECIDE_OPTION_##name,
    DECIDE_OPTION_LIST(X)
#undef X
};

enum approve_option {
#define X(name, long_name, letter, argument, help) APPROVE_OPTION_##name,
    APPROVE_OPTION_LIST(X)
#undef X
};
enum release_option {
#define X(name, long_name, letter, argument, help) RELEASE_OPTION_##name,
    RELEASE_OPTION_LIST(X)
#undef X
};
enum withdraw_option {
#define X(name, long_name, letter, argument, help) WITHDRAW_OPTION_##name,
    WITHDRAW_OPTION_LIST(X)
#undef X
};
enum report_option {
#define X(name, long_name, letter, argument, help) REPORT_OPTION_##name,
    REPORT_OPTION_LIST(X)
#undef X
};

enum retry_option {
#define X(name, long_name, letter, argument, help) RETRY_OPTION_##name,
    RETRY_OPTION_LIST(X)
#undef X
};

enum verify_option {
#define X(name, long_name, letter, argument, help) VERIFY_OPTION_##name,
    VERIFY_OPTION_LIST(X)
#undef X
};

struct verb_call {
    const char *config_path;
    struct options options; /* values by the verb's own enum */
    struct arena *arena;    /* until the program ends */
};

typedef enum exit_status verb_function(const struct verb_call *call);

#define X(name, NAME, arguments, argument_limit, summary) verb_function verb_##name;
VERB_LIST(X)
#undef X

/* The tables of the lists above; the program's own has the command "". */
extern const struct option_table program_options;
extern const struct option_table verb_options[];
extern const size_t verb_count;

/* `tallystick --help`: verbs, options, exit statuses. */
void verb_print_list(FILE *stream);

/* Says on stderr what went wrong; the status to end with. */
enum exit_status verb_fail(const struct error *error);

/* The configuration; every fault of it is said on stderr. */
bool verb_load_config(const struct verb_call *call, const struct config **config_r,
                      struct error *error_r);

/* Does the code, or NULL for every council, name this one? */
bool verb_wants_council(const char *code, const struct council_config *council);
/* EXIT_STATUS_USAGE if no council has the code. */
bool verb_know_council(const struct config *config, const char *code, struct error *error_r);

/* A database whose schema is this program's.  *db_r is to be closed either way. */
bool verb_open_database(const struct config *config, struct db **db_r, struct error *error_r);

/* Keeps nights of the council out until the database is closed; EXIT_STATUS_TRY_AGAIN while one is
 * at work. */
bool verb_lock_out_nights(struct db *db, const struct council_config *council, int64_t council_id,
                          struct error *error_r);

/* A column as a cell: text without bytes where it is null. */
struct text verb_text(const struct db_result *result, size_t row, size_t column);

/* A row's first `count` columns as the next cells, each by its column's kind.  Times are shown in
 * the zone. */
void verb_put_cells(struct output *output, const struct output_column *columns,
                    const struct db_result *result, size_t row, size_t count,
                    const struct zone *zone);

#endif
