/*
 * The engine's workbench for one provider's night: each bill line with what is
 * known of it so far.  Steps in match.c fill it in turn; a line whose verdict
 * is final is skipped by the steps after.
 */
#ifndef TALLYSTICK_ENGINE_OPEN_LINE_H
#define TALLYSTICK_ENGINE_OPEN_LINE_H

#include "matcher/engine/match.h"
#include "matcher/engine/numbering.h"
#include "matcher/engine/pricing.h"
#include "matcher/engine/terms_lookup.h"

/* Every field is set where a line is opened (match.c): its room has not been zeroed. */
struct open_line {
    const struct bill_line *line;
    const struct carried *carried;
    struct verdict *verdict;
    const struct service_rule *service; /* NULL: none of that service */
    uint32_t package;                   /* of workbench.packages */
    uint32_t carer;                     /* of workbench.carers; NUMBER_NONE: none is named */
    bool is_final;
    bool is_delivered; /* outcome "delivered" */
    bool is_credit;
    bool names_order;
    bool is_carried;
    bool is_decided; /* a decision waits for it */
    bool claims_length;
    int64_t claimed_start_s; /* the line's */

    /* Delivered time: evidence, else actual, else claimed (matching.md, section 3). */
    const struct evidence *evidence; /* the piece that it keeps, or NULL */
    int64_t delivered_start_s;
    int64_t delivered_end_s;
    int64_t delivered_minutes;
    int64_t billed_minutes; /* or NOT_GIVEN */
    day_t delivered_day;    /* civil */
};

/* A line of an earlier night, with what tonight's credits take from it. */
struct past_state {
    const struct past_line *past;
    int64_t credited_pence; /* earlier credits and tonight's */
    bool is_answered;       /* of what was paid before: tonight's line of that visit is held */
};

/* Credited in full: gives back its slot and its part of a running total. */
static inline bool past_is_given_back(const struct past_state *state)
{
    return state->past->paid && state->credited_pence > 0 &&
           state->credited_pence >= state->past->payable_pence;
}

/* Paid and not given back. */
static inline bool past_stands(const struct past_state *state)
{
    return state->past->paid && !past_is_given_back(state);
}

/* Paid to the provider at hand: an order line that went from one provider to another has its
 * slots and totals used up by both, but all else is between lines of one provider. */
static inline bool past_is_own(const struct match_input *input, const struct past_state *state)
{
    return text_equal(state->past->line.provider, input->provider_ref);
}

/* Whether a line that starts then is of the client, service and start that another process paid. */
static inline bool past_is_visit(const struct past_line *before, const struct bill_line *line,
                                 int64_t start_s)
{
    return start_s == before->line.claimed_start_s &&
           text_equal(line->client_ref, before->line.client_ref) &&
           text_equal(line->service, before->line.service);
}

struct identities;
struct counted;

struct workbench {
    struct arena *arena;
    struct arena *verdict_arena; /* what verdicts point to lies in it */
    bool keeps_all_checks;       /* also of lines that are matched */
    const struct rules *rules;
    const struct match_input *input;
    struct terms_lookup *terms;
    struct wall_clock *clock;
    struct rate_card *rate_card;
    struct numbering *packages; /* client and service */
    struct numbering *carers;
    struct identities *identities; /* engine/repeat.c; NULL: not looked at yet */
    struct counted *counted;       /* engine/quantity.c; the same */
    size_t line_count;
    struct open_line *lines; /* parallel to input->lines */
    size_t credit_count;     /* of these */
    size_t past_count;
    struct past_state *past; /* parallel to input->past */
};

/* Of a line that nothing is known of yet; the verdict is all zero before. */
void verdict_begin(struct verdict *verdict, const struct bill_line *line);

/* What the council says of a service; NULL: nothing. */
const struct service_rule *service_rule_of(const struct rules *rules, struct text service);

/* The unit of a quantity or rate: the line's, else its service's, else hours. */
enum quantity_unit open_line_unit(const struct open_line *open);

/* The settings in force for a line on a day. */
const struct settings *open_line_terms(const struct workbench *bench, const struct bill_line *line,
                                       day_t day);

/* VAT rate of a line under those settings: the terms', else the service's. */
int64_t open_line_vat_percent_e4(const struct open_line *open, const struct settings *settings);

/* Takes the delivered time from evidence, actual or claimed times. */
void open_line_take_delivered(const struct workbench *bench, struct open_line *open);

/* What judge.h wrote of an open line is a draft until the line is final; this takes it back. */
void open_line_drop_draft(struct open_line *open);

/* Whether a provider (NULL: no record) can be paid; *obstacle_r says why not. */
bool provider_is_payable(const struct provider *provider, enum reason *obstacle_r);

/* Ends a line for which nothing could be compared. */
void open_line_hold(struct open_line *open, enum reason reason);
void open_line_end(struct open_line *open, enum verdict_kind kind, uint64_t reasons);
/* Holds it duplicate_visit for a line of the input, of tonight or an earlier night; NULL: for one
 * that is not known. */
void open_line_hold_again(const struct workbench *bench, struct open_line *open,
                          const struct bill_line *other);

/* By (delivered start, invoice_no, line_no): matching.md, section 7.  Comparators take
 * pointers to `struct open_line *`, for qsort. */
int open_line_compare_delivered(const void *a, const void *b);

#endif
