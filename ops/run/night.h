/*
 * One night: for every council the stages from pulling files to closing the
 * run, as docs/manual.md (`run`), has them.
 */
#ifndef TALLYSTICK_RUN_NIGHT_H
#define TALLYSTICK_RUN_NIGHT_H

#include <stdbool.h>

#include "config/config.h"
#include "matcher/base/civil.h"
#include "matcher/base/exit_status.h"
#include "matcher/base/text.h"
#include "ops/run/council_night.h"

struct night_options {
    day_t business_date; /* DAY_NOT_GIVEN: today in each council's zone */
    struct text council; /* its code; empty: every council */
    struct text only;    /* the one stage to run; empty: all of them */
    bool dry_run;        /* keeps nothing, writes no file */
};

/* Runs the night.  One council's failure does not stop the others; the result
 * is the gravest of theirs.  What went wrong is said on stderr. */
enum exit_status night_run(const struct config *config, const struct night_options *options);

/*
 * Reads and judges night->file alone as a run of that date (DAY_NOT_GIVEN: today)
 * would, in a transaction that nobody else sees: its verdicts can be asked for on
 * night->db until night_forget_file(), which must follow either way and undoes
 * them.  Nothing is written anywhere else.
 */
bool night_judge_file(struct council_night *night, day_t business_date, struct error *error_r);
void night_forget_file(struct council_night *night);

#endif
