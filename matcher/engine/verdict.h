/*
 * What the engine says of a bill line, and the codes that it says it with.
 */
#ifndef TALLYSTICK_ENGINE_VERDICT_H
#define TALLYSTICK_ENGINE_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/decimal.h"
#include "matcher/record/order_line.h"
#include "matcher/record/reject.h"
#include "matcher/record/terms.h"

/* X(name, word) */
#define VERDICT_LIST(X)                                                                            \
    X(MATCHED, "matched")                                                                          \
    X(VARIANCE, "variance")                                                                        \
    X(HELD, "held")                                                                                \
    X(REJECTED, "rejected")                                                                        \
    X(DUPLICATE, "duplicate")

enum verdict_kind {
#define X(name, word) VERDICT_##name,
    VERDICT_LIST(X)
#undef X
        VERDICT_COUNT
};

/*
 * Reasons besides the checks (which are reasons under their own names and come
 * first).  Reasons for which nothing could be compared stand in the order in
 * which the first that applies wins.
 * X(name, code, in words, for the provider: what to do)
 */
#define REASON_LIST(X)                                                                             \
    X(CHANGED_LINE, "changed_line", "the same invoice line was paid before with other content",    \
      "credit the paid line first, then bill under a new line number")                             \
    X(PROVIDER_UNKNOWN, "provider_unknown", "the provider has no record, or no way to be paid",    \
      "send the council your payment details")                                                     \
    X(PROVIDER_SUSPENDED, "provider_suspended", "the provider is suspended",                       \
      "ask the council's contracts team")                                                          \
    X(CLIENT_SUSPENDED, "client_suspended", "the client was not to be served on that day",         \
      "check that the visit took place and ask the care manager")                                  \
    X(FUTURE_VISIT, "future_visit", "the visit's date has not come yet",                           \
      "nothing: the line is looked at again when the date has come")                               \
    X(NO_ORDER, "no_order", "nothing was ordered for this provider, client and service",           \
      "check the client reference, the service and the order number")                              \
    X(CARER_OVERLAP, "carer_overlap", "the carer was with another client at that time",            \
      "check the carer and the times")                                                             \
    X(DUPLICATE_VISIT, "duplicate_visit", "this visit has been billed before",                     \
      "withdraw the line, or credit the other one if it was paid")                                 \
    X(NO_SLOT, "no_slot", "no ordered visit is left near this time",                               \
      "check the times, or ask the care manager to order the visit")                               \
    X(NO_RATE, "no_rate", "no rate is agreed for this service, day and time",                      \
      "nothing: the council has to enter the rate")                                                \
    X(NO_CREDITED_LINE, "no_credited_line",                                                        \
      "the credit names no paid line, or takes more than was paid for it",                         \
      "name the invoice and line that the credit is for")                                          \
    X(PURSE_SPENT, "purse_spent",                                                                  \
      "the client's allowance for differences from the agreed price, above or below, is spent",    \
      "bill exactly the agreed price, or wait for the council's decision")                         \
    X(SUPERSEDED, "superseded", "a later file replaced this line", "nothing")                      \
    X(DECIDED, "decided", "a person decided", "nothing")

enum reason {
#define X(name, word, unit, agree, pay, pay_percent) REASON_##name,
    CHECK_LIST(X)
#undef X
#define X(name, code, words, todo) REASON_##name,
        REASON_LIST(X)
#undef X
#define X(name, code, words) REASON_##name,
            REJECT_LIST(X)
#undef X
                REASON_COUNT
};
_Static_assert((int)REASON_QUANTITY == (int)CHECK_QUANTITY, "a check is its own reason");
_Static_assert(REASON_COUNT <= 63, "a set of reasons is one word");

#define REASON_BIT(name) (UINT64_C(1) << REASON_##name)

const char *verdict_word(enum verdict_kind kind);
bool verdict_parse(struct text t, enum verdict_kind *kind_r);
const char *reason_code(enum reason reason);
const char *reason_in_words(enum reason reason);
const char *reason_what_to_do(enum reason reason);
bool reason_parse(struct text t, enum reason *reason_r);

enum zone_of_check { ZONE_OFF, ZONE_AGREES, ZONE_WITHIN, ZONE_OUTSIDE };
const char *zone_of_check_word(enum zone_of_check zone); /* off agrees within outside */

struct check_result {
    enum zone_of_check zone;
    int64_t difference_e4;
    int64_t expected_e4; /* what percentages are of */
};

/* What was compared of a line, and with what. */
struct checks {
    struct check_result results[CHECK_COUNT];
    struct text totals; /* of the line's document, which do not add up; empty: they do */
    const struct settings *settings; /* that they were held against; as long as the arena lives
                                        that the verdict is in */
};

/* The purse that a difference is paid from, and what it takes or would have taken. */
struct purse_told {
    int64_t purse_pence;  /* NOT_GIVEN: none */
    int64_t before_pence; /* spent of its client's week before it */
    int64_t share_pence;  /* > 0 */
};

/* A night has one a line, so that it is kept small. */
struct verdict {
    enum verdict_kind kind;
    int32_t slot;          /* 1..carers; 0: none (basis period, unit) */
    int32_t turn;          /* of the slot or service: 1 + full credits before */
    int32_t identity_turn; /* of the invoice line, likewise */
    day_t period_first;    /* basis period: first day of its period; else DAY_NOT_GIVEN */
    uint32_t other;   /* duplicate_visit: which line has the visit (match_other_line()); 0: none
                         is known */
    uint64_t reasons; /* REASON_BIT set; codes are written in enum order */

    int64_t delivered_start_s; /* utc */
    int64_t delivered_end_s;
    int64_t delivered_minutes;
    int64_t billed_minutes;   /* or NOT_GIVEN */
    int64_t expected_minutes; /* or NOT_GIVEN: nothing was compared */
    int64_t expected_pence;   /* or NOT_GIVEN */
    int64_t billed_vat_pence; /* 0 where none */
    int64_t payable_pence;    /* 0 unless paid */
    int64_t payable_vat_pence;

    const struct order_line *order; /* what it was compared with; NULL: nothing */
    int64_t counted_e4;             /* minutes or units that it adds to its running total */
    int64_t evidence_id;            /* 0: none */
    int64_t credits_line_id;        /* the paid line that a credit takes from; 0: none */

    const struct checks *checks;    /* NULL: nothing was compared, or all agrees (see match.h) */
    const struct purse_told *purse; /* NULL: it takes nothing from one */
};

static inline bool verdict_is_paid(const struct verdict *verdict)
{
    return verdict->kind == VERDICT_MATCHED || verdict->kind == VERDICT_VARIANCE;
}

/* ZONE_OFF also where there are no checks. */
static inline enum zone_of_check verdict_zone(const struct verdict *verdict, enum check check)
{
    return verdict->checks == NULL ? ZONE_OFF : verdict->checks->results[check].zone;
}

/* By a person, to be paid or not. */
static inline bool verdict_is_decided(const struct verdict *verdict)
{
    return (verdict->reasons & REASON_BIT(DECIDED)) != 0;
}

#endif
