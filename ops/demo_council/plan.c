/*
 * Which clients a provider has, and which visits the council ordered for them.
 */
#include <stdlib.h>

#include "ops/demo_council/tool.h"
#include "ops/demo_council/week.h"

/* A visit of the day: when it may begin, and how long it may be. */
struct visit_kind {
    int first_minute, last_minute; /* of the day */
    int lengths[3];                /* minutes */
};

enum visit_of_day { MORNING, LUNCH, TEA, BED, VISIT_OF_DAY_COUNT };
static const struct visit_kind visit_kinds[VISIT_OF_DAY_COUNT] = {
    [MORNING] = {7 * 60, 9 * 60 + 30, {30, 45, 60}},
    [LUNCH] = {12 * 60, 13 * 60, {15, 30, 30}},
    [TEA] = {16 * 60, 17 * 60 + 15, {15, 30, 30}},
    [BED] = {20 * 60, 21 * 60 + 15, {15, 30, 45}},
};

/* A care package: visits of the day, on how many days, and how often two carers come. */
struct package {
    int weight;
    bool has[VISIT_OF_DAY_COUNT];
    int first_days, last_days;
    int double_handed_percent;
};
static const struct package packages[] = {
    {29, {true, false, false, false}, 2, 5, 2}, {34, {true, false, false, false}, 7, 7, 3},
    {23, {true, false, false, true}, 7, 7, 4},  {9, {true, true, false, true}, 7, 7, 18},
    {4, {true, true, true, true}, 7, 7, 35},
};
#define PACKAGE_COUNT ((int)(sizeof packages / sizeof packages[0]))

static const struct package *pick_package(struct random *random)
{
    int weights[PACKAGE_COUNT];
    for (int i = 0; i < PACKAGE_COUNT; i++)
        weights[i] = packages[i].weight;
    return &packages[random_pick(random, PACKAGE_COUNT, weights)];
}

static void add_visit(struct week *week, const struct visit *visit)
{
    if (week->visit_count == week->visit_capacity) {
        week->visit_capacity = week->visit_capacity * 2 + 256;
        week->visits = must_realloc(week->visits, (size_t)week->visit_capacity, sizeof *visit);
    }
    week->visits[week->visit_count++] = *visit;
}

static void add_order_line(struct week *week, struct visit visit)
{
    for (visit.hand = 1; visit.hand <= visit.carers; visit.hand++)
        add_visit(week, &visit);
}

static struct client *add_client(struct week *week, int number, struct random *random)
{
    if (week->client_count == week->client_capacity) {
        week->client_capacity = week->client_capacity * 2 + 64;
        week->clients =
            must_realloc(week->clients, (size_t)week->client_capacity, sizeof *week->clients);
    }
    struct client *client = must_realloc(NULL, 1, sizeof *client);
    *client = (struct client){
        .number = number,
        .care_manager = (int)random_between(random, 1, 60),
        .suspended_from = DAY_NOT_GIVEN,
        .suspended_to = DAY_NOT_GIVEN,
    };
    if (random_percent(random, 1))
        client->spot_hour_pence = 2 * random_between(random, 1150, 1400);
    if (random_between(random, 1, 250) == 1) {
        client->suspended_from = week->first_day + (day_t)random_between(random, 0, 5);
        client->suspended_to = client->suspended_from + (day_t)random_between(random, 1, 9);
    }
    week->clients[week->client_count++] = client;
    return client;
}

static void plan_home_care(struct week *week, const struct client *client, struct random *random)
{
    const struct package *package = pick_package(random);
    int days = (int)random_between(random, package->first_days, package->last_days);
    int carers = random_percent(random, package->double_handed_percent) ? 2 : 1;
    int starts[VISIT_OF_DAY_COUNT], lengths[VISIT_OF_DAY_COUNT];
    for (int i = 0; i < VISIT_OF_DAY_COUNT; i++) {
        const struct visit_kind *kind = &visit_kinds[i];
        starts[i] = 5 * (int)random_between(random, kind->first_minute / 5, kind->last_minute / 5);
        lengths[i] = kind->lengths[random_between(random, 0, 2)];
    }
    int order_line = 0;
    for (int day = 0; day < days; day++) {
        for (int i = 0; i < VISIT_OF_DAY_COUNT; i++) {
            if (!package->has[i])
                continue;
            int64_t day_s = (int64_t)(week->first_day + day) * SECONDS_PER_DAY;
            add_order_line(week, (struct visit){.client = client,
                                                .service = SERVICE_HC,
                                                .order_line = ++order_line,
                                                .carers = carers,
                                                .planned_s = day_s + starts[i] * MINUTE_S,
                                                .planned_minutes = lengths[i]});
        }
    }
}

static void plan_nights(struct week *week, const struct client *client, struct random *random)
{
    int nights = (int)random_between(random, 3, 7);
    for (int night = 0; night < nights; night++) {
        int64_t day_s = (int64_t)(week->first_day + night) * SECONDS_PER_DAY;
        add_order_line(week, (struct visit){.client = client,
                                            .service = SERVICE_NIGHT,
                                            .order_line = night + 1,
                                            .carers = 1,
                                            .planned_s = day_s + 22 * HOUR_S,
                                            .planned_minutes = 9 * 60});
    }
}

struct week week_plan(const struct provider *provider, day_t first_day, int visit_count,
                      int first_client, struct random *random)
{
    struct week week = {.provider = provider, .first_day = first_day};
    while (week.visit_count < visit_count) {
        const struct client *client = add_client(&week, first_client + week.client_count, random);
        plan_home_care(&week, client, random);
        if (random_percent(random, 1))
            plan_nights(&week, client, random);
    }
    return week;
}

void week_free(struct week *week)
{
    for (int i = 0; i < week->client_count; i++)
        free(week->clients[i]);
    free(week->clients);
    free(week->visits);
}
