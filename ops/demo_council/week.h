/*
 * One provider's week: the clients that the council placed with it, the visits
 * planned for them, and what became of each visit.
 *
 * Times are civil seconds (matcher/base/civil.h); money is pence.
 */
#ifndef TALLYSTICK_DEMO_WEEK_H
#define TALLYSTICK_DEMO_WEEK_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/civil.h"
#include "ops/demo_council/random.h"

#define MINUTE_S 60
#define HOUR_S   3600

/* X(name, word, the council's account for it) */
#define SERVICE_LIST(X)                                                                            \
    X(HC, "HC", "42100")       /* home care: personal care in visits */                            \
    X(NIGHT, "NIGHT", "42300") /* a carer awake in the house from 22:00 to 07:00 */
enum service {
#define X(name, word, gl_code) SERVICE_##name,
    SERVICE_LIST(X)
#undef X
        SERVICE_COUNT
};
const char *service_word(enum service service);
const char *service_gl_code(enum service service);

/*
 * What became of a visit.  X(name, in so many of 10 000 visits)
 */
#define EVENT_LIST(X)                                                                              \
    X(AS_PLANNED, 9564)                                                                            \
    X(LATE, 110)              /* by more than 15 minutes */                                        \
    X(VERY_LATE, 40)          /* by more than 30 */                                                \
    X(SHORT, 60)              /* by 8 to 15 minutes, and billed so */                              \
    X(SHORT_BILLED_WHOLE, 25) /* the same, but billed as planned */                                \
    X(LONG, 50)               /* by 8 to 15 minutes, and billed so */                              \
    X(PENNIES_OVER, 40)       /* billed up to 2 % over the price */                                \
    X(POUNDS_OVER, 10)        /* billed 5 to 40 % over it */                                       \
    X(MISSED, 18)             /* nobody came and nobody bills */                                   \
    X(CANCELLED, 40)          /* called off beforehand */                                          \
    X(NO_REPLY, 25)           /* the carer stood before a locked door */                           \
    X(BILLED_TWICE, 10)                                                                            \
    X(CLIENT_MISTYPED, 8)
enum event {
#define X(name, weight) EVENT_##name,
    EVENT_LIST(X)
#undef X
        EVENT_COUNT
};

/* Prices of visits by length; a price is 0 where the card has none. */
#define VISIT_LENGTH_COUNT 4
extern const int visit_lengths[VISIT_LENGTH_COUNT]; /* minutes, ascending */

struct rate_card {
    int64_t hour_pence[SERVICE_COUNT][2];       /* [1]: at the weekend */
    int64_t bank_holiday_hour_pence;            /* home care */
    int64_t visit_pence[VISIT_LENGTH_COUNT][2]; /* home care; all 0: priced by the hour */
};

struct provider {
    int number;
    bool uses_portal;         /* bills in the portal's layout, else in ours */
    bool has_call_monitoring; /* actual times come as evidence, not on the bill */
    bool names_orders;        /* its bill lines name the order */
    bool is_always_over;      /* every price a little over the contract's */
    struct rate_card card;
};

struct client {
    int number;
    int care_manager;
    int64_t spot_hour_pence; /* 0: the provider's card holds */
    day_t suspended_from;    /* DAY_NOT_GIVEN: not suspended */
    day_t suspended_to;
};

/* A visit of one carer: a double-handed visit is two of these. */
struct visit {
    const struct client *client;
    enum service service;
    int order_line;
    int carers; /* of the order line */
    int hand;   /* 1, or 2 for the additional carer */
    int64_t planned_s;
    int64_t planned_minutes;
    enum event event;
    bool is_billed;
    int64_t actual_s;
    int64_t actual_length_s;
    int64_t billed_minutes;
    int64_t notice_s; /* when it was called off: EVENT_CANCELLED */
    int carer;
};

struct week {
    const struct provider *provider;
    day_t first_day; /* Monday */
    int client_count, client_capacity;
    struct client **clients;
    int visit_count, visit_capacity;
    struct visit *visits; /* by client and order line */
};

/* Fills a week with at least visit_count visits of new clients, numbered from first_client;
 * week_free() frees it. */
struct week week_plan(const struct provider *provider, day_t first_day, int visit_count,
                      int first_client, struct random *random);
/* Decides what became of each visit and who went. */
void week_happen(struct week *week, struct random *random);
void week_free(struct week *week);

/* What the contract pays for so many minutes of that visit, and what the provider bills. */
int64_t visit_price_pence(const struct provider *provider, const struct visit *visit,
                          int64_t minutes);
/* The contract's rate for an hour of that visit; 0 where it is priced by its length. */
int64_t visit_hour_pence(const struct provider *provider, const struct visit *visit);
int64_t minutes_to_quarter_hours(int64_t minutes); /* the nearest; half up */
/* Orders are per client and service. */
#define ORDER_NO_BYTES 24
void order_no_format(const struct visit *visit, char order_no_r[ORDER_NO_BYTES]);

#endif
