#include "matcher/engine/repeat.h"

#include <assert.h>

#include "matcher/base/sort.h"
#include "matcher/engine/credit.h"
#include "matcher/engine/judge.h"
#include "matcher/engine/numbering.h"
#include "matcher/engine/quantity.h"

/* --- decisions ------------------------------------------------------------ */

/* Whether a line of the same identity is paid and not credited in full. */
static bool identity_is_paid(const struct workbench *bench, const struct bill_line *line)
{
    for (size_t i = 0; i < bench->past_count; i++)
        if (past_is_own(bench->input, &bench->past[i]) && past_stands(&bench->past[i]) &&
            bill_line_same_identity(&bench->past[i].past->line, line))
            return true;
    return false;
}

/* A changed line can be paid once the line paid first was credited. */
static bool decision_can_pay(const struct workbench *bench, const struct open_line *open)
{
    const struct carried *carried = open->carried;
    const struct bill_line *line = open->line;

    if ((carried->reasons & REASON_BIT(DUPLICATE_VISIT)) != 0 || identity_is_paid(bench, line))
        return false;
    if (open->is_credit && !credit_can_be_decided(bench, open))
        return false;
    bool needs_expected =
        carried->decision == DECISION_PAY_EXPECTED || bill_line_is_self_billed(line);
    return !needs_expected || given(carried->expected_pence);
}

static const struct order_line *order_by_key(const struct match_input *input, struct text order_no,
                                             struct text order_line)
{
    for (size_t i = 0; i < input->order_count; i++)
        if (text_equal(input->orders[i].order_no, order_no) &&
            text_equal(input->orders[i].order_line, order_line))
            return &input->orders[i];
    return NULL;
}

static void decision_pay(const struct workbench *bench, struct open_line *open)
{
    const struct carried *carried = open->carried;
    const struct bill_line *line = open->line;
    struct verdict *verdict = open->verdict;
    bool pays_expected =
        carried->decision == DECISION_PAY_EXPECTED || bill_line_is_self_billed(line);

    open_line_end(open, VERDICT_VARIANCE, REASON_BIT(DECIDED));
    verdict->expected_pence = carried->expected_pence;
    verdict->payable_pence = pays_expected ? carried->expected_pence : line->net_pence;
    verdict->order = order_by_key(bench->input, carried->order_no, carried->order_line);
    if (verdict->order != NULL && verdict->order->basis == BASIS_VISIT)
        verdict->slot = carried->slot; /* group.c looks whether it is still to be had */
}

static void decision_carry_out(const struct workbench *bench, struct open_line *open)
{
    if (open->carried->decision == DECISION_REJECT) {
        open_line_end(open, VERDICT_REJECTED, REASON_BIT(DECIDED));
    } else if (decision_can_pay(bench, open)) {
        decision_pay(bench, open);
        if (open->is_credit)
            credit_decided(bench, open);
    }
}

static void decisions_carry_out(struct workbench *bench, bool on_credits)
{
    for (size_t i = 0; i < bench->input->carried_count; i++) {
        struct open_line *open = &bench->lines[i];
        if (open->is_decided && open->is_credit == on_credits)
            decision_carry_out(bench, open);
    }
}

/* Credits first: what they take back in full is free for the others. */
void decisions_take_effect(struct workbench *bench)
{
    decisions_carry_out(bench, true);
    decisions_carry_out(bench, false);
}

static void decided_measure(const struct workbench *bench, struct open_line *open)
{
    struct verdict *verdict = open->verdict;
    const struct order_line *order = verdict->order;

    verdict->payable_vat_pence = judge_payable_vat_pence(
        open, open_line_terms(bench, open->line, judge_day(bench, open, order)),
        verdict->payable_pence, verdict->billed_vat_pence);
    if (order == NULL || order->basis == BASIS_VISIT)
        return;
    verdict->counted_e4 = judge_counted_e4(open, order);
    verdict->period_first = period_first_day(order, open->delivered_day);
    verdict->turn = 1;
}

void decided_lines_measure(struct workbench *bench)
{
    for (size_t i = 0; i < bench->input->carried_count; i++) {
        struct open_line *open = &bench->lines[i];
        if (open->is_decided && !open->is_credit && open->is_final &&
            verdict_is_decided(open->verdict) && verdict_is_paid(open->verdict))
            decided_measure(bench, open);
    }
}

/* --- the same line again -------------------------------------------------- */

/* A line of this identity, of an earlier night or tonight. */
struct appearance {
    const struct bill_line *line;
    struct open_line *open;        /* NULL: an earlier night ended it */
    const struct past_state *past; /* NULL: tonight's */
};

/* Appearances of the identities that have several, or a line that waits for a decision. */
struct identities {
    size_t appearance_count, appearance_room;
    struct appearance *appearances; /* by identity, then in loading order */
    size_t count, room;
    struct identity {
        size_t first, count; /* of its appearances */
    } * items;
};

static int appearance_compare(const void *a, const void *b)
{
    const struct bill_line *left = ((const struct appearance *)a)->line;
    const struct bill_line *right = ((const struct appearance *)b)->line;
    int order = bill_line_compare_name(left, right);
    return order != 0 ? order : (left->line_id > right->line_id) - (left->line_id < right->line_id);
}

/* Earlier lines that are rejected (but not by a decision), duplicate or credited in full do not
 * count; of an earlier night only the last of these come among the past lines. */
static bool counts(const struct appearance *appearance)
{
    if (appearance->open == NULL)
        return !past_is_given_back(appearance->past);
    return appearance->open->verdict->kind != VERDICT_DUPLICATE || !appearance->open->is_final;
}

static bool is_paid(const struct appearance *appearance)
{
    const struct open_line *open = appearance->open;
    if (open == NULL)
        return appearance->past->past->paid;
    return open->is_final && verdict_is_paid(open->verdict); /* decided, or a credit */
}

/* Of what another process paid only the visit is known. */
static bool is_same_again(const struct appearance *earlier, const struct bill_line *line)
{
    return earlier->past != NULL && earlier->past->past->is_before
               ? past_is_visit(earlier->past->past, line, line->claimed_start_s)
               : bill_line_same_content(earlier->line, line);
}

static void repeat_judge(struct appearance *earlier, size_t earlier_count, struct open_line *open)
{
    bool is_changed = false;

    for (size_t i = 0; i < earlier_count; i++) {
        if (counts(&earlier[i]) && is_same_again(&earlier[i], open->line)) {
            open_line_end(open, VERDICT_DUPLICATE, 0);
            return;
        }
        is_changed = is_changed || (counts(&earlier[i]) && is_paid(&earlier[i]));
    }
    if (is_changed) {
        open_line_hold(open, REASON_CHANGED_LINE);
        return;
    }
    for (size_t i = 0; i < earlier_count; i++) {
        struct open_line *replaced = earlier[i].open;
        if (replaced != NULL && counts(&earlier[i])) {
            replaced->is_final = false;
            open_line_end(replaced, VERDICT_DUPLICATE, REASON_BIT(SUPERSEDED));
        }
    }
}

static bool waits_for_decision(const struct open_line *open)
{
    return open->is_carried && (open->carried->reasons & REASON_BIT(CHANGED_LINE)) != 0;
}

/* One identity's lines, in loading order; of tonight's only the credits or only the others. */
static void identity_judge(struct appearance *appearances, size_t count, bool is_credit)
{
    for (size_t i = 0; i < count; i++) {
        struct open_line *open = appearances[i].open;
        if (open == NULL || open->is_final || bill_line_is_credit(open->line) != is_credit)
            continue;
        if (!open->is_carried)
            repeat_judge(appearances, i, open);
        else if (waits_for_decision(open))
            open_line_hold(open, REASON_CHANGED_LINE); /* until a person decides */
    }
}

/* Whether no name can come several times.  So it is where each invoice's lines stand together, by
 * their numbers, as they mostly do, and nothing came before. */
static bool names_come_once(const struct workbench *bench, struct arena *arena)
{
    struct numbering *invoices = numbering_new(arena);

    if (bench->past_count > 0)
        return false;
    for (size_t i = 0; i < bench->line_count; i++) {
        const struct bill_line *line = &bench->input->lines[i];
        if (i > 0 && text_equal(line[-1].invoice_no, line->invoice_no)) {
            if (text_compare_number(line[-1].line_no, line->line_no) >= 0)
                return false;
        } else if (numbering_give(invoices, line->invoice_no, TEXT_LITERAL("")) + 1 <
                   invoices->count) {
            return false; /* an earlier one goes on */
        }
    }
    return true;
}

/* How often a name comes, counted by its hash: most come once, and need no further look.  Names
 * that share a place are told apart when they are put in order. */
struct names {
    size_t place_count;   /* a power of two */
    uint8_t *times;       /* 0, 1 or several */
    uint32_t *of_past;    /* place of each */
    uint32_t *of_tonight; /* the same */
};

#define PLACES_A_LINE 8
#define SEVERAL       2

/* The same for lines of one identity, whose numbers may differ by leading zeros. */
static uint32_t place_of(const struct names *names, const struct bill_line *line)
{
    uint64_t hash = text_hash(text_without_leading_zeros(line->line_no),
                              text_hash(line->invoice_no, TEXT_HASH_SEED));

    return (uint32_t)(hash ^ hash >> 32) & (uint32_t)(names->place_count - 1);
}

static uint32_t name_count(const struct names *names, const struct bill_line *line)
{
    uint32_t place = place_of(names, line);

    names->times[place] = names->times[place] == 0 ? 1 : SEVERAL;
    return place;
}

static struct names names_count(const struct workbench *bench, struct arena *arena)
{
    struct names names = {.place_count = 1};

    while (names.place_count < PLACES_A_LINE * (bench->past_count + bench->line_count))
        names.place_count *= 2;
    assert(names.place_count <= UINT32_MAX);
    names.times = ARENA_ARRAY(arena, uint8_t, names.place_count);
    names.of_past = ARENA_ROOM(arena, uint32_t, bench->past_count);
    names.of_tonight = ARENA_ROOM(arena, uint32_t, bench->line_count);
    for (size_t i = 0; i < bench->past_count; i++)
        if (past_is_own(bench->input, &bench->past[i]))
            names.of_past[i] = name_count(&names, &bench->past[i].past->line);
    for (size_t i = 0; i < bench->line_count; i++)
        names.of_tonight[i] = name_count(&names, bench->lines[i].line);
    return names;
}

static void appearance_add(struct identities *identities, struct arena *arena,
                           struct appearance appearance)
{
    identities->appearances =
        arena_grow(arena, identities->appearances, &identities->appearance_room,
                   identities->appearance_count + 1, sizeof(*identities->appearances));
    identities->appearances[identities->appearance_count++] = appearance;
}

/* Those of names that come several times, and lines that wait for a decision. */
static void appearances_count(const struct workbench *bench, struct arena *scratch,
                              struct identities *identities)
{
    struct names names = names_count(bench, scratch);

    for (size_t i = 0; i < bench->past_count; i++) {
        const struct past_state *past = &bench->past[i];
        if (past_is_own(bench->input, past) && names.times[names.of_past[i]] == SEVERAL)
            appearance_add(identities, bench->arena,
                           (struct appearance){&past->past->line, NULL, past});
    }
    for (size_t i = 0; i < bench->line_count; i++) {
        struct open_line *open = &bench->lines[i];
        if (names.times[names.of_tonight[i]] == SEVERAL || waits_for_decision(open))
            appearance_add(identities, bench->arena, (struct appearance){open->line, open, NULL});
    }
}

static void appearances_of_waiting(const struct workbench *bench, struct identities *identities)
{
    for (size_t i = 0; i < bench->input->carried_count; i++) {
        struct open_line *open = &bench->lines[i];
        if (waits_for_decision(open))
            appearance_add(identities, bench->arena, (struct appearance){open->line, open, NULL});
    }
}

static void appearances_gather(const struct workbench *bench, struct identities *identities)
{
    struct arena *scratch = arena_new();

    if (names_come_once(bench, scratch))
        appearances_of_waiting(bench, identities);
    else
        appearances_count(bench, scratch, identities);
    arena_free(scratch);
    sort_items(identities->appearances, identities->appearance_count,
               sizeof(*identities->appearances), appearance_compare);
}

static void identity_add(struct identities *identities, struct arena *arena, size_t first,
                         size_t count)
{
    identities->items = arena_grow(arena, identities->items, &identities->room,
                                   identities->count + 1, sizeof(*identities->items));
    identities->items[identities->count++] = (struct identity){first, count};
}

static struct identities *identities_gather(const struct workbench *bench)
{
    struct identities *identities = ARENA_NEW(bench->arena, struct identities);

    appearances_gather(bench, identities);
    for (size_t first = 0, end; first < identities->appearance_count; first = end) {
        end = first + 1;
        while (end < identities->appearance_count &&
               bill_line_same_identity(identities->appearances[first].line,
                                       identities->appearances[end].line))
            end++;
        identity_add(identities, bench->arena, first, end - first);
    }
    return identities;
}

static void repeats_find(struct workbench *bench, bool is_credit)
{
    if (bench->identities == NULL)
        bench->identities = identities_gather(bench);
    for (size_t i = 0; i < bench->identities->count; i++) {
        const struct identity *identity = &bench->identities->items[i];
        identity_judge(&bench->identities->appearances[identity->first], identity->count,
                       is_credit);
    }
}

void repeats_find_credits(struct workbench *bench)
{
    repeats_find(bench, true);
}

void repeats_find_bills(struct workbench *bench)
{
    repeats_find(bench, false);
}

int32_t identity_turn(const struct workbench *bench, const struct bill_line *line)
{
    int32_t turn = 1;

    for (size_t i = 0; i < bench->past_count; i++)
        if (past_is_own(bench->input, &bench->past[i]) && past_is_given_back(&bench->past[i]) &&
            bill_line_same_identity(&bench->past[i].past->line, line))
            turn++;
    return turn;
}
