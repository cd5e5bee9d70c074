/*
 * The load stage at work: its files (jobs), and the hands that read them, one file after the other
 * each.
 */
#ifndef TALLYSTICK_RUN_LOAD_WORK_H
#define TALLYSTICK_RUN_LOAD_WORK_H

#include <pthread.h>

#include "adapters/host/daybook.h"
#include "adapters/host/spool.h"
#include "adapters/postgres/load_store.h"
#include "ops/run/council_night.h"

/* A file that is waiting, in hand, or dealt with. */
struct load_job {
    const struct feed_config *feed;
    const struct spool_file *file;
    int64_t file_id;
    struct taken_file taken;
    bool is_there; /* it was when its turn came */
    bool is_taken; /* its content is known */
    bool is_dealt_with;
    const char *set_aside; /* the reason; NULL: done */
    const char *left;      /* why it lies where it lay, if it was not taken; NULL: it was */
};

struct load {
    struct council_night *night;
    struct loader *loader;
    pthread_mutex_t lock; /* over the jobs, the progress, the findings */
    pthread_cond_t dealt_with;
    size_t job_count, job_room;
    size_t next_job, end_job; /* waiting for a hand: from the one to before the other */
    struct load_job *jobs;
    bool has_failed;
    struct error error;    /* the first */
    size_t provider_count; /* known when the feed began */
    const struct provider *providers;
    size_t hand_count;
    struct load_hand *hands;
};

/* Who reads files, one after the other. */
struct load_hand {
    struct load *load;
    struct load_lane *lane;
    struct arena *arena;            /* as long as the stage */
    const struct feed_config *feed; /* of the file in hand */
    const char *shown_name;
    int64_t reject_count;         /* of the file in hand */
    struct daybook_hand *daybook; /* NULL: none is kept */
};

/* The job in hand, from its file in the spool to its records in the database.  Waits for jobs
 * before it that may have the same content, or the same reference.  False: the file's copy is
 * released. */
bool load_file(struct load_hand *hand, struct load_job *job, struct error *error_r);

/* Takes a copy of the file (spool_take).  One that vanished, cannot be read or is still being
 * written is for another night, *is_there_r false and error_r why; the others go on. */
bool load_take_file(struct council_night *night, struct arena *arena,
                    const struct feed_config *feed, const struct spool_file *file,
                    struct taken_file *taken_r, bool *is_there_r, struct error *error_r);

#endif
