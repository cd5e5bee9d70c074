/* A run: what it did, by verdict and by provider, and what needs a person. */
#ifndef TALLYSTICK_RUN_STATUS_H
#define TALLYSTICK_RUN_STATUS_H

#include "adapters/postgres/run_store.h"
#include "config/config.h"
#include "ops/run/on_time.h"
#include "ops/run/verb.h"

struct earlier_run {
    int64_t run_id, lines; /* lines that it read */
    const char *words;
};

/* A run and the answers about it. Its texts live as long as the arena that they were read into. */
struct run_status {
    const struct council_config *council;
    int64_t council_id;
    int64_t run_id;
    const char *business_date;
    day_t business_day;
    enum run_state state;
    bool is_dry_run;                   /* the run is rolled back once this is said */
    const char *under_way;             /* where it stands; NULL: it is closed */
    size_t earlier_count;              /* of its date, if it read nothing new itself */
    const struct earlier_run *earlier; /* that did */
    struct on_time left;
    struct db_result *verdicts, *providers, *person;
    struct db_result *rates; /* changed_rates.h */
};

/* Most held first; shown unless all are asked for. */
#define RUN_STATUS_TOP_PROVIDERS 10

/* Columns of `person`: what, which, why, lines, pence, and what to type (NULL: nothing). */
#define RUN_STATUS_PERSON_COLUMNS 5

/* Run status->run_id (NOT_GIVEN: the last) of status->council and status->council_id, with at most
 * so many providers (NOT_GIVEN: all). To be forgotten if it is found. */
bool run_status_read(struct arena *arena, struct db *db, int64_t provider_limit,
                     struct run_status *status, bool *is_found_r, struct error *error_r);
void run_status_forget(struct run_status *status);

/* Before that all that is counted is 0. */
bool run_status_has_verdicts(const struct run_status *status);
/* Why the row of `person` needs somebody. */
struct text run_status_why(const struct run_status *status, size_t row);

/* To stdout, a table for each. */
void run_status_print(struct arena *arena, const struct run_status *status);

#endif
