#include "matcher/engine/match.h"

#include <string.h>

#include "matcher/engine/credit.h"
#include "matcher/engine/group.h"
#include "matcher/engine/missed.h"
#include "matcher/engine/open_line.h"
#include "matcher/engine/overlap.h"
#include "matcher/engine/pairing.h"
#include "matcher/engine/purse.h"
#include "matcher/engine/quantity.h"
#include "matcher/engine/receipt.h"
#include "matcher/engine/repeat.h"
#include "matcher/engine/walk.h"

const struct carried nothing_carried = {.expected_pence = NOT_GIVEN};

/* Services come in runs. */
static const struct service_rule *service_of(const struct workbench *bench, size_t i)
{
    struct text service = bench->input->lines[i].service;
    bool is_run = i > 0 && text_equal(service, bench->input->lines[i - 1].service);
    return is_run ? bench->lines[i - 1].service : service_rule_of(bench->rules, service);
}

static uint32_t carer_of(const struct workbench *bench, const struct bill_line *line)
{
    return text_is_empty(line->carer_ref)
               ? NUMBER_NONE
               : numbering_give(bench->carers, line->carer_ref, TEXT_LITERAL(""));
}

/* Field by field, each into its place: a struct put together elsewhere and then copied costs a
 * tenth of the engine's time. */
static void open_line_begin(const struct workbench *bench, size_t i, struct verdict *verdict,
                            struct open_line *open_r)
{
    const struct bill_line *line = &bench->input->lines[i];
    const struct carried *carried = carried_of_line(bench->input, i);

    open_r->line = line;
    open_r->carried = carried;
    open_r->verdict = verdict;
    open_r->service = service_of(bench, i);
    open_r->package = numbering_give(bench->packages, line->client_ref, line->service);
    open_r->carer = carer_of(bench, line);
    open_r->is_final = false;
    open_r->is_delivered = bill_line_is_delivered(line);
    open_r->is_credit = bill_line_is_credit(line);
    open_r->names_order = !text_is_empty(line->order_no);
    open_r->is_carried = carried->is_carried;
    open_r->is_decided = carried->is_decided;
    open_r->claims_length = line->claimed_end_s != line->claimed_start_s;
    open_r->claimed_start_s = line->claimed_start_s;
    open_r->evidence = NULL;
    open_line_take_delivered(bench, open_r);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* All that is known of a line from the start is written while it is in the cache, its verdict too:
 * a provider's verdicts are larger than that. */
#define LINES_AT_ONCE 16

static void lines_open(struct workbench *bench, size_t first, size_t end, struct verdict *verdicts)
{
    memset(&verdicts[first], 0, (end - first) * sizeof(*verdicts));
    for (size_t i = first; i < end; i++) {
        verdict_begin(&verdicts[i], &bench->input->lines[i]);
        open_line_begin(bench, i, &verdicts[i], &bench->lines[i]);
        bench->credit_count += bench->lines[i].is_credit;
    }
}

static struct workbench bench_open(struct arena *verdict_arena, struct arena *arena,
                                   const struct rules *rules, const struct match_input *input,
                                   struct verdict *verdicts)
{
    struct workbench bench = {
        .arena = arena,
        .verdict_arena = verdict_arena,
        .rules = rules,
        .input = input,
        .terms = terms_lookup_new(verdict_arena, rules->terms, input->provider_ref),
        .clock = ARENA_NEW(arena, struct wall_clock),
        .rate_card = rate_card_new(arena, rules->calendar, input->rate_count, input->rates),
        .packages = numbering_new(arena),
        .carers = numbering_new(arena),
        .line_count = input->line_count,
        .lines = ARENA_ROOM(arena, struct open_line, input->line_count),
        .past_count = input->past_count,
        .past = ARENA_ROOM(arena, struct past_state, input->past_count),
    };

    *bench.clock = wall_clock_of(rules->zone);
    for (size_t i = 0; i < bench.line_count; i += LINES_AT_ONCE)
        lines_open(&bench, i, least(i + LINES_AT_ONCE, bench.line_count), verdicts);
    for (size_t i = 0; i < bench.past_count; i++)
        bench.past[i] = (struct past_state){&input->past[i], input->past[i].credited_pence, false};
    return bench;
}

static void provider_check(struct workbench *bench)
{
    enum reason obstacle;

    if (provider_is_payable(bench->input->provider, &obstacle))
        return;
    for (size_t i = 0; i < bench->line_count; i++)
        if (!bench->lines[i].is_final)
            open_line_hold(&bench->lines[i], obstacle);
}

static void days_check(struct workbench *bench)
{
    const struct rules *rules = bench->rules;

    for (size_t i = 0; i < bench->line_count; i++) {
        struct open_line *open = &bench->lines[i];
        if (open->is_final)
            continue;
        if (rules->suspension_count > 0 && open->is_delivered &&
            client_is_suspended(rules, open->line->client_ref, open->delivered_day))
            open_line_hold(open, REASON_CLIENT_SUSPENDED);
        else if (open->delivered_day > rules->business_date)
            open_line_hold(open, REASON_FUTURE_VISIT);
    }
}

/* --- running totals and purses ---------------------------------------------- */

/* The groups of one client, each with its running totals and the next of its lines. */
struct client_turns {
    size_t group_count;
    struct group *groups;
    struct tally **tallies;
    size_t *next;
};

static struct open_line *line_to_come(const struct client_turns *turns, size_t group)
{
    size_t next = turns->next[group];
    return next < turns->groups[group].line_count ? turns->groups[group].lines[next] : NULL;
}

/* The line to come with the earliest delivered start, and its group; NULL: no line is left. */
static struct open_line *next_line(struct client_turns *turns, size_t *group_r)
{
    struct open_line *earliest = NULL;

    for (size_t i = 0; i < turns->group_count; i++) {
        struct open_line *line = line_to_come(turns, i);
        if (line == NULL ||
            (earliest != NULL && open_line_compare_delivered(&earliest, &line) <= 0))
            continue;
        earliest = line;
        *group_r = i;
    }
    if (earliest != NULL)
        turns->next[*group_r]++;
    return earliest;
}

static void line_take(struct purses *purses, struct tally *tally, struct open_line *open)
{
    bool is_counted = tally_judge(tally, open);

    if (purses != NULL && !verdict_is_decided(open->verdict))
        purse_charge(purses, open);
    if (is_counted)
        tally_add(tally, open);
}

static void decided_spend(struct purses *purses, const struct group *group)
{
    for (size_t i = 0; i < group->line_count; i++)
        if (verdict_is_decided(group->lines[i]->verdict))
            purse_spend(purses, group->lines[i]);
}

/* All services of a client share its purse, so that their lines are taken in one order; what the
 * purse holds adds to no total. */
static void client_take(struct workbench *bench, struct group *groups, size_t group_count,
                        struct purses *purses)
{
    struct client_turns turns = {group_count, groups,
                                 ARENA_ARRAY(bench->arena, struct tally *, group_count),
                                 ARENA_ARRAY(bench->arena, size_t, group_count)};
    struct open_line *open;
    size_t group = 0;

    for (size_t i = 0; i < group_count; i++) {
        turns.tallies[i] = tally_open(bench, &groups[i]);
        if (purses != NULL)
            decided_spend(purses, &groups[i]);
    }
    while ((open = next_line(&turns, &group)) != NULL)
        line_take(purses, turns.tallies[group], open);
}

static bool are_settled(const struct group *groups, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!groups[i].is_settled)
            return false;
    return true;
}

static void clients_take(struct workbench *bench, const struct groups *groups)
{
    struct purses *purses = purses_open(bench, groups);

    for (size_t first = 0, end; first < groups->count; first = end) {
        end = first + 1;
        while (end < groups->count &&
               text_equal(groups->items[end].client_ref, groups->items[first].client_ref))
            end++;
        if (purses != NULL || !are_settled(&groups->items[first], end - first))
            client_take(bench, &groups->items[first], end - first, purses);
    }
}

/* --- turns ------------------------------------------------------------------ */

static bool any_given_back(const struct workbench *bench)
{
    for (size_t i = 0; i < bench->past_count; i++)
        if (past_is_given_back(&bench->past[i]))
            return true;
    return false;
}

/* Each is the first unless a line was given back. */
static void identity_turns_take(struct workbench *bench)
{
    if (!any_given_back(bench))
        return;
    for (size_t i = 0; i < bench->line_count; i++) {
        struct open_line *open = &bench->lines[i];
        if (verdict_is_paid(open->verdict))
            open->verdict->identity_turn = identity_turn(bench, open->line);
    }
}

/* --- the steps -------------------------------------------------------------- */

static void step_decisions(struct walk *walk)
{
    decisions_take_effect(&walk->bench);
}

static void step_credit_repeats(struct walk *walk)
{
    repeats_find_credits(&walk->bench);
}

static void step_credits(struct walk *walk)
{
    credits_judge(&walk->bench);
}

static void step_repeats(struct walk *walk)
{
    repeats_find_bills(&walk->bench);
}

static void step_provider(struct walk *walk)
{
    provider_check(&walk->bench);
}

static void step_receipts(struct walk *walk)
{
    if (walk->bench.input->evidence_count > 0) {
        receipts_assign(&walk->bench);
        for (size_t i = 0; i < walk->bench.line_count; i++)
            open_line_take_delivered(&walk->bench, &walk->bench.lines[i]);
    }
    decided_lines_measure(&walk->bench);
}

static void step_days(struct walk *walk)
{
    days_check(&walk->bench);
}

static void step_groups(struct walk *walk)
{
    walk->groups = groups_gather(&walk->bench);
}

/* Each visit that another process paid answers for one line of it. */
static void paid_before_find(const struct workbench *bench, struct group *group)
{
    for (size_t i = 0; i < group->past_count; i++) {
        struct past_state *past = group->past[i];
        for (size_t j = 0; past->past->is_before && !past->is_answered && j < group->line_count;
             j++) {
            struct open_line *open = group->lines[j];
            if (open->is_final || !open->is_delivered ||
                !(past_is_visit(past->past, open->line, open->line->claimed_start_s) ||
                  past_is_visit(past->past, open->line, open->delivered_start_s)))
                continue;
            past->is_answered = true;
            open_line_hold_again(bench, open, &past->past->line);
        }
    }
}

static void step_overlaps(struct walk *walk)
{
    for (size_t i = 0; i < walk->groups.count; i++)
        paid_before_find(&walk->bench, &walk->groups.items[i]);
    overlaps_find(&walk->bench);
}

/* Whether nothing is left to be done for a group where there is no purse: every line got a slot or
 * another end, and no person decided of a running total. */
static bool is_settled(const struct group *group)
{
    for (size_t i = 0; i < group->line_count; i++)
        if (!group->lines[i]->is_final || verdict_is_decided(group->lines[i]->verdict))
            return false;
    return true;
}

static void step_pairing(struct walk *walk)
{
    struct arena *scratch = arena_new();

    for (size_t i = 0; i < walk->groups.count; i++) {
        struct group *group = &walk->groups.items[i];
        visits_pair(&walk->bench, scratch, group);
        group->is_settled = is_settled(group);
        arena_empty(scratch);
    }
    arena_free(scratch);
}

static void step_totals(struct walk *walk)
{
    clients_take(&walk->bench, &walk->groups);
}

static void step_unpaired(struct walk *walk)
{
    for (size_t i = 0; i < walk->groups.count; i++)
        if (!walk->groups.items[i].is_settled)
            visits_end_unpaired(&walk->bench, &walk->groups.items[i]);
}

static void step_turns(struct walk *walk)
{
    identity_turns_take(&walk->bench);
}

static void (*const steps[WALK_END])(struct walk *walk) = {
    [WALK_DECISIONS] = step_decisions, [WALK_CREDIT_REPEATS] = step_credit_repeats,
    [WALK_CREDITS] = step_credits,     [WALK_REPEATS] = step_repeats,
    [WALK_PROVIDER] = step_provider,   [WALK_RECEIPTS] = step_receipts,
    [WALK_DAYS] = step_days,           [WALK_GROUPS] = step_groups,
    [WALK_OVERLAPS] = step_overlaps,   [WALK_PAIRING] = step_pairing,
    [WALK_TOTALS] = step_totals,       [WALK_UNPAIRED] = step_unpaired,
    [WALK_TURNS] = step_turns,
};

/* Verdicts, and the settings that they were held against, last longer than the bench. */
static struct walk walk_with(struct arena *arena, struct arena *bench_arena,
                             const struct rules *rules, const struct match_input *input,
                             enum walk_step stop, bool keeps_all_checks)
{
    struct walk walk = {.verdicts = ARENA_ROOM(arena, struct verdict, input->line_count)};

    walk.bench = bench_open(arena, bench_arena, rules, input, walk.verdicts);
    walk.bench.keeps_all_checks = keeps_all_checks;
    for (int step = 0; step < (int)stop; step++)
        steps[step](&walk);
    return walk;
}

struct walk walk_until(struct arena *arena, const struct rules *rules,
                       const struct match_input *input, enum walk_step stop)
{
    return walk_with(arena, arena, rules, input, stop, true);
}

const struct bill_line *match_other_line(const struct match_input *input,
                                         const struct verdict *verdict)
{
    if (verdict->other == 0)
        return NULL;
    const struct bill_line *line = verdict->other <= input->line_count
                                       ? &input->lines[verdict->other - 1]
                                       : &input->past[verdict->other - 1 - input->line_count].line;
    return text_equal(line->provider, input->provider_ref) ? line : NULL;
}

void match_provider(struct arena *arena, const struct rules *rules, const struct match_input *input,
                    struct match_output *output_r)
{
    struct arena *bench_arena = arena_new();

    output_r->verdicts = walk_with(arena, bench_arena, rules, input, WALK_END, false).verdicts;
    arena_free(bench_arena);
}
