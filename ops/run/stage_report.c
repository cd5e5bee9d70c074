/*
 * report: what is to be told besides the lines themselves.  Visits that were
 * ordered and that nobody billed are missed; each is reported once, and so are
 * periods that were delivered in part only.
 */
#include "adapters/postgres/missed_store.h"
#include "adapters/postgres/rules_store.h"
#include "adapters/postgres/standing_store.h"
#include "matcher/engine/missed.h"
#include "ops/run/adjustments.h"
#include "ops/run/council_night.h"
#include "ops/run/signals.h"

/* Slots come by provider, so that each provider's terms are looked up once. */
static size_t missed_of(struct arena *arena, const struct rules *rules, size_t slot_count,
                        const struct free_slot *slots, size_t provider_count,
                        const struct provider *providers, struct free_slot *missed_r)
{
    struct terms_lookup *terms = NULL;
    const struct provider *provider = NULL;
    size_t count = 0;

    for (size_t i = 0; i < slot_count; i++) {
        const struct order_line *order = slots[i].order;
        if (i == 0 || !text_equal(order->provider, slots[i - 1].order->provider)) {
            terms = terms_lookup_new(arena, rules->terms, order->provider);
            provider = provider_find(provider_count, providers, order->provider);
        }
        if (visit_is_missed(rules, terms, provider, order))
            missed_r[count++] = slots[i];
    }
    return count;
}

static int64_t surely_before_s(day_t day)
{
    return day == DAY_NOT_GIVEN ? NOT_GIVEN : ((int64_t)day - 1) * SECONDS_PER_DAY;
}

/* With those that the match stage found. */
static const struct free_slot *slots_together(struct arena *arena, const struct free_slots *found,
                                              size_t *count, const struct free_slot *slots)
{
    struct free_slot *all = ARENA_ARRAY(arena, struct free_slot, found->count + *count);

    for (size_t i = 0; i < *count; i++)
        all[i] = slots[i];
    for (size_t i = 0; i < found->count; i++)
        all[*count + i] = found->items[i];
    *count += found->count;
    return all;
}

/* What the run before has looked at is not looked at again unless something of it changed: a
 * night's work must not grow with the record. */
static bool slots_since(struct council_night *night, const struct rules *rules, struct arena *arena,
                        size_t *count_r, const struct free_slot **slots_r, struct error *error_r)
{
    const struct free_slots *found = night->free_slots;
    day_t since;

    if (!rules_store_last_look(night->db, &night->run, night->council->rules, rules->calendar,
                               arena, &since, error_r))
        return false;
    bool is_found = found != NULL && since != DAY_NOT_GIVEN;
    if (!missed_store_free_slots(night->db, &night->run, surely_before_s(missed_from(rules, since)),
                                 missed_before_s(rules), is_found, arena, count_r, slots_r,
                                 error_r))
        return false;
    if (is_found)
        *slots_r = slots_together(arena, found, count_r, *slots_r);
    return true;
}

static bool slots_to_look_at(struct council_night *night, const struct rules *rules,
                             struct arena *arena, size_t *count_r, const struct free_slot **slots_r,
                             struct error *error_r)
{
    const struct free_slots *found = night->free_slots;

    *count_r = 0;
    if (found != NULL && found->are_all)
        *slots_r = slots_together(arena, found, count_r, NULL);
    else if (!slots_since(night, rules, arena, count_r, slots_r, error_r))
        return false;
    return missed_store_forget_freed(night->db, &night->run, error_r);
}

static bool any_of_several_carers(size_t count, const struct free_slot *missed)
{
    for (size_t i = 0; i < count; i++)
        if (missed[i].order->carers > 1)
            return true;
    return false;
}

static bool missed_report(struct council_night *night, struct arena *arena, struct error *error_r)
{
    const struct free_slot *slots;
    const struct provider *providers;
    size_t slot_count, provider_count;
    struct rules rules;

    if (!council_rules(night, arena, &rules, error_r) ||
        !slots_to_look_at(night, &rules, arena, &slot_count, &slots, error_r) ||
        !standing_read_providers(night->db, night->run.council_id, arena, &provider_count,
                                 &providers, error_r))
        return false;
    struct free_slot *missed = ARENA_ARRAY(arena, struct free_slot, slot_count);
    size_t count = missed_of(arena, &rules, slot_count, slots, provider_count, providers, missed);
    int64_t window_s = (int64_t)council_widest_pair_window(night->council) * 60;
    return missed_store_leave_out_paid(night->db, &night->run, window_s, arena, &count, missed,
                                       error_r) &&
           missed_store_write(night->db, &night->run, count, missed, error_r) &&
           signals_of_council(night, &rules, arena, any_of_several_carers(count, missed),
                              error_r) &&
           adjustments_of_council(night, &rules, error_r);
}

bool stage_report(struct council_night *night, struct error *error_r)
{
    struct arena *arena = arena_new();
    bool is_reported = db_begin(night->db, error_r) && missed_report(night, arena, error_r) &&
                       run_advance(night->db, &night->run, RUN_STATE_REPORTED, error_r) &&
                       db_commit(night->db, error_r);

    arena_free(arena);
    return is_reported;
}
