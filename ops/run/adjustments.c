#include "ops/run/adjustments.h"

#include "adapters/outbound/wording.h"
#include "adapters/postgres/adjustment_store.h"
#include "adapters/postgres/match_read.h"
#include "adapters/postgres/waiting_store.h"
#include "matcher/engine/reprice.h"
#include "matcher/payment/batch.h"
#include "ops/run/provider_lots.h"

/* --- finding them: one provider --------------------------------------------- */

/* A provider's touched lines, at work in an arena of their own. */
struct repricing {
    struct council_night *night;
    const struct rules *rules;
    struct arena *arena;
    struct text provider;
    size_t line_count;
    const struct touched_line *lines; /* by line_id */
    int64_t *prices;                  /* parallel: under the rules now in force */
};

static bool prices_find(struct repricing *repricing, struct error *error_r)
{
    struct council_night *night = repricing->night;
    int64_t *ids = ARENA_ARRAY(repricing->arena, int64_t, repricing->line_count);
    struct match_input input;
    size_t first;

    for (size_t i = 0; i < repricing->line_count; i++)
        ids[i] = repricing->lines[i].line_id;
    if (!match_read_paid(night->db, &night->run, repricing->provider, repricing->line_count, ids,
                         council_widest_pair_window(night->council), repricing->arena, &input,
                         &first, error_r))
        return false;
    repricing->prices = ARENA_ARRAY(repricing->arena, int64_t, repricing->line_count);
    reprice(repricing->arena, repricing->rules, &input, first, repricing->prices);
    return true;
}

static size_t adjustments_due(const struct repricing *repricing, struct adjustment *adjustments_r)
{
    size_t count = 0;

    for (size_t i = 0; i < repricing->line_count; i++) {
        struct adjustment *adjustment = &adjustments_r[count];
        adjustment->line = &repricing->lines[i];
        if (adjustment_is_due(&repricing->lines[i].paid, repricing->prices[i],
                              &adjustment->old_pence, &adjustment->new_pence))
            count++;
    }
    return count;
}

/* What is to be paid of them, up and down, VAT included. */
struct moved {
    size_t count;
    int64_t up_pence, down_pence;
};

static struct moved money_moved(size_t count, const struct adjustment *adjustments)
{
    struct moved moved = {0};

    for (size_t i = 0; i < count; i++) {
        const struct adjustment *adjustment = &adjustments[i];
        int64_t pence = adjustment->new_pence - adjustment->old_pence +
                        adjustment_vat_pence(adjustment->old_pence, adjustment->new_pence,
                                             adjustment->line->vat_percent_e4);
        if (!adjustment->line->paid.is_self_billed || pence == 0)
            continue;
        moved.count++;
        moved.up_pence += pence > 0 ? pence : 0;
        moved.down_pence -= pence < 0 ? pence : 0;
    }
    return moved;
}

/* A provider's adjustments of a night are one thing to approve. */
static bool ask_people(const struct repricing *repricing, const struct moved *moved,
                       int64_t *item_id_r, struct error *error_r)
{
    struct council_night *night = repricing->night;
    const struct approvals_config *approvals = &night->council->approvals;
    struct arena *arena = repricing->arena;
    int people = adjustment_people(approvals->adjustments, approvals->adjustments_over_pence,
                                   moved->up_pence + moved->down_pence);
    struct waiting_item item = {
        .kind = WAITING_ADJUSTMENT,
        .people_needed = people,
        .provider = repricing->provider,
        .pence = moved->up_pence - moved->down_pence,
    };

    *item_id_r = NOT_GIVEN;
    if (people == 0 || moved->count == 0)
        return true;
    item.words = text_of(
        arena_printf(arena, "%.*s: %zu paid line%s adjusted, %s more and %s less",
                     TEXT_ARGS(item.provider), moved->count, moved->count == 1 ? "" : "s",
                     words_pounds(arena, moved->up_pence), words_pounds(arena, moved->down_pence)));
    return waiting_store_add(night->db, &night->run, &item, item_id_r, error_r);
}

static bool provider_find_adjustments(struct repricing *repricing, struct error *error_r)
{
    struct council_night *night = repricing->night;
    struct adjustment *adjustments =
        ARENA_ARRAY(repricing->arena, struct adjustment, repricing->line_count);
    int64_t item_id;

    if (!prices_find(repricing, error_r))
        return false;
    size_t count = adjustments_due(repricing, adjustments);
    if (count == 0)
        return true;
    struct moved moved = money_moved(count, adjustments);
    day_t due =
        due_date(repricing->rules->calendar, night->run.business_date, night->council->sla_days);
    return ask_people(repricing, &moved, &item_id, error_r) &&
           adjustment_store_add(night->db, &night->run, repricing->provider, count, adjustments,
                                due, item_id, repricing->arena, error_r);
}

static bool adjustments_find(struct council_night *night, const struct rules *rules,
                             struct arena *arena, struct error *error_r)
{
    const struct touched_line *lines;
    size_t count;

    if (!adjustment_store_touched(night->db, &night->run,
                                  council_widest_pair_window(night->council), arena, &count, &lines,
                                  error_r))
        return false;
    for (size_t first = 0, end; first < count; first = end) {
        end = first + 1;
        while (end < count && text_equal(lines[end].provider, lines[first].provider))
            end++;
        struct repricing repricing = {.night = night,
                                      .rules = rules,
                                      .arena = arena_new(),
                                      .provider = lines[first].provider,
                                      .line_count = end - first,
                                      .lines = &lines[first]};
        bool is_done = provider_find_adjustments(&repricing, error_r);
        arena_free(repricing.arena);
        if (!is_done)
            return error_prefix(error_r, "provider %.*s", TEXT_ARGS(lines[first].provider));
    }
    return count == 0 || adjustment_store_open(night->db, &night->run, error_r);
}

/* --- paying them ------------------------------------------------------------ */

static struct payable_line payable_of(const void *context, size_t index)
{
    const struct payable_adjustment *adjustments = context;
    return adjustments[index].payable;
}

static struct lot_line lot_line_of(const struct payable_adjustment *adjustment, size_t index)
{
    const struct payable_line *payable = &adjustment->payable;

    return (struct lot_line){.index = index,
                             .line_id = adjustment->line_id,
                             .invoice_no = payable->invoice_no,
                             .line_no = payable->line_no,
                             .net_pence = payable->net_pence,
                             .vat_pence = payable->vat_pence,
                             .due_date = payable->due_date};
}

/* Lots of their own, beside those of the provider's lines. */
static bool provider_pay(struct council_night *night, struct arena *arena, size_t count,
                         const struct payable_adjustment *adjustments, struct error *error_r)
{
    struct lot_line *lines = ARENA_ARRAY(arena, struct lot_line, count);

    for (size_t i = 0; i < count; i++)
        lines[i] = lot_line_of(&adjustments[i], i);
    struct payments payments = payments_make(arena, adjustments[0].payable.provider, count, count,
                                             lines, payable_of, adjustments);
    return adjustment_store_pay(night->db, &night->run, count, adjustments, &payments, arena,
                                error_r);
}

static bool adjustments_pay(struct council_night *night, struct arena *arena, struct error *error_r)
{
    const struct payable_adjustment *adjustments;
    size_t count;

    if (!adjustment_store_payable(night->db, &night->run, arena, &count, &adjustments, error_r))
        return false;
    for (size_t first = 0, end; first < count; first = end) {
        end = first + 1;
        while (end < count &&
               text_equal(adjustments[end].payable.provider, adjustments[first].payable.provider))
            end++;
        if (!provider_pay(night, arena, end - first, &adjustments[first], error_r))
            return false;
    }
    return true;
}

bool adjustments_of_council(struct council_night *night, const struct rules *rules,
                            struct error *error_r)
{
    struct arena *arena = arena_new();
    bool is_done =
        adjustments_find(night, rules, arena, error_r) && adjustments_pay(night, arena, error_r);

    arena_free(arena);
    return is_done;
}
