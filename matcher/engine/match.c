#include "matcher/engine/match.h"

#include "matcher/engine/credit.h"
#include "matcher/engine/group.h"
#include "matcher/engine/missed.h"
#include "matcher/engine/open_line.h"
#include "matcher/engine/overlap.h"
#include "matcher/engine/pairing.h"
#include "matcher/engine/quantity.h"
#include "matcher/engine/receipt.h"
#include "matcher/engine/repeat.h"

static struct verdict verdict_blank(const struct bill_line *line)
{
    return (struct verdict){
        .kind = VERDICT_HELD,
        .billed_minutes = NOT_GIVEN,
        .expected_minutes = NOT_GIVEN,
        .expected_pence = NOT_GIVEN,
        .billed_vat_pence = given(line->vat_pence) ? line->vat_pence : 0,
        .period_first = DAY_NOT_GIVEN,
    };
}

static struct workbench bench_open(struct arena *arena, const struct rules *rules,
                                   const struct match_input *input, struct verdict *verdicts)
{
    struct workbench bench = {
        .arena = arena,
        .rules = rules,
        .input = input,
        .terms = terms_lookup_new(arena, rules->terms, input->provider_ref),
        .line_count = input->line_count,
        .lines = ARENA_ARRAY(arena, struct open_line, input->line_count),
        .past_count = input->past_count,
        .past = ARENA_ARRAY(arena, struct past_state, input->past_count),
    };

    for (size_t i = 0; i < bench.line_count; i++) {
        verdicts[i] = verdict_blank(&input->lines[i]);
        bench.lines[i] = (struct open_line){
            .line = &input->lines[i], .carried = &input->carried[i], .verdict = &verdicts[i]};
    }
    for (size_t i = 0; i < bench.past_count; i++)
        bench.past[i] = (struct past_state){&input->past[i], input->past[i].credited_pence};
    return bench;
}

static void delivered_take(struct workbench *bench)
{
    for (size_t i = 0; i < bench->line_count; i++)
        open_line_take_delivered(bench, &bench->lines[i]);
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
    for (size_t i = 0; i < bench->line_count; i++) {
        struct open_line *open = &bench->lines[i];
        if (open->is_final)
            continue;
        if (bill_line_is_delivered(open->line) &&
            client_is_suspended(bench->rules, open->line->client_ref, open->delivered_day))
            open_line_hold(open, REASON_CLIENT_SUSPENDED);
        else if (open->delivered_day > bench->rules->business_date)
            open_line_hold(open, REASON_FUTURE_VISIT);
    }
}

static bool any_given_back(const struct workbench *bench)
{
    for (size_t i = 0; i < bench->past_count; i++)
        if (past_is_given_back(&bench->past[i]))
            return true;
    return false;
}

static void identity_turns_take(struct workbench *bench)
{
    bool is_any = any_given_back(bench);

    for (size_t i = 0; i < bench->line_count; i++) {
        struct open_line *open = &bench->lines[i];
        if (verdict_is_paid(open->verdict))
            open->verdict->identity_turn = is_any ? identity_turn(bench, open->line) : 1;
    }
}

/* The steps stand in the order in which, for a line, the first that applies wins. */
void match_provider(struct arena *arena, const struct rules *rules, const struct match_input *input,
                    struct match_output *output_r)
{
    output_r->verdicts = ARENA_ARRAY(arena, struct verdict, input->line_count);
    struct workbench bench = bench_open(arena, rules, input, output_r->verdicts);

    delivered_take(&bench);
    decisions_take_effect(&bench);
    repeats_find_credits(&bench);
    credits_judge(&bench);
    repeats_find_bills(&bench);
    provider_check(&bench);
    receipts_assign(&bench);
    delivered_take(&bench);
    days_check(&bench);

    struct groups groups = groups_gather(&bench);
    for (size_t i = 0; i < groups.count; i++)
        group_sort_out(&groups.items[i]);
    overlaps_find(&bench);
    for (size_t i = 0; i < groups.count; i++) {
        visits_pair(&bench, &groups.items[i]);
        quantities_count(&bench, &groups.items[i]);
    }
    identity_turns_take(&bench);
}
