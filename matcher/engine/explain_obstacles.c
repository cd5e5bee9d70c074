/* What stood in a line's way: the line before it, the carer's other visit, a suspension. */
#include "matcher/engine/credit.h"
#include "matcher/engine/explain_parts.h"
#include "matcher/engine/missed.h"
#include "matcher/engine/overlap.h"
#include "matcher/engine/quantity.h"

static bool has_reason(const struct scene *scene, uint64_t reasons)
{
    return (scene->explanation->verdict->reasons & reasons) != 0;
}

struct obstacle_list {
    size_t count;
    struct obstacle_told *items; /* room for every line */
};

static struct obstacle_list obstacle_list(const struct scene *scene)
{
    const struct workbench *bench = &scene->night.bench;
    return (struct obstacle_list){
        0, ARENA_ARRAY(scene->arena, struct obstacle_told, bench->line_count + bench->past_count)};
}

/* --- the same line again ------------------------------------------------------- */

/* Other lines of its identity: those that stand paid or were rejected by a decision, and
 * tonight's. */
static struct obstacle_list same_identity(const struct scene *scene)
{
    const struct workbench *bench = &scene->night.bench;
    const struct bill_line *line = scene->explanation->line;
    struct obstacle_list list = obstacle_list(scene);

    for (size_t i = 0; i < bench->past_count; i++) {
        const struct past_state *past = &bench->past[i];
        if (past_is_own(bench->input, past) && !past_is_given_back(past) &&
            bill_line_same_identity(&past->past->line, line))
            list.items[list.count++].other = scene_tell_past(past->past);
    }
    for (size_t i = 0; i < bench->line_count; i++)
        if (i != scene->line && bill_line_same_identity(bench->lines[i].line, line))
            list.items[list.count++].other = scene_tell_line(scene, i);
    return list;
}

/* --- the same service again ------------------------------------------------------ */

static bool is_same_service(const struct bill_line *a, const struct bill_line *b)
{
    return !bill_line_is_credit(a) && text_equal(a->client_ref, b->client_ref) &&
           text_equal(a->service, b->service) && service_is_same(a, b);
}

static struct obstacle_list same_service(const struct scene *scene)
{
    const struct workbench *bench = &scene->night.bench;
    const struct bill_line *line = scene->explanation->line;
    struct obstacle_list list = obstacle_list(scene);

    for (size_t i = 0; i < bench->past_count; i++) {
        const struct past_state *past = &bench->past[i];
        if (past_stands(past) && past_is_own(bench->input, past) &&
            is_same_service(&past->past->line, line))
            list.items[list.count++].other = scene_tell_past(past->past);
    }
    for (size_t i = 0; i < bench->line_count; i++)
        if (i != scene->line && verdict_is_paid(bench->lines[i].verdict) &&
            is_same_service(bench->lines[i].line, line))
            list.items[list.count++].other = scene_tell_line(scene, i);
    return list;
}

/* --- the same visit, paid by another process ----------------------------------------- */

static struct obstacle_list paid_before(const struct scene *scene)
{
    const struct workbench *bench = &scene->night.bench;
    const struct bill_line *line = scene->explanation->line;
    struct obstacle_list list = obstacle_list(scene);

    for (size_t i = 0; i < bench->past_count; i++) {
        const struct past_line *past = bench->past[i].past;
        if (past->is_before && (past_is_visit(past, line, line->claimed_start_s) ||
                                past_is_visit(past, line, scene->open->delivered_start_s)))
            list.items[list.count++].other = scene_tell_past(past);
    }
    return list;
}

/* --- the same visit, or the same carer elsewhere ----------------------------------- */

/* Lines that overlap it by the walk over carers; tonight's with what became of them. */
static struct obstacle_list same_carer(const struct scene *scene)
{
    struct walk walk = scene_walk(scene, WALK_OVERLAPS);
    const struct obstacle_told *found;
    struct obstacle_list list = obstacle_list(scene);

    found = overlaps_look(&walk.bench, &walk.bench.lines[scene->line], &list.count);
    for (size_t i = 0; i < list.count; i++) {
        list.items[i] = found[i];
        if (found[i].other.past == NULL)
            list.items[i].other.verdict =
                &scene->night.verdicts[found[i].other.line - scene->explanation->input->lines];
    }
    return list;
}

static void take(struct scene *scene, struct obstacle_list list)
{
    scene->explanation->obstacles = list.items;
    scene->explanation->obstacle_count = list.count;
}

/* Nothing else had ended the line when carers were looked at. */
static bool is_open_for_overlaps(const struct scene *scene)
{
    struct walk walk = scene_walk(scene, WALK_OVERLAPS);
    return !walk.bench.lines[scene->line].is_final;
}

/* Of the order lines that it names, rather one of its client and service. */
static const struct order_line *named_order(const struct scene *scene)
{
    const struct bill_line *line = scene->explanation->line;
    const struct match_input *input = scene->explanation->input;
    const struct order_line *named = NULL;

    if (text_is_empty(line->order_no))
        return NULL;
    for (size_t i = 0; i < input->order_count; i++) {
        const struct order_line *order = &input->orders[i];
        bool is_its = text_equal(order->client_ref, line->client_ref) &&
                      text_equal(order->service, line->service);
        if ((named == NULL || is_its) && line_names(scene->open, order))
            named = order;
    }
    return named;
}

void explain_obstacles(struct scene *scene)
{
    const struct verdict *verdict = scene->explanation->verdict;

    scene->is_open_for_overlaps = is_open_for_overlaps(scene);
    scene->explanation->named_order = named_order(scene);
    if (verdict->kind == VERDICT_DUPLICATE || has_reason(scene, REASON_BIT(CHANGED_LINE)))
        take(scene, same_identity(scene));
    if (has_reason(scene, REASON_BIT(CLIENT_SUSPENDED)))
        scene->explanation->suspension =
            client_suspension(scene->explanation->rules, scene->explanation->line->client_ref,
                              scene->open->delivered_day);
    if (!has_reason(scene, REASON_BIT(CARER_OVERLAP) | REASON_BIT(DUPLICATE_VISIT)))
        return;
    if (has_reason(scene, REASON_BIT(DUPLICATE_VISIT)) && paid_before(scene).count > 0)
        take(scene, paid_before(scene));
    else if (scene->is_open_for_overlaps)
        take(scene, same_carer(scene));
    if (scene->explanation->obstacle_count == 0)
        take(scene, same_service(scene));
}

/* --- credits ----------------------------------------------------------------------- */

/* Whether one of two credits is taken first: those decided, as they were loaded, before others. */
static bool credit_goes_before(const struct open_line *a, const struct open_line *b)
{
    bool is_decided = verdict_is_decided(a->verdict);

    if (is_decided != verdict_is_decided(b->verdict))
        return is_decided;
    return is_decided ? a->line->line_id < b->line->line_id
                      : open_line_compare_delivered(&a, &b) < 0;
}

/* What tonight's credits that go before this one take from a line. */
static int64_t credited_tonight_pence(const struct scene *scene, const struct past_line *past)
{
    const struct workbench *bench = &scene->night.bench;
    int64_t pence = 0;

    for (size_t i = 0; i < bench->line_count; i++) {
        const struct open_line *other = &bench->lines[i], *open = scene->open;
        if (verdict_is_paid(other->verdict) && bill_line_is_credit(other->line) &&
            other->verdict->credits_line_id == past->line.line_id &&
            credit_goes_before(other, open))
            pence -= other->line->net_pence;
    }
    return pence;
}

/* The paid line of that name, rather one of which something is left. */
void explain_credited(struct scene *scene)
{
    struct explanation *explanation = scene->explanation;
    const struct workbench *bench = &scene->night.bench;
    const struct bill_line *line = explanation->line;

    if (!bill_line_is_credit(line))
        return;
    for (size_t i = 0; i < bench->past_count; i++) {
        const struct past_line *past = bench->past[i].past;
        if (!credit_names(bench, line, &bench->past[i]))
            continue;
        explanation->credited = scene_tell_past(past);
        explanation->credited_before_pence =
            past->credited_pence + credited_tonight_pence(scene, past);
        if (explanation->credited_before_pence < past->payable_pence)
            return;
    }
}
