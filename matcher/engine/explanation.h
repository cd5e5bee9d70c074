/*
 * Why a bill line got its verdict: everything that the rules looked at, for a
 * page that a person reads.  explain.h fills it in, adapters/outbound/explain_page.h
 * puts it in words; the sections are those of docs/matching.md.
 */
#ifndef TALLYSTICK_ENGINE_EXPLANATION_H
#define TALLYSTICK_ENGINE_EXPLANATION_H

#include "matcher/engine/match.h"
#include "matcher/engine/pairing.h"
#include "matcher/engine/pricing.h"

/* Another line that this one met. */
struct line_told {
    const struct bill_line *line;  /* NULL: none */
    const struct past_line *past;  /* an earlier night ended it; NULL: it is tonight's */
    const struct verdict *verdict; /* tonight's; NULL: an earlier night's */
    int64_t start_s;               /* delivered */
    int64_t end_s;
};

/* --- delivered time: section 3 ---------------------------------------------- */

enum delivered_from { DELIVERED_FROM_EVIDENCE, DELIVERED_FROM_ACTUAL, DELIVERED_FROM_CLAIMED };

enum piece_fate {
    PIECE_KEPT,
    PIECE_OF_OTHER_CARER, /* the line names a carer, and it is not this one */
    PIECE_OF_OTHER_LINE,  /* `owner` overlaps it more, or is nearer */
    PIECE_SPARE,          /* the line's, but it keeps another that overlaps more or is earlier */
    PIECE_NOT_TAKEN       /* the line takes no evidence: its outcome, or another verdict before */
};

/* A piece of evidence of the line's client: overlapping the claimed time or in reach of it. */
struct piece_told {
    const struct evidence *piece;
    int64_t overlap_s;  /* with the line's claimed time */
    int64_t distance_s; /* between claimed start and log-in */
    enum piece_fate fate;
    struct line_told owner; /* PIECE_OF_OTHER_LINE */
    int64_t owner_overlap_s;
    int64_t owner_distance_s;
};

/* --- terms: end of section 5 ------------------------------------------------ */

/* Which day a setting was looked up for. */
enum terms_day { TERMS_DAY_PLANNED, TERMS_DAY_DELIVERED, TERMS_DAY_CLAIMED };

struct setting_told {
    enum setting setting;
    enum terms_day day_of;
    day_t day;
    const struct settings *settings; /* in force on that day */
    const struct terms_block *from;  /* NULL: the default */
};

struct tolerance_told {
    enum check check;
    day_t day;
    const struct tolerance *tolerance;
    const struct terms_block *from; /* NULL: the default */
};

/* --- price: section 4 -------------------------------------------------------- */

struct price_told {
    bool is_asked; /* false: nothing was priced */
    struct price_question question;
    struct price_course course;          /* where the price came from */
    int64_t percent_e4;                  /* of the price: PERCENT_ALL unless an outcome says less */
    const struct outcome_price *outcome; /* the entry that fitted; NULL: none */
    int64_t planned_start_s; /* from which notice counts; of a period or unit: delivered start */
};

/* --- checks: section 5 ------------------------------------------------------- */

enum check_off {
    CHECK_IS_ON,
    CHECK_OFF_IN_TERMS,
    CHECK_NOT_OF_BASIS,
    CHECK_NOT_OF_OUTCOME,
    CHECK_NOT_OF_SELF_BILLED,
    CHECK_NOT_OF_CREDIT,
    CHECK_NOT_GIVEN,    /* the line does not say what would be compared */
    CHECK_NO_CONTRACT,  /* rate: the price came from no one hourly rate */
    CHECK_RATE_OF_UNIT, /* rate: the billed rate is not hourly */
    CHECK_NOT_REACHED   /* nothing was compared: no rate, no counterpart, a decision */
};

/* --- running totals: section 8 ------------------------------------------------ */

struct total_told {
    const struct order_line *order;
    day_t first; /* of the period */
    day_t last;  /* DAY_NOT_GIVEN: no end */
    int64_t before_e4;
    int64_t adds_e4; /* what the line adds or would add */
    bool is_exceeded;
    bool is_chosen;
};

/* --- slots: section 7 ---------------------------------------------------------- */

enum slot_fate {
    SLOT_GOT,          /* the line was set against it */
    SLOT_PAID_BEFORE,  /* an earlier night paid it to `taker` */
    SLOT_DECIDED,      /* a person's decision paid it to `taker`, before the pairing */
    SLOT_TAKEN_NAMED,  /* `taker` named its order, and such lines go first */
    SLOT_IN_PAIRING,   /* it was to be had, and the pairing did otherwise */
    SLOT_NOT_PAIRED_AT /* the line was not paired at all: another reason came first */
};

struct slot_told {
    const struct order_line *order;
    int32_t number; /* 1..carers */
    enum slot_fate fate;
    struct line_told taker; /* who has it; line NULL: nobody */
    bool is_paid_together;  /* paid to `taker`, which was delivered at the same time as the line */
    bool is_taken_after;    /* SLOT_IN_PAIRING: not in the line's pairing, but in a later one */
    struct verdict had;     /* what the line's verdict would be against it */
    int64_t start_minutes;  /* between the starts */
    int64_t length_minutes; /* |delivered - planned| */
    struct pairing_worth forced; /* SLOT_IN_PAIRING: the best pairing in which the line has it;
                                    SLOT_GOT: as explanation.best */
};

/* --- what stood in the way: sections 6 and 9 ------------------------------------ */

struct obstacle_told {
    struct line_told other;
    int64_t common_s; /* overlap of delivered times, where that is what it is about */
};

struct explanation {
    const struct rules *rules;
    const struct match_input *input;
    const struct bill_line *line;
    const struct carried *carried;
    const struct verdict *verdict;

    enum delivered_from delivered_from;
    size_t piece_count;
    const struct piece_told *pieces; /* by log-in */

    size_t setting_count;
    const struct setting_told *settings;
    size_t tolerance_count;
    const struct tolerance_told *tolerances;
    int64_t vat_percent_e4;
    enum quantity_unit unit; /* of the line's quantity */

    struct price_told price;
    enum check_off checks_off[CHECK_COUNT];

    size_t total_count;
    const struct total_told *totals; /* order lines it could count for; by key */

    size_t slot_count;
    const struct slot_told *slots; /* in reach, by planned start */
    struct pairing_worth best;     /* of the pairing that the line was in */
    size_t paired_line_count;      /* lines in that pairing */

    size_t obstacle_count;
    const struct obstacle_told *obstacles;
    const struct suspension *suspension;  /* client_suspended */
    const struct order_line *named_order; /* of that name; rather one of its client and service */

    /* A credit: the paid line it names, and what earlier credits took from it. */
    struct line_told credited;
    int64_t credited_before_pence;
};

#endif
