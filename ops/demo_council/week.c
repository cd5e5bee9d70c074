/*
 * What became of each visit of a provider's week, and what it is worth.
 */
#include "ops/demo_council/week.h"

#include <stdio.h>
#include <stdlib.h>

#include "ops/demo_council/tool.h"

const int visit_lengths[VISIT_LENGTH_COUNT] = {15, 30, 45, 60};

const char *service_word(enum service service)
{
    static const char *const words[] = {
#define X(name, word, gl_code) word,
        SERVICE_LIST(X)
#undef X
    };
    return words[service];
}

const char *service_gl_code(enum service service)
{
    static const char *const codes[] = {
#define X(name, word, gl_code) gl_code,
        SERVICE_LIST(X)
#undef X
    };
    return codes[service];
}

void order_no_format(const struct visit *visit, char order_no_r[ORDER_NO_BYTES])
{
    snprintf(order_no_r, ORDER_NO_BYTES, "KC%d%c", visit->client->number,
             service_word(visit->service)[0]);
}

int64_t minutes_to_quarter_hours(int64_t minutes)
{
    return (2 * minutes + 15) / 30 * 15;
}

static int is_weekend(const struct visit *visit)
{
    return day_of_week(civil_day(visit->planned_s)) >= 5;
}

static bool is_priced_by_length(const struct provider *provider, const struct visit *visit)
{
    return visit->service == SERVICE_HC && visit->client->spot_hour_pence == 0 &&
           provider->card.visit_pence[0][0] > 0;
}

static int64_t hour_pence(const struct provider *provider, const struct visit *visit)
{
    if (visit->service == SERVICE_HC && visit->client->spot_hour_pence > 0)
        return visit->client->spot_hour_pence;
    return provider->card.hour_pence[visit->service][is_weekend(visit)];
}

int64_t visit_hour_pence(const struct provider *provider, const struct visit *visit)
{
    return is_priced_by_length(provider, visit) ? 0 : hour_pence(provider, visit);
}

int64_t visit_price_pence(const struct provider *provider, const struct visit *visit,
                          int64_t minutes)
{
    if (minutes > 0 && is_priced_by_length(provider, visit))
        for (int i = 0; i < VISIT_LENGTH_COUNT; i++)
            if (minutes <= visit_lengths[i])
                return provider->card.visit_pence[i][is_weekend(visit)];
    return (2 * hour_pence(provider, visit) * minutes + 60) / 120;
}

static bool is_suspended(const struct visit *visit)
{
    day_t day = civil_day(visit->planned_s);
    const struct client *client = visit->client;
    return client->suspended_from != DAY_NOT_GIVEN && client->suspended_from <= day &&
           day <= client->suspended_to;
}

static enum event pick_event(const struct visit *visit, struct random *random)
{
    static const int weights[] = {
#define X(name, weight) weight,
        EVENT_LIST(X)
#undef X
    };
    enum event event = (enum event)random_pick(random, EVENT_COUNT, weights);
    if (is_suspended(visit) && !random_percent(random, 8))
        return EVENT_MISSED; /* the provider knows that the client is in hospital */
    bool is_shortened = event == EVENT_SHORT || event == EVENT_SHORT_BILLED_WHOLE;
    return is_shortened && visit->planned_minutes < 30 ? EVENT_AS_PLANNED : event;
}

/* A few minutes this way or that, the small ones likelier. */
static int64_t deviation_s(struct random *random, int64_t most_minutes)
{
    int64_t half_s = most_minutes * MINUTE_S / 2;
    return random_between(random, -half_s, half_s) + random_between(random, -half_s, half_s);
}

static int64_t minutes_between_s(struct random *random, int64_t low, int64_t high)
{
    return random_between(random, low * MINUTE_S, high * MINUTE_S);
}

static void happen(struct visit *visit, struct random *random)
{
    visit->event = pick_event(visit, random);
    visit->is_billed = visit->event != EVENT_MISSED;
    visit->actual_s = visit->planned_s + deviation_s(random, 12);
    visit->actual_length_s = visit->planned_minutes * MINUTE_S + deviation_s(random, 6);
    visit->billed_minutes = visit->planned_minutes;
    switch (visit->event) {
    case EVENT_LATE:
        visit->actual_s = visit->planned_s + minutes_between_s(random, 16, 30);
        break;
    case EVENT_VERY_LATE:
        visit->actual_s = visit->planned_s + minutes_between_s(random, 32, 80);
        break;
    case EVENT_SHORT:
    case EVENT_SHORT_BILLED_WHOLE:
        visit->actual_length_s =
            visit->planned_minutes * MINUTE_S - minutes_between_s(random, 9, 15);
        break;
    case EVENT_LONG:
        visit->actual_length_s =
            visit->planned_minutes * MINUTE_S + minutes_between_s(random, 9, 15);
        break;
    case EVENT_CANCELLED:
        visit->notice_s = visit->planned_s - minutes_between_s(random, 60, 72 * 60);
        break;
    default:
        break;
    }
    if (visit->event == EVENT_SHORT || visit->event == EVENT_LONG)
        visit->billed_minutes =
            minutes_to_quarter_hours((visit->actual_length_s + MINUTE_S / 2) / MINUTE_S);
}

/* The second carer of a visit comes and goes with the first. */
static void happen_as_first_hand(struct visit *visit, const struct visit *first)
{
    visit->event = first->event;
    visit->is_billed = first->is_billed;
    visit->actual_s = first->actual_s;
    visit->actual_length_s = first->actual_length_s;
    visit->billed_minutes = first->billed_minutes;
    visit->notice_s = first->notice_s;
}

static int by_actual_start(const void *a, const void *b)
{
    const struct visit *x = *(const struct visit *const *)a, *y = *(const struct visit *const *)b;
    if (x->actual_s != y->actual_s)
        return x->actual_s < y->actual_s ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* Carers of a provider, the first of them the one who is free earliest. */
struct carers {
    int count;
    struct carer {
        int64_t free_s;
        int number;
    } * heap;
};

static void sift_down(struct carers *carers, int at)
{
    for (;;) {
        int least = at;
        for (int child = 2 * at + 1; child <= 2 * at + 2 && child < carers->count; child++)
            if (carers->heap[child].free_s < carers->heap[least].free_s)
                least = child;
        if (least == at)
            return;
        struct carer swapped = carers->heap[at];
        carers->heap[at] = carers->heap[least];
        carers->heap[least] = swapped;
        at = least;
    }
}

static void sift_up(struct carers *carers, int at)
{
    while (at > 0 && carers->heap[at].free_s < carers->heap[(at - 1) / 2].free_s) {
        struct carer swapped = carers->heap[at];
        carers->heap[at] = carers->heap[(at - 1) / 2];
        carers->heap[(at - 1) / 2] = swapped;
        at = (at - 1) / 2;
    }
}

/* Nobody is in two places, with ten minutes on the road between two visits. */
static int send_carer(struct carers *carers, const struct visit *visit)
{
    int64_t free_s = visit->actual_s + visit->actual_length_s + 10 * MINUTE_S;
    int number;
    if (carers->count > 0 && carers->heap[0].free_s <= visit->actual_s) {
        number = carers->heap[0].number;
        carers->heap[0].free_s = free_s;
        sift_down(carers, 0);
    } else {
        number = carers->count + 1;
        carers->heap[carers->count++] = (struct carer){.free_s = free_s, .number = number};
        sift_up(carers, carers->count - 1);
    }
    return number;
}

static void send_carers(struct week *week)
{
    size_t count = (size_t)week->visit_count;
    struct visit **visits = must_realloc(NULL, count, sizeof *visits);
    struct carers carers = {.heap = must_realloc(NULL, count, sizeof *carers.heap)};
    for (size_t i = 0; i < count; i++)
        visits[i] = &week->visits[i];
    qsort(visits, count, sizeof *visits, by_actual_start);
    for (size_t i = 0; i < count; i++)
        visits[i]->carer = send_carer(&carers, visits[i]);
    free(carers.heap);
    free(visits);
}

void week_happen(struct week *week, struct random *random)
{
    for (int i = 0; i < week->visit_count; i++) {
        struct visit *visit = &week->visits[i];
        if (visit->hand == 1)
            happen(visit, random);
        else
            happen_as_first_hand(visit, visit - 1);
    }
    send_carers(week);
}
