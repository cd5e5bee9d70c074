#include "adapters/host/assembly_line.h"

#include <assert.h>
#include <pthread.h>

#define HANDS_MOST 16

/* Where a piece lies on its way. */
struct place {
    bool is_full;
    bool is_taken; /* somebody is at work on it */
    size_t step;   /* the next one, or that one */
};

struct hall {
    const struct assembly_line *line;
    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t changed;
    size_t made;                      /* pieces so far */
    size_t first;                     /* no piece before it is on its way */
    size_t turns[STEPS_MOST];         /* the piece whose turn it is */
    struct place places[PIECES_MOST]; /* of piece n: n % piece_count */
    bool is_making, is_over;          /* over: there is none to be made */
    bool has_failed;
    size_t failed; /* the earliest that did */
    struct error error;
};

/* What somebody does next. */
enum job { JOB_NONE, JOB_WAIT, JOB_MAKE, JOB_STEP };

static size_t place_number(const struct hall *hall, size_t piece)
{
    return piece % hall->line->piece_count;
}

static void *room_of(const struct hall *hall, size_t piece)
{
    return (char *)hall->line->pieces + place_number(hall, piece) * hall->line->piece_bytes;
}

static bool may_go_on(const struct hall *hall, size_t piece)
{
    const struct place *place = &hall->places[place_number(hall, piece)];

    return place->is_full && !place->is_taken &&
           (!hall->line->steps[place->step].in_turn || hall->turns[place->step] == piece);
}

static size_t weight_of(const struct hall *hall, size_t piece)
{
    return hall->line->weight == NULL || !hall->places[place_number(hall, piece)].is_full
               ? 0
               : hall->line->weight(room_of(hall, piece));
}

/* The earliest piece goes before a new one. */
static enum job job_find(const struct hall *hall, size_t *piece_r)
{
    size_t weight = 0;

    if (hall->has_failed)
        return JOB_NONE;
    for (size_t piece = hall->first; piece < hall->made; piece++) {
        weight += weight_of(hall, piece);
        bool is_too_much = piece > hall->first && weight > hall->line->weight_most &&
                           hall->places[place_number(hall, piece)].step == 0;
        if (may_go_on(hall, piece) && !is_too_much) {
            *piece_r = piece;
            return JOB_STEP;
        }
    }
    *piece_r = hall->made;
    if (!hall->is_making && !hall->is_over && !hall->places[place_number(hall, hall->made)].is_full)
        return JOB_MAKE;
    return hall->is_over && hall->first == hall->made ? JOB_NONE : JOB_WAIT;
}

static enum job job_take(struct hall *hall, size_t *piece_r)
{
    enum job job;

    pthread_mutex_lock(&hall->lock);
    while ((job = job_find(hall, piece_r)) == JOB_WAIT)
        pthread_cond_wait(&hall->changed, &hall->lock);
    if (job == JOB_MAKE)
        hall->is_making = true;
    if (job == JOB_STEP)
        hall->places[place_number(hall, *piece_r)].is_taken = true;
    pthread_mutex_unlock(&hall->lock);
    return job;
}

/* Pieces leave in any order; `first` follows when the earliest does. */
static void piece_leave(struct hall *hall, struct place *place)
{
    place->is_full = false;
    while (hall->first < hall->made && !hall->places[place_number(hall, hall->first)].is_full)
        hall->first++;
}

static void piece_enter(struct hall *hall, struct place *place, bool has_one)
{
    hall->is_making = false;
    hall->is_over = !has_one;
    *place = (struct place){.is_full = has_one};
    hall->made += has_one ? 1 : 0;
    if (has_one && hall->line->step_count == 0)
        piece_leave(hall, place);
}

static void step_done(struct hall *hall, struct place *place)
{
    if (hall->line->steps[place->step].in_turn)
        hall->turns[place->step]++;
    place->is_taken = false;
    if (++place->step == hall->line->step_count)
        piece_leave(hall, place);
}

static void piece_failed(struct hall *hall, size_t piece, const struct error *error)
{
    if (!hall->has_failed || piece < hall->failed) {
        hall->failed = piece;
        hall->error = *error;
    }
    hall->has_failed = true;
}

static void job_do(struct hall *hall, enum job job, size_t piece)
{
    const struct assembly_line *line = hall->line;
    struct place *place = &hall->places[place_number(hall, piece)];
    void *room = room_of(hall, piece);
    struct error error;
    bool has_one;

    const struct assembly_step *step = &line->steps[job == JOB_STEP ? place->step : 0];
    bool is_done = job == JOB_MAKE ? line->next(line->context, room, &has_one, &error)
                                   : step->perform(step->context, room, &error);
    pthread_mutex_lock(&hall->lock);
    if (!is_done)
        piece_failed(hall, piece, &error);
    else if (job == JOB_MAKE)
        piece_enter(hall, place, has_one);
    else
        step_done(hall, place);
    pthread_cond_broadcast(&hall->changed);
    pthread_mutex_unlock(&hall->lock);
}

static void *hand_work(void *context)
{
    struct hall *hall = context;
    size_t piece;
    enum job job;

    while ((job = job_take(hall, &piece)) != JOB_NONE)
        job_do(hall, job, piece);
    return NULL;
}

bool assembly_line_run(const struct assembly_line *line, size_t hands, struct error *error_r)
{
    struct hall hall = {
        .line = line, .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    pthread_t helpers[HANDS_MOST];
    size_t hired = 0;

    assert(hands >= 1 && hands <= HANDS_MOST + 1);
    assert(line->piece_count >= 1 && line->piece_count <= PIECES_MOST);
    assert(line->step_count <= STEPS_MOST);
    /* Whom the system refuses is done without. */
    while (hired + 1 < hands && pthread_create(&helpers[hired], NULL, hand_work, &hall) == 0)
        hired++;
    hand_work(&hall);
    for (size_t i = 0; i < hired; i++)
        pthread_join(helpers[i], NULL);
    if (hall.has_failed)
        *error_r = hall.error;
    return !hall.has_failed;
}
