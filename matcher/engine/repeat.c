#include "matcher/engine/repeat.h"

#include "matcher/base/sort.h"
#include "matcher/engine/judge.h"
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
    verdict->payable_vat_pence =
        judge_payable_vat_pence(open, open_line_terms(bench, line, open->delivered_day),
                                verdict->payable_pence, verdict->billed_vat_pence);
    verdict->order = order_by_key(bench->input, carried->order_no, carried->order_line);
    if (verdict->order == NULL)
        return;
    if (verdict->order->basis != BASIS_VISIT) {
        verdict->counted_e4 = judge_counted_e4(open, verdict->order);
        verdict->period_first = period_first_day(verdict->order, open->delivered_day);
        verdict->turn = 1;
    } else {
        verdict->slot = carried->slot; /* group.c looks whether it is still to be had */
    }
}

void decisions_take_effect(struct workbench *bench)
{
    for (size_t i = 0; i < bench->line_count; i++) {
        struct open_line *open = &bench->lines[i];
        if (!open->carried->is_decided)
            continue;
        if (open->carried->decision == DECISION_REJECT)
            open_line_end(open, VERDICT_REJECTED, REASON_BIT(DECIDED));
        else if (decision_can_pay(bench, open))
            decision_pay(bench, open);
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

static void repeat_judge(struct appearance *earlier, size_t earlier_count, struct open_line *open)
{
    bool is_changed = false;

    for (size_t i = 0; i < earlier_count; i++) {
        if (counts(&earlier[i]) && bill_line_same_content(earlier[i].line, open->line)) {
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
    return open->carried->is_carried && (open->carried->reasons & REASON_BIT(CHANGED_LINE)) != 0;
}

/* One identity's lines, in loading order; of tonight's only the credits or only the others. */
static void identity_judge(struct appearance *appearances, size_t count, bool is_credit)
{
    for (size_t i = 0; i < count; i++) {
        struct open_line *open = appearances[i].open;
        if (open == NULL || open->is_final || bill_line_is_credit(open->line) != is_credit)
            continue;
        if (!open->carried->is_carried)
            repeat_judge(appearances, i, open);
        else if (waits_for_decision(open))
            open_line_hold(open, REASON_CHANGED_LINE); /* until a person decides */
    }
}

static struct appearance *appearances_gather(const struct workbench *bench, size_t *count_r)
{
    size_t count = bench->past_count + bench->line_count, n = 0;
    struct appearance *appearances = ARENA_ARRAY(bench->arena, struct appearance, count);

    for (size_t i = 0; i < bench->past_count; i++)
        if (past_is_own(bench->input, &bench->past[i]))
            appearances[n++] =
                (struct appearance){&bench->past[i].past->line, NULL, &bench->past[i]};
    for (size_t i = 0; i < bench->line_count; i++)
        appearances[n++] = (struct appearance){bench->lines[i].line, &bench->lines[i], NULL};
    sort_items(appearances, n, sizeof(*appearances), appearance_compare);
    *count_r = n;
    return appearances;
}

static void identity_add(struct identities *identities, struct arena *arena, size_t first,
                         size_t count)
{
    const struct open_line *open = identities->appearances[first].open;

    if (count == 1 && (open == NULL || !waits_for_decision(open)))
        return;
    identities->items = arena_grow(arena, identities->items, &identities->room,
                                   identities->count + 1, sizeof(*identities->items));
    identities->items[identities->count++] = (struct identity){first, count};
}

/* Lines mostly come in the order of their invoices, and once. */
static bool is_each_named_once(const struct workbench *bench)
{
    for (size_t i = 1; i < bench->line_count; i++)
        if (bill_line_compare_name(bench->lines[i - 1].line, bench->lines[i].line) >= 0)
            return false;
    return bench->past_count == 0;
}

static bool any_waits_for_decision(const struct workbench *bench)
{
    for (size_t i = 0; i < bench->line_count; i++)
        if (waits_for_decision(&bench->lines[i]))
            return true;
    return false;
}

static struct identities *identities_gather(const struct workbench *bench)
{
    struct identities *identities = ARENA_NEW(bench->arena, struct identities);
    size_t count;

    if (is_each_named_once(bench) && !any_waits_for_decision(bench))
        return identities;
    identities->appearances = appearances_gather(bench, &count);
    for (size_t first = 0, end; first < count; first = end) {
        end = first + 1;
        while (end < count && bill_line_same_identity(identities->appearances[first].line,
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
