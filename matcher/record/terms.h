/*
 * Contract terms as they are written: blocks by provider and service, each
 * from a date on, each with some of the settings.  engine/terms_lookup.h finds
 * what is in force.  matching.md, sections 3 to 6; docs/configuration.md.
 */
#ifndef TALLYSTICK_RECORD_TERMS_H
#define TALLYSTICK_RECORD_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "matcher/base/text.h"

/*
 * The checks, in the order of the table in matching.md, section 5; reason codes
 * follow this order.  Limits: agree, pay (ten-thousandths of a minute, penny or
 * unit), and percentages.
 * X(name, word, what the difference is in, agree_e4, pay_e4, pay_percent_e4)
 */
#define CHECK_LIST(X)                                                                              \
    X(START, "start", "min", 15 * E4, 30 * E4, NOT_GIVEN)                                          \
    X(SHORT, "short", "min", 0, 5 * E4, NOT_GIVEN)                                                 \
    X(LONG, "long", "min", 0, 5 * E4, NOT_GIVEN)                                                   \
    X(BILLED, "billed", "min", 0, 5 * E4, NOT_GIVEN)                                               \
    X(RATE, "rate", "p/h", 0, 0, NOT_GIVEN)                                                        \
    X(AMOUNT, "amount", "p", 0, 100 * E4, 2 * E4)                                                  \
    X(ARITHMETIC, "arithmetic", "p", 1 * E4, 1 * E4, NOT_GIVEN)                                    \
    X(VAT, "vat", "p", 0, 1 * E4, NOT_GIVEN)                                                       \
    X(EVIDENCE, "evidence", "", 0, 0, NOT_GIVEN)                                                   \
    X(QUANTITY, "quantity", "", 0, 0, NOT_GIVEN)

enum check {
#define X(name, word, unit, agree, pay, pay_percent) CHECK_##name,
    CHECK_LIST(X)
#undef X
        CHECK_COUNT
};

const char *check_word(enum check check);
const char *check_unit(enum check check);

/* As written; what is left out is NOT_GIVEN. */
struct tolerance {
    int64_t agree_e4;
    int64_t agree_percent_e4;
    int64_t pay_e4;
    int64_t pay_percent_e4;
    bool exceed_report; /* outside counts as within */
    bool off;
};

/* Fills what the rule gives to limits left out: agree 0, pay as agree. */
struct tolerance tolerance_complete(struct tolerance written);
/* pay tighter than agree, judged part by part. */
bool tolerance_is_tight(const struct tolerance *tolerance);

#define ROUNDING_RULE_LIST(X)                                                                      \
    X(NONE, "none") X(NEAREST, "nearest") X(UP, "up") X(DOWN, "down") X(BANDS, "bands")
#define PAY_ON_LIST(X)        X(ACTUAL, "actual") X(PLANNED, "planned") X(LESSER, "lesser")
#define PAY_LIST(X)           X(BILLED, "billed") X(LESSER, "lesser")
#define VISIT_PRICING_LIST(X) X(COVER, "cover") X(STEP, "step")

#define X(name, word) ROUNDING_##name,
enum rounding_rule { ROUNDING_RULE_LIST(X) ROUNDING_COUNT };
#undef X
#define X(name, word) PAY_ON_##name,
enum pay_on { PAY_ON_LIST(X) PAY_ON_COUNT };
#undef X
#define X(name, word) PAY_##name,
enum pay { PAY_LIST(X) PAY_COUNT };
#undef X
#define X(name, word) VISIT_PRICING_##name,
enum visit_pricing { VISIT_PRICING_LIST(X) VISIT_PRICING_COUNT };
#undef X

bool rounding_rule_parse(struct text t, enum rounding_rule *rule_r);
bool pay_on_parse(struct text t, enum pay_on *pay_on_r);
bool pay_parse(struct text t, enum pay *pay_r);
bool visit_pricing_parse(struct text t, enum visit_pricing *pricing_r);
const char *rounding_rule_word(enum rounding_rule rule);
const char *pay_on_word(enum pay_on pay_on);
const char *pay_word(enum pay pay);
const char *visit_pricing_word(enum visit_pricing pricing);

struct rounding {
    enum rounding_rule rule;
    int32_t step;    /* minutes, > 0 but for rule none */
    int32_t grace;   /* minutes; rule bands */
    int32_t minimum; /* minutes; 0: none */
    size_t band_count;
    const int32_t *bands; /* ascending */
};

/* One line of the `outcomes` list; the first that fits prices the line. */
struct outcome_price {
    struct text outcome;           /* lower case */
    int64_t notice_below_hours_e4; /* or NOT_GIVEN */
    int64_t percent_e4;
};

/*
 * The settings besides tolerances, each looked up on its own.
 * X(name, the key in the configuration)
 */
#define SETTING_LIST(X)                                                                            \
    X(PAY_ON, "pay_on")                                                                            \
    X(PAY, "pay")                                                                                  \
    X(ROUNDING, "rounding")                                                                        \
    X(VISIT_PRICING, "visit_pricing")                                                              \
    X(PAIR_WINDOW, "pair_window")                                                                  \
    X(CARER_OVERLAP, "carer_overlap")                                                              \
    X(MISSED_AFTER, "missed_after")                                                                \
    X(DRIFT_LIMIT_PERCENT, "drift_limit_percent")                                                  \
    X(DRIFT_MINUTES_PERCENT, "drift_minutes_percent")                                              \
    X(REQUIRE_EVIDENCE, "require_evidence")                                                        \
    X(OUTCOMES, "outcomes")                                                                        \
    X(UNDER_DELIVERY, "under_delivery")                                                            \
    X(SHRINKING_PERCENT, "shrinking_percent")                                                      \
    X(SHRINKING_WEEKS, "shrinking_weeks")                                                          \
    X(SHORT_HANDED_LIMIT, "short_handed_limit")                                                    \
    X(NO_REPLY_LIMIT, "no_reply_limit")                                                            \
    X(NO_REPLY_WEEKS, "no_reply_weeks")                                                            \
    X(PURSE_PENCE, "purse_pence")                                                                  \
    X(VAT_PERCENT, "vat_percent")

enum setting {
#define X(name, word) SETTING_##name,
    SETTING_LIST(X)
#undef X
        SETTING_COUNT
};

const char *setting_word(enum setting setting);

/* One value for every setting and check. */
struct settings {
    enum pay_on pay_on;
    enum pay pay;
    enum visit_pricing visit_pricing;
    struct rounding rounding;
    int32_t pair_window;   /* minutes */
    int32_t carer_overlap; /* minutes */
    int32_t missed_after;  /* days */
    bool require_evidence;
    int64_t drift_limit_percent_e4;
    int64_t drift_minutes_percent_e4;
    int64_t under_delivery_percent_e4;
    int64_t shrinking_percent_e4; /* 0: never told */
    int32_t shrinking_weeks;
    int32_t short_handed_limit; /* visits in a week; 0: never told */
    int32_t no_reply_limit;     /* visits; 0: never told */
    int32_t no_reply_weeks;
    int64_t purse_pence;    /* NOT_GIVEN: off */
    int64_t vat_percent_e4; /* NOT_GIVEN: the service's */
    size_t outcome_count;
    const struct outcome_price *outcomes;
    struct tolerance tolerances[CHECK_COUNT];
};

/* What holds where no terms speak. */
struct settings settings_default(void);

/* A block as written: who it is for, from when, and which settings it has.
 * Tolerances in it are complete (tolerance_complete). */
struct terms_block {
    struct text provider; /* empty: every provider */
    struct text service;  /* empty: every service */
    day_t valid_from;
    uint32_t has_setting; /* bit 1 << enum setting */
    uint32_t has_check;   /* bit 1 << enum check */
    struct settings values;
};

struct terms {
    size_t block_count;
    const struct terms_block *blocks;
};

#endif
