#include "ops/run/signals.h"

#include "adapters/postgres/signal_store.h"
#include "matcher/engine/missed.h"

/* --- care signals ---------------------------------------------------------- */

/* What was found, but for weeks that were told of before. */
static bool signals_raise(struct council_night *night, struct arena *arena, size_t found_count,
                          const struct care_signal *found, struct error *error_r)
{
    const struct care_signal *earlier;
    size_t earlier_count;

    if (!signal_store_care_signals(night->db, &night->run, found_count, found, arena,
                                   &earlier_count, &earlier, error_r))
        return false;
    struct care_signal *raised = ARENA_ARRAY(arena, struct care_signal, found_count);
    size_t count = care_signals_raise(found_count, found, earlier_count, earlier, raised);
    return count == 0 ||
           signal_store_add_care_signals(night->db, &night->run, count, raised, arena, error_r);
}

/* Adds what was counted to the clients' weeks, and raises what is to be seen in them; is_first:
 * nothing can stand of them. */
static bool clients_look_at(struct council_night *night, const struct rules *rules,
                            struct care_tally *tally, bool is_first, struct error *error_r)
{
    const struct client_week *standing = NULL, *weeks;
    size_t standing_count = 0, week_count, found_count;

    if (tally->count == 0)
        return true;
    care_tally_sort(tally);
    if (!is_first &&
        !signal_store_client_weeks(night->db, &night->run, tally, care_signal_weeks(rules->terms),
                                   &standing_count, &standing, error_r))
        return false;
    care_tally_complete(tally, standing_count, standing, &week_count, &weeks);
    const struct care_signal *found = care_signals_find(
        tally->arena, terms_lookup_new(tally->arena, rules->terms, tally->provider), week_count,
        weeks, &found_count);
    return signal_store_put_client_weeks(night->db, &night->run, tally, error_r) &&
           (found_count == 0 || signals_raise(night, tally->arena, found_count, found, error_r));
}

/* --- a provider ------------------------------------------------------------ */

struct provider_signals {
    struct council_night *night;
    const struct rules *rules;
    struct arena *arena;
    const struct match_input *input;
    const struct match_output *output;
    struct provider_weeks weeks;
    struct care_tally tally;
    struct care_doubts doubts;
    /* lines of which what was counted is taken back */
    size_t ended_count;
    int64_t *ended_ids;
};

static void count_weeks(struct provider_signals *signals)
{
    struct provider_week part;

    for (size_t i = 0; i < signals->input->line_count; i++)
        if (provider_week_of(signals->rules->zone, &signals->output->verdicts[i], &part))
            provider_weeks_add(&signals->weeks, &part);
}

/* Lines that a credit paid tonight takes from. */
static size_t credited_lines(const struct provider_signals *signals, int64_t *ids_r)
{
    size_t count = 0;

    for (size_t i = 0; i < signals->input->line_count; i++) {
        const struct verdict *verdict = &signals->output->verdicts[i];
        if (verdict->credits_line_id != 0 && verdict_is_paid(verdict))
            ids_r[count++] = verdict->credits_line_id;
    }
    return count;
}

static bool take_back_paid(struct provider_signals *signals, size_t credited_count,
                           const int64_t *credited_ids, struct error *error_r)
{
    const struct paid_back *lines;
    size_t count;

    if (!signal_store_paid_back(signals->night->db, &signals->night->run, credited_count,
                                credited_ids, signals->arena, &count, &lines, error_r))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct provider_week part;
        if (provider_week_of(signals->rules->zone, &lines[i].verdict, &part))
            provider_weeks_take_back(&signals->weeks, &part);
        signals->ended_ids[signals->ended_count++] = lines[i].line_id;
    }
    return true;
}

static bool take_back_credited(struct provider_signals *signals, struct error *error_r)
{
    int64_t *ids = ARENA_ARRAY(signals->arena, int64_t, signals->input->line_count);
    size_t count = credited_lines(signals, ids);

    return count == 0 || take_back_paid(signals, count, ids, error_r);
}

static bool drift_look_at(struct provider_signals *signals, struct error *error_r)
{
    struct council_night *night = signals->night;
    struct text provider = signals->input->provider_ref;
    const struct provider_week *sums;
    size_t count;

    if (signals->weeks.count == 0)
        return true;
    if (!signal_store_put_provider_weeks(night->db, &night->run, provider, &signals->weeks,
                                         signals->arena, &count, &sums, error_r))
        return false;
    struct drift *found = ARENA_ARRAY(signals->arena, struct drift, 2 * count);
    struct terms_lookup *terms = terms_lookup_new(signals->arena, signals->rules->terms, provider);
    size_t found_count = drift_find(terms, count, sums, found);
    return found_count == 0 || signal_store_add_drift(night->db, &night->run, provider, found_count,
                                                      found, signals->arena, error_r);
}

static bool was_compared(size_t count, const struct care_counted *counted, int64_t line_id)
{
    for (size_t i = 0; i < count; i++)
        if (counted[i].line_id == line_id)
            return given(counted[i].compared_start_s);
    return false;
}

/* Held lines that have come to a visit tonight: counted, unless they had come to one before. */
static bool count_compared(struct provider_signals *signals, struct error *error_r)
{
    const struct care_doubts *doubts = &signals->doubts;
    int64_t *ids = ARENA_ARRAY(signals->arena, int64_t, doubts->compared_count);
    const struct care_counted *counted;
    size_t count;

    for (size_t i = 0; i < doubts->compared_count; i++)
        ids[i] = signals->input->lines[doubts->compared[i]].line_id;
    if (!signal_store_counted(signals->night->db, &signals->night->run, doubts->compared_count, ids,
                              signals->arena, &count, &counted, error_r))
        return false;
    for (size_t i = 0; i < doubts->compared_count; i++) {
        size_t line = doubts->compared[i];
        if (!was_compared(count, counted, ids[i]))
            care_tally_compared(&signals->tally, &signals->input->lines[line],
                                &signals->output->verdicts[line]);
    }
    return true;
}

static bool take_back_ended(struct provider_signals *signals, struct error *error_r)
{
    const struct care_counted *counted;
    size_t count;

    if (!signal_store_counted(signals->night->db, &signals->night->run, signals->ended_count,
                              signals->ended_ids, signals->arena, &count, &counted, error_r))
        return false;
    for (size_t i = 0; i < count; i++)
        care_tally_take_back(&signals->tally, &counted[i]);
    return true;
}

static void count_clients(struct provider_signals *signals)
{
    const struct care_doubts *doubts = &signals->doubts;

    care_tally_night(&signals->tally, signals->input, signals->output, &signals->doubts);
    for (size_t i = 0; i < doubts->ended_count; i++)
        signals->ended_ids[signals->ended_count++] =
            signals->input->lines[doubts->ended[i]].line_id;
}

bool signals_of_provider(struct council_night *night, const struct rules *rules,
                         struct arena *arena, const struct match_input *input,
                         const struct match_output *output, struct error *error_r)
{
    struct provider_signals signals = {
        .night = night,
        .rules = rules,
        .arena = arena,
        .input = input,
        .output = output,
        .weeks = {.arena = arena},
        /* a line makes one week of one client; what is taken back may be of another */
        .tally = care_tally_new(arena, rules->zone, input->provider_ref, 2 * input->line_count),
        .ended_ids = ARENA_ARRAY(arena, int64_t, 2 * input->line_count),
    };

    count_weeks(&signals);
    count_clients(&signals);
    return take_back_credited(&signals, error_r) && drift_look_at(&signals, error_r) &&
           (signals.doubts.compared_count == 0 || count_compared(&signals, error_r)) &&
           (signals.ended_count == 0 || take_back_ended(&signals, error_r)) &&
           clients_look_at(night, rules, &signals.tally, run_is_first(&night->run), error_r);
}

/* --- one carer of two ------------------------------------------------------ */

/* Visits of one provider. */
static bool short_handed_look_at(struct council_night *night, const struct rules *rules,
                                 struct arena *arena, size_t count,
                                 const struct short_handed *visits, struct error *error_r)
{
    struct care_tally tally = care_tally_new(arena, rules->zone, visits[0].provider, count);

    for (size_t i = 0; i < count; i++)
        care_tally_short_handed(&tally, visits[i].client_ref, visits[i].planned_start_s);
    /* the match stage has counted tonight's visits */
    return clients_look_at(night, rules, &tally, false, error_r);
}

static bool all_short_handed(struct council_night *night, const struct rules *rules,
                             struct arena *arena, struct error *error_r)
{
    const struct short_handed *visits;
    size_t count;

    if (!signal_store_short_handed(night->db, &night->run, arena, &count, &visits, error_r))
        return false;
    for (size_t first = 0, end; first < count; first = end) {
        end = first + 1;
        while (end < count && text_equal(visits[end].provider, visits[first].provider))
            end++;
        if (!short_handed_look_at(night, rules, arena, end - first, &visits[first], error_r))
            return false;
    }
    return db_copies_end(night->db, error_r);
}

/* --- under-delivery -------------------------------------------------------- */

/* Orders come by provider, so that each provider's terms are looked up once. */
static struct terms_lookup *terms_of(struct arena *arena, const struct rules *rules,
                                     struct text provider, struct terms_lookup *last,
                                     struct text *last_provider)
{
    if (last != NULL && text_equal(provider, *last_provider))
        return last;
    *last_provider = provider;
    return terms_lookup_new(arena, rules->terms, provider);
}

static struct due_periods due_of(struct arena *arena, const struct rules *rules, size_t order_count,
                                 const struct period_order *orders, day_t since)
{
    struct due_periods periods = {.arena = arena};
    struct terms_lookup *terms = NULL;
    struct text provider;

    for (size_t i = 0; i < order_count; i++) {
        const struct order_line *order = &orders[i].order;
        terms = terms_of(arena, rules, order->provider, terms, &provider);
        due_periods_add(&periods, rules, terms, order, orders[i].is_new ? DAY_NOT_GIVEN : since);
    }
    return periods;
}

/* The short ones first; returns how many. */
static size_t keep_short(struct arena *arena, const struct rules *rules,
                         struct due_periods *periods)
{
    struct terms_lookup *terms = NULL;
    struct text provider;
    size_t count = 0;

    for (size_t i = 0; i < periods->count; i++) {
        const struct due_period period = periods->items[i];
        terms = terms_of(arena, rules, period.order->provider, terms, &provider);
        if (!period.is_reported && period_is_short(terms, &period))
            periods->items[count++] = period;
    }
    return count;
}

static bool periods_look_at(struct council_night *night, const struct rules *rules,
                            struct arena *arena, day_t since, struct error *error_r)
{
    const struct period_order *orders;
    size_t order_count;

    if (!signal_store_period_orders(night->db, &night->run, missed_from(rules, since),
                                    missed_until(rules), arena, &order_count, &orders, error_r))
        return false;
    struct due_periods periods = due_of(arena, rules, order_count, orders, since);
    if (periods.count == 0)
        return true;
    if (!signal_store_delivered(night->db, &night->run, &periods, error_r))
        return false;
    size_t count = keep_short(arena, rules, &periods);
    return count == 0 || signal_store_add_under_delivery(night->db, &night->run, count,
                                                         periods.items, arena, error_r);
}

bool signals_of_council(struct council_night *night, const struct rules *rules, struct arena *arena,
                        bool missed_of_several_carers, struct error *error_r)
{
    day_t since;

    return (!missed_of_several_carers || all_short_handed(night, rules, arena, error_r)) &&
           run_last_closed_date(night->db, night->run.council_id, &since, error_r) &&
           periods_look_at(night, rules, arena, since, error_r);
}
