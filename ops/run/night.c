/*
 * What holds for each council: its lock, its run row, one stage (ops/run/stages.c) after the other
 * from where a killed night left off.
 */
#include "ops/run/night.h"

#include <assert.h>
#include <malloc.h>
#include <stdio.h>

#include "adapters/host/clock.h"
#include "adapters/host/log.h"
#include "adapters/host/spool.h"
#include "adapters/host/zone_load.h"
#include "adapters/postgres/migrate.h"
#include "matcher/base/large_block.h"
#include "ops/run/council_night.h"
#include "ops/run/post.h"
#include "ops/run/run_status.h"
#include "ops/run/stages.h"

static bool stage_perform(struct council_night *night, const struct stage *stage,
                          struct error *error_r)
{
    int64_t began_ms = clock_monotonic_ms();

    log_info("%.*s: %s", TEXT_ARGS(night->council->code), stage->name);
    if (!stage->perform(night, error_r))
        return error_prefix(error_r, "%.*s: %s", TEXT_ARGS(night->council->code), stage->name);
    large_blocks_trim(); /* the next one may need other pieces */
    malloc_trim(0);
    int64_t took_ms = clock_monotonic_ms() - began_ms;
    log_info("%.*s: %s took %lld.%03lld s", TEXT_ARGS(night->council->code), stage->name,
             (long long)(took_ms / 1000), (long long)(took_ms % 1000));
    return true;
}

/* Every stage from where the run stands, until it is closed. */
static bool run_to_the_end(struct council_night *night, struct error *error_r)
{
    for (size_t i = 0; i < STAGE_COUNT; i++)
        if (night->run.state == stages[i].before && !stage_perform(night, &stages[i], error_r))
            return false;
    return true;
}

static bool run_only(struct council_night *night, const struct stage *stage, struct error *error_r)
{
    if (night->run.state != stage->before && !night->is_between_nights) {
        return error_set(error_r, EXIT_STATUS_USAGE,
                         "%.*s: stage %s starts from a run that is %s, but the run is %s",
                         TEXT_ARGS(night->council->code), stage->name,
                         run_state_word(stage->before), run_state_word(night->run.state));
    }
    return stage_perform(night, stage, error_r);
}

static bool begin_run(struct council_night *night, day_t business_date, struct error *error_r)
{
    day_t last_date;

    if (!run_last_closed_date(night->db, night->run.council_id, &last_date, error_r))
        return false;
    if (last_date != DAY_NOT_GIVEN && business_date < last_date) {
        char given_date[DAY_TEXT_BYTES], last[DAY_TEXT_BYTES];
        day_format(business_date, given_date);
        day_format(last_date, last);
        return error_set(error_r, EXIT_STATUS_BAD_DATA,
                         "%.*s: the date %s is before that of the last closed run, %s",
                         TEXT_ARGS(night->council->code), given_date, last);
    }
    return db_begin(night->db, error_r) &&
           run_begin(night->db, night->run.council_id, business_date, &night->run, error_r) &&
           db_commit(night->db, error_r);
}

static bool no_run_under_way(const struct council_night *night, const struct stage *only,
                             struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_USAGE,
                     "%.*s: stage %s starts from a run that is %s, and no run is under way",
                     TEXT_ARGS(night->council->code), only->name, run_state_word(only->before));
}

/* Batches that people released since the last night can be exported without another. */
static bool is_export_alone(const struct stage *only)
{
    return only != NULL && only->perform == stage_export;
}

/* A night that was killed left its run open: it is finished first, under its own date. */
static bool take_up_run(struct council_night *night, day_t business_date, const struct stage *only,
                        struct error *error_r)
{
    int64_t council_id = night->run.council_id;
    bool is_found;

    if (!run_find_unclosed(night->db, council_id, &night->run, &is_found, error_r))
        return false;
    night->run.council_id = council_id;
    if (!is_found && is_export_alone(only)) {
        night->is_between_nights = true;
        return run_find_last(night->db, council_id, &night->run, &is_found, error_r) &&
               (is_found || no_run_under_way(night, only, error_r));
    }
    if (!is_found && only != NULL && only->before != RUN_STATE_OPEN)
        return no_run_under_way(night, only, error_r);
    if (!is_found)
        return begin_run(night, business_date, error_r);
    if (night->run.state > RUN_STATE_OPEN && !stage_load_finish(night, error_r))
        return false;
    if (night->run.business_date == business_date || only != NULL)
        return true;
    log_info("%.*s: finishing the run that an earlier night left open",
             TEXT_ARGS(night->council->code));
    bool is_finished = run_to_the_end(night, error_r);
    council_books_close(night);
    return is_finished && begin_run(night, business_date, error_r);
}

/* Said while it is still there. */
static bool dry_run_tell(struct council_night *night, struct error *error_r)
{
    struct run_status status = {.council = night->council,
                                .council_id = night->run.council_id,
                                .run_id = night->run.run_id,
                                .is_dry_run = true};
    bool is_found;

    if (!run_status_read(night->arena, night->db, RUN_STATUS_TOP_PROVIDERS, &status, &is_found,
                         error_r))
        return false;
    assert(is_found);
    run_status_print(night->arena, &status);
    printf("\n"); /* before the next council's */
    run_status_forget(&status);
    return true;
}

static bool under_lock(struct council_night *night, day_t business_date, const struct stage *only,
                       struct error *error_r)
{
    return take_up_run(night, business_date, only, error_r) &&
           (only == NULL ? run_to_the_end(night, error_r) : run_only(night, only, error_r)) &&
           (only != NULL || !night->is_dry_run || dry_run_tell(night, error_r));
}

static bool lock_council(struct council_night *night, struct error *error_r)
{
    bool is_locked;
    const struct council_config *council = night->council;

    if (!council_register(night->db, council->ledger, council->name, council->timezone,
                          &night->run.council_id, error_r) ||
        !run_lock(night->db, night->run.council_id, &is_locked, error_r))
        return false;
    return is_locked || error_set(error_r, EXIT_STATUS_TRY_AGAIN, "%.*s: another night is at work",
                                  TEXT_ARGS(council->code));
}

static bool with_lock(struct council_night *night, day_t business_date, const struct stage *only,
                      struct error *error_r)
{
    if (!lock_council(night, error_r))
        return false;
    bool is_done = under_lock(night, business_date, only, error_r) &&
                   (only != NULL || post_deliver(night, error_r));
    struct error unlock_error;
    run_unlock(night->db, night->run.council_id, &unlock_error); /* ends with the session anyway */
    return is_done;
}

static bool connect(struct council_night *night, struct error *error_r)
{
    if (!db_open(night->config->database, &night->db, error_r))
        return false;
    if (night->is_dry_run)
        db_set_dry_run(night->db);
    return migrate_check(night->db, error_r);
}

/* The zone, and the date that a night has if none is said. */
static bool set_clock(struct council_night *night, day_t *business_date, struct error *error_r)
{
    if (!zone_load(night->arena, night->council->timezone, &night->zone, error_r))
        return false;
    if (*business_date == DAY_NOT_GIVEN)
        *business_date = clock_today(night->zone);
    night->asked_date = *business_date;
    return true;
}

/* What an unfinished night left would be judged together with the file, or be missing from it. */
static bool begin_alone(struct council_night *night, day_t business_date, struct error *error_r)
{
    int64_t council_id = night->run.council_id;
    bool is_found;

    if (!run_find_unclosed(night->db, council_id, &night->run, &is_found, error_r))
        return false;
    night->run.council_id = council_id;
    if (is_found)
        return error_set(error_r, EXIT_STATUS_TRY_AGAIN,
                         "%.*s: an earlier night has to be finished first",
                         TEXT_ARGS(night->council->code));
    return begin_run(night, business_date, error_r);
}

bool night_judge_file(struct council_night *night, day_t business_date, struct error *error_r)
{
    night->is_dry_run = true;
    return set_clock(night, &business_date, error_r) && connect(night, error_r) &&
           lock_council(night, error_r) && begin_alone(night, business_date, error_r) &&
           stage_load(night, error_r) && stage_match(night, error_r);
}

void night_forget_file(struct council_night *night)
{
    db_close(night->db);
    council_books_close(night);
}

static bool council_run(struct council_night *night, const struct night_options *options,
                        struct error *error_r)
{
    day_t business_date = options->business_date;
    const struct stage *only = stage_find(options->only);

    bool is_done = set_clock(night, &business_date, error_r) && connect(night, error_r) &&
                   with_lock(night, business_date, only, error_r);
    db_close(night->db);
    council_books_close(night);
    return is_done;
}

/* The night is done; where a server was away or a file not ready, another one may do the rest. */
static enum exit_status status_of_done(const struct council_night *night)
{
    if (night->pulled.is_unavailable || night->mail_waits)
        return EXIT_STATUS_UNAVAILABLE;
    if (night->pulled.comes_later)
        return EXIT_STATUS_TRY_AGAIN;
    return night->has_findings ? EXIT_STATUS_FINDINGS : EXIT_STATUS_DONE;
}

static enum exit_status council_status(struct council_night *night,
                                       const struct night_options *options)
{
    struct error error;

    if (!council_run(night, options, &error)) {
        log_error("%s", error.message);
        return error.status;
    }
    return status_of_done(night);
}

enum exit_status night_run(const struct config *config, const struct night_options *options)
{
    enum exit_status gravest = EXIT_STATUS_DONE;
    bool is_known = text_is_empty(options->council);
    struct error error;

    if (!text_is_empty(options->only) && stage_find(options->only) == NULL) {
        log_error("there is no stage %.*s", TEXT_ARGS(options->only));
        return EXIT_STATUS_USAGE;
    }
    bool has_spool = options->dry_run ? spool_is_there(config->spool, &error)
                                      : spool_prepare(config->spool, &error);
    if (!has_spool) {
        log_error("%s", error.message);
        return error.status;
    }
    for (size_t i = 0; i < config->council_count; i++) {
        struct council_night night = {
            .config = config, .council = &config->councils[i], .is_dry_run = options->dry_run};
        if (!text_is_empty(options->council) && !text_equal(options->council, night.council->code))
            continue;
        is_known = true;
        night.arena = arena_new();
        enum exit_status status = council_status(&night, options);
        arena_free(night.arena);
        gravest = exit_status_graver(gravest, status);
    }
    if (!is_known) {
        log_error("the configuration has no council %.*s", TEXT_ARGS(options->council));
        return EXIT_STATUS_USAGE;
    }
    return gravest;
}
