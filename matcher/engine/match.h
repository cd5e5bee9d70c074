/*
 * The engine: every bill line of one provider that has to be looked at tonight,
 * against what was ordered and seen.  Pure: no I/O, clock or environment; the
 * same input gives the same verdicts in whatever order it comes.
 *
 * Everything in matching.md that compares lines with each other stays within
 * one provider, so a provider is the unit of work and of memory.  A client's
 * purse alone does not: what other providers' lines took from it comes in as
 * `spent`, and where terms set one, providers are judged one after another.
 */
#ifndef TALLYSTICK_ENGINE_MATCH_H
#define TALLYSTICK_ENGINE_MATCH_H

#include <stddef.h>

#include "matcher/base/arena.h"
#include "matcher/engine/rules.h"
#include "matcher/engine/verdict.h"
#include "matcher/record/bill_line.h"
#include "matcher/record/order_line.h"
#include "matcher/record/standing.h"

/*
 * A line that an earlier night ended: paid, or rejected by a decision.  Paid
 * lines keep the times, order and price that they were paid on.
 */
struct past_line {
    struct bill_line line;
    bool paid;      /* else rejected by a decision */
    bool is_before; /* by another process, before this one began: of it only provider, client,
                       service, start, invoice and perhaps line are known */
    int64_t delivered_start_s;
    int64_t delivered_end_s;
    int64_t payable_pence;
    int64_t credited_pence; /* by credits paid so far, >= 0 */
    struct text order_no;   /* empty: none */
    struct text order_line;
    int32_t slot; /* 0: none */
    int32_t turn;
    day_t period_first;
    int64_t counted_e4;
    day_t ended_on; /* business date of that night, for explain.h; 0: not read */
};

/* A held line's last pairing and any decision that waits for it. */
struct carried {
    bool is_carried; /* false: read tonight */
    bool is_decided;
    enum decision_kind decision;
    int64_t expected_pence; /* of its last verdict, or NOT_GIVEN */
    uint64_t reasons;       /* of its last verdict */
    struct text order_no;   /* it was last compared with; empty: none */
    struct text order_line;
    int32_t slot;
    int64_t order_id; /* of its last verdict; NOT_GIVEN: none */
    int64_t delivered_start_s;
    int64_t delivered_minutes;
};

extern const struct carried nothing_carried; /* of a line read tonight */

/* A line paid before as a variance, by whichever provider, and not credited in full: what it took
 * from its client's purse of the week (engine/purse.h). */
struct spent_line {
    int64_t line_id;
    struct text client_ref;
    int64_t delivered_start_s;
    int64_t pence; /* |payable - expected price|, > 0 */
};

struct match_input {
    const struct provider *provider; /* NULL: no record */
    struct text provider_ref;

    /* Tonight's lines in loading order: carried ones by line_id, then new ones. */
    size_t line_count;
    const struct bill_line *lines;
    size_t carried_count;
    const struct carried *carried; /* of the first carried_count lines; the others are new */

    /* Lines of earlier nights that bear on them: of the same identity; named by
     * their credits; overlapping or near in time; and, whoever was paid for them,
     * of the same order and period; in a slot of the orders below. */
    size_t past_count;
    const struct past_line *past;

    /*
     * The current version of the order lines of this provider that they could
     * be set against: those named, those planned within pair_window of one of
     * their starts, period and unit order lines of their clients and services.
     * For every (client, service) of theirs that has any active order line, one
     * at least is among them, however far away.
     */
    size_t order_count;
    const struct order_line *orders;

    size_t evidence_count;
    const struct evidence *evidence;

    size_t rate_count;
    const struct rate_entry *rates; /* of this provider */

    /* Of the lines' clients, in the weeks that the lines may lie in: on earlier nights, and by
     * providers before this one tonight.  Only where terms_have_purse(). */
    size_t spent_count;
    const struct spent_line *spent;
};

static inline const struct carried *carried_of_line(const struct match_input *input, size_t i)
{
    return i < input->carried_count ? &input->carried[i] : &nothing_carried;
}

/* Verdicts have their checks unless they are matched: only explain.h asks for those. */
struct match_output {
    struct verdict *verdicts; /* parallel to input lines */
};

/* The line that has the visit of one held duplicate_visit, of tonight or an earlier night; NULL:
 * none is known, or it is another provider's. */
const struct bill_line *match_other_line(const struct match_input *input,
                                         const struct verdict *verdict);

void match_provider(struct arena *arena, const struct rules *rules, const struct match_input *input,
                    struct match_output *output_r);

#endif
