#include "matcher/engine/purse.h"

#include <assert.h>
#include <stdlib.h>

#include "matcher/engine/judge.h"

bool terms_have_purse(const struct terms *terms)
{
    for (size_t i = 0; i < terms->block_count; i++)
        if ((terms->blocks[i].has_setting & (UINT32_C(1) << SETTING_PURSE_PENCE)) != 0)
            return true;
    return false;
}

int64_t purse_share_pence(const struct verdict *verdict)
{
    if (verdict->kind != VERDICT_VARIANCE || !given(verdict->expected_pence))
        return 0;
    return magnitude(verdict->payable_pence - verdict->expected_pence);
}

/* --- weeks ---------------------------------------------------------------- */

struct purse_week {
    struct text client_ref;
    day_t monday;
    int64_t spent_pence;
};

struct purses {
    const struct workbench *bench;
    size_t count;
    struct purse_week *weeks; /* by (client, Monday), once each: all that tonight's lines lie in */
};

static int week_compare(const void *a, const void *b)
{
    const struct purse_week *left = a, *right = b;
    int order = text_compare(left->client_ref, right->client_ref);
    return order != 0 ? order : (left->monday > right->monday) - (left->monday < right->monday);
}

static int id_compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* Lines credited in full, by tonight's credits too: ascending ids. */
static int64_t *ids_given_back(const struct workbench *bench, size_t *count_r)
{
    int64_t *ids = ARENA_ARRAY(bench->arena, int64_t, bench->past_count);
    size_t count = 0;

    for (size_t i = 0; i < bench->past_count; i++)
        if (past_is_given_back(&bench->past[i]))
            ids[count++] = bench->past[i].past->line.line_id;
    qsort(ids, count, sizeof(*ids), id_compare);
    *count_r = count;
    return ids;
}

static void weeks_add_spent(struct purses *purses)
{
    const struct match_input *input = purses->bench->input;
    size_t given_back_count;
    const int64_t *given_back = ids_given_back(purses->bench, &given_back_count);

    for (size_t i = 0; i < input->spent_count; i++) {
        const struct spent_line *spent = &input->spent[i];
        if (bsearch(&spent->line_id, given_back, given_back_count, sizeof(*given_back),
                    id_compare) != NULL)
            continue;
        day_t day = zone_day(purses->bench->rules->zone, spent->delivered_start_s);
        purses->weeks[purses->count++] =
            (struct purse_week){spent->client_ref, day_monday(day), spent->pence};
    }
}

static void weeks_add_group(struct purses *purses, const struct group *group)
{
    for (size_t i = 0; i < group->line_count; i++)
        purses->weeks[purses->count++] =
            (struct purse_week){group->client_ref, day_monday(group->lines[i]->delivered_day), 0};
}

static void weeks_fold(struct purses *purses)
{
    size_t kept = 0;

    qsort(purses->weeks, purses->count, sizeof(*purses->weeks), week_compare);
    for (size_t i = 0; i < purses->count; i++)
        if (kept > 0 && week_compare(&purses->weeks[kept - 1], &purses->weeks[i]) == 0)
            purses->weeks[kept - 1].spent_pence += purses->weeks[i].spent_pence;
        else
            purses->weeks[kept++] = purses->weeks[i];
    purses->count = kept;
}

struct purses *purses_open(const struct workbench *bench, const struct groups *groups)
{
    if (!terms_have_purse(bench->rules->terms))
        return NULL;
    struct purses *purses = ARENA_NEW(bench->arena, struct purses);
    size_t room = bench->input->spent_count + bench->line_count;

    *purses = (struct purses){bench, 0, ARENA_ARRAY(bench->arena, struct purse_week, room)};
    weeks_add_spent(purses);
    for (size_t i = 0; i < groups->count; i++)
        weeks_add_group(purses, &groups->items[i]);
    assert(purses->count <= room);
    weeks_fold(purses);
    return purses;
}

static struct purse_week *week_of(const struct purses *purses, const struct open_line *open)
{
    struct purse_week key = {open->line->client_ref, day_monday(open->delivered_day), 0};
    struct purse_week *week =
        bsearch(&key, purses->weeks, purses->count, sizeof(key), week_compare);
    assert(week != NULL);
    return week;
}

/* --- one line ------------------------------------------------------------- */

/* What the verdict tells of its purse, before the line spends anything. */
static const struct purse_told *purse_tell(const struct purses *purses,
                                           const struct purse_week *week, day_t terms_day,
                                           struct open_line *open)
{
    struct purse_told *told = ARENA_NEW(purses->bench->verdict_arena, struct purse_told);

    *told = (struct purse_told){
        .purse_pence = open_line_terms(purses->bench, open->line, terms_day)->purse_pence,
        .before_pence = week->spent_pence,
        .share_pence = purse_share_pence(open->verdict)};
    open->verdict->purse = told;
    return told;
}

void purse_spend(struct purses *purses, struct open_line *open)
{
    if (purse_share_pence(open->verdict) == 0)
        return;
    struct purse_week *week = week_of(purses, open);
    day_t day = judge_day(purses->bench, open, open->verdict->order);
    week->spent_pence += purse_tell(purses, week, day, open)->share_pence;
}

static void hold_purse_spent(struct verdict *verdict)
{
    verdict->kind = VERDICT_HELD;
    verdict->reasons = REASON_BIT(PURSE_SPENT);
    verdict->payable_pence = verdict->payable_vat_pence = 0;
}

void purse_charge(struct purses *purses, struct open_line *open)
{
    struct verdict *verdict = open->verdict;

    if (purse_share_pence(verdict) == 0)
        return;
    struct purse_week *week = week_of(purses, open);
    const struct purse_told *purse =
        purse_tell(purses, week, judge_day(purses->bench, open, verdict->order), open);
    if (given(purse->purse_pence) && week->spent_pence + purse->share_pence > purse->purse_pence)
        hold_purse_spent(verdict);
    else
        week->spent_pence += purse->share_pence;
}
