/*
 * One council's night in progress: what every stage gets.
 *
 * A stage becomes visible by one commit, which also moves the run row on; what
 * it does outside the database (moving files, writing outputs, mail) it can do
 * again after a kill with the same bytes.
 */
#ifndef TALLYSTICK_RUN_COUNCIL_NIGHT_H
#define TALLYSTICK_RUN_COUNCIL_NIGHT_H

#include <stdbool.h>

#include "adapters/host/daybook.h"
#include "adapters/inbound/pull.h"
#include "adapters/outbound/settlement_files.h"
#include "adapters/postgres/run_store.h"
#include "config/config.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/zone.h"
#include "matcher/engine/rules.h"

struct spool_file; /* adapters/host/spool.h */
struct free_slot;  /* adapters/postgres/missed_store.h */
struct response_book;
struct finding_book;

/* Slots by provider. */
struct free_slots {
    size_t count, room;
    struct free_slot *items;
    bool are_all; /* no order line was read before tonight */
};

struct council_night {
    const struct config *config;
    const struct council_config *council;
    struct db *db;
    struct arena *arena; /* lives as long as the council's night */
    const struct zone *zone;
    struct run run;
    const struct spool_file *file;       /* read instead of what lies in the spool; NULL: a night */
    struct daybook *daybook;             /* what this process's load stage read, or NULL */
    const struct free_slots *free_slots; /* as this process's match stage found them, or NULL */
    struct response_book *responses;     /* what this process's match stage made, or NULL */
    struct finding_book *findings;       /* likewise; both are there or neither */
    bool is_dry_run;
    bool is_between_nights; /* export alone, of what people released since the last run */
    day_t asked_date;       /* the business date that was asked for, or that the clock gave */
    struct pull_outcome pulled;
    bool mail_waits;   /* the mail server did not take what is for it */
    bool has_findings; /* something besides verdicts needs a person: a file set aside, a
                               required feed without a file */
};

/* Says what has not arrived, and what lies there and cannot be read. */
bool stage_pull(struct council_night *night, struct error *error_r);
/* Reads what lies in the spool into the database; sets aside files that are not whole. */
bool stage_load(struct council_night *night, struct error *error_r);
/* After a kill: moves the files of a load that was committed. */
bool stage_load_finish(struct council_night *night, struct error *error_r);
/* Judges every line read tonight or held so far. */
bool stage_match(struct council_night *night, struct error *error_r);
/* Finds what is to be reported besides lines: missed visits. */
bool stage_report(struct council_night *night, struct error *error_r);
/* Gathers lines that are to be paid into batches. */
bool stage_settle(struct council_night *night, struct error *error_r);
/* Writes the files of released batches, and reads them back. */
bool stage_export(struct council_night *night, struct error *error_r);
/* Sends the variance report and closes the run. */
bool stage_notify(struct council_night *night, struct error *error_r);

/* What stages left for each other, once the run is over. */
void council_books_close(struct council_night *night);

/* Threads that a stage may use.  A dry run keeps to one, for only one session sees what it wrote.
 */
size_t worker_count(const struct council_night *night);

/* Whether money moves and providers are written to: not in shadow. */
bool council_pays(const struct council_config *council);

/* What settlement files say of the council. */
struct payer council_payer(const struct council_config *council);

/* The rules that the council's lines are judged by on the run's date. */
bool council_rules(struct council_night *night, struct arena *arena, struct rules *rules_r,
                   struct error *error_r);
/* The same of any run, when files up to that one had been read (standing_store.h). */
bool council_rules_of_run(struct db *db, const struct council_config *council,
                          const struct zone *zone, const struct run *run, int64_t last_file_id,
                          struct arena *arena, struct rules *rules_r, struct error *error_r);
/* How far from a line the orders lie that have to be read for it, minutes. */
int32_t council_widest_pair_window(const struct council_config *council);

#endif
