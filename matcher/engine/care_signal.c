#include "matcher/engine/care_signal.h"

#include <assert.h>
#include <stdlib.h>

/* --- counting -------------------------------------------------------------- */

struct care_tally care_tally_new(struct arena *arena, const struct zone *zone, struct text provider,
                                 size_t week_count_max)
{
    struct care_tally tally = {
        .arena = arena, .zone = zone, .provider = provider, .place_count = 2};

    while (tally.place_count < 2 * week_count_max)
        tally.place_count *= 2;
    tally.places = ARENA_ARRAY(arena, uint32_t, tally.place_count);
    return tally;
}

static struct client_week *week_add(struct care_tally *tally, struct text client_ref, day_t week)
{
    assert(2 * tally->count < tally->place_count); /* half of the places stay free */
    tally->weeks = arena_grow(tally->arena, tally->weeks, &tally->room, tally->count + 1,
                              sizeof(*tally->weeks));
    tally->weeks[tally->count] = (struct client_week){
        .provider = tally->provider, .client_ref = client_ref, .week = week, .is_touched = true};
    return &tally->weeks[tally->count++];
}

static struct client_week *week_of(struct care_tally *tally, struct text client_ref,
                                   int64_t start_s)
{
    day_t week = day_monday(zone_day(tally->zone, start_s));
    size_t mask = tally->place_count - 1;
    size_t at = (size_t)text_hash(client_ref, TEXT_HASH_SEED ^ (uint64_t)week) & mask;

    for (; tally->places[at] != 0; at = (at + 1) & mask) {
        struct client_week *found = &tally->weeks[tally->places[at] - 1];
        if (found->week == week && text_equal(found->client_ref, client_ref))
            return found;
    }
    struct client_week *added = week_add(tally, client_ref, week);
    tally->places[at] = (uint32_t)tally->count;
    return added;
}

static bool ended_unpaid(enum verdict_kind kind)
{
    return kind == VERDICT_DUPLICATE || kind == VERDICT_REJECTED;
}

static bool is_compared(const struct bill_line *line, const struct verdict *verdict)
{
    return verdict->order != NULL && verdict->order->basis == BASIS_VISIT &&
           bill_line_is_delivered(line) && !ended_unpaid(verdict->kind);
}

/* Where two carers were to come, the second one's line is about the same closed door. */
static bool is_no_reply(struct text outcome, bool secondary, int32_t slot, enum verdict_kind kind)
{
    return text_equal(outcome, TEXT_LITERAL("no_reply")) && !secondary && slot <= 1 &&
           !ended_unpaid(kind);
}

void care_tally_compared(struct care_tally *tally, const struct bill_line *line,
                         const struct verdict *verdict)
{
    struct client_week *week = week_of(tally, line->client_ref, verdict->delivered_start_s);

    week->visits++;
    week->planned_minutes += verdict->order->planned_minutes;
    week->delivered_minutes += verdict->delivered_minutes;
}

static void tally_new_line(struct care_tally *tally, const struct bill_line *line,
                           const struct verdict *verdict)
{
    if (is_compared(line, verdict))
        care_tally_compared(tally, line, verdict);
    else if (!bill_line_is_credit(line) &&
             is_no_reply(line->outcome, line->secondary, verdict->slot, verdict->kind))
        week_of(tally, line->client_ref, verdict->delivered_start_s)->no_replies++;
}

/* A line that was last held in a visit's slot was counted then. */
static void doubt_carried_line(struct care_doubts *doubts, size_t i, const struct carried *carried,
                               const struct bill_line *line, const struct verdict *verdict)
{
    if (ended_unpaid(verdict->kind))
        doubts->ended[doubts->ended_count++] = i;
    else if (carried->slot == 0 && is_compared(line, verdict))
        doubts->compared[doubts->compared_count++] = i;
}

void care_tally_night(struct care_tally *tally, const struct match_input *input,
                      const struct match_output *output, struct care_doubts *doubts_r)
{
    size_t carried_count = 0;

    for (size_t i = 0; i < input->carried_count; i++)
        carried_count += input->carried[i].is_carried;
    *doubts_r = (struct care_doubts){
        .compared = ARENA_ARRAY(tally->arena, size_t, carried_count),
        .ended = ARENA_ARRAY(tally->arena, size_t, carried_count),
    };
    for (size_t i = 0; i < input->line_count; i++) {
        const struct verdict *verdict = &output->verdicts[i];
        const struct carried *carried = carried_of_line(input, i);
        if (carried->is_carried)
            doubt_carried_line(doubts_r, i, carried, &input->lines[i], verdict);
        else
            tally_new_line(tally, &input->lines[i], verdict);
    }
}

void care_tally_take_back(struct care_tally *tally, const struct care_counted *counted)
{
    if (given(counted->compared_start_s)) {
        struct client_week *week = week_of(tally, counted->client_ref, counted->compared_start_s);
        week->visits--;
        week->planned_minutes -= counted->planned_minutes;
        week->delivered_minutes -= counted->delivered_minutes;
    }
    if (is_no_reply(counted->outcome, counted->secondary, counted->first_slot, counted->first_kind))
        week_of(tally, counted->client_ref, counted->first_start_s)->no_replies--;
}

void care_tally_short_handed(struct care_tally *tally, struct text client_ref,
                             int64_t planned_start_s)
{
    week_of(tally, client_ref, planned_start_s)->short_handed++;
}

int client_week_compare(const struct client_week *a, const struct client_week *b)
{
    int order = text_compare(a->client_ref, b->client_ref);
    return order != 0 ? order : (a->week > b->week) - (a->week < b->week);
}

static int week_compare(const void *a, const void *b)
{
    return client_week_compare(a, b);
}

void care_tally_sort(struct care_tally *tally)
{
    if (tally->count > 0)
        qsort(tally->weeks, tally->count, sizeof(*tally->weeks), week_compare);
}

static void weeks_sum(struct client_week *week, const struct client_week *added)
{
    week->visits += added->visits;
    week->planned_minutes += added->planned_minutes;
    week->delivered_minutes += added->delivered_minutes;
    week->no_replies += added->no_replies;
    week->short_handed += added->short_handed;
    week->is_touched = true;
}

void care_tally_complete(struct care_tally *tally, size_t standing_count,
                         const struct client_week *standing, size_t *count_r,
                         const struct client_week **weeks_r)
{
    struct client_week *weeks =
        ARENA_ARRAY(tally->arena, struct client_week, tally->count + standing_count);
    size_t count = 0, stood = 0;

    for (size_t i = 0; i < tally->count; i++) {
        struct client_week *touched = &tally->weeks[i];
        while (stood < standing_count && client_week_compare(&standing[stood], touched) < 0)
            weeks[count++] = standing[stood++];
        touched->is_new =
            stood == standing_count || client_week_compare(&standing[stood], touched) != 0;
        weeks[count] = touched->is_new ? *touched : standing[stood++];
        if (!touched->is_new)
            weeks_sum(&weeks[count], touched);
        count++;
    }
    while (stood < standing_count)
        weeks[count++] = standing[stood++];
    *count_r = count;
    *weeks_r = weeks;
}

/* --- finding --------------------------------------------------------------- */

static int32_t weeks_of(const struct settings *settings)
{
    return settings->shrinking_weeks > settings->no_reply_weeks ? settings->shrinking_weeks
                                                                : settings->no_reply_weeks;
}

int32_t care_signal_weeks(const struct terms *terms)
{
    struct settings settings = settings_default();
    int32_t most = weeks_of(&settings);

    for (size_t i = 0; i < terms->block_count; i++) {
        const struct terms_block *block = &terms->blocks[i];
        if ((block->has_setting & (UINT32_C(1) << SETTING_SHRINKING_WEEKS)) != 0 &&
            block->values.shrinking_weeks > most)
            most = block->values.shrinking_weeks;
        if ((block->has_setting & (UINT32_C(1) << SETTING_NO_REPLY_WEEKS)) != 0 &&
            block->values.no_reply_weeks > most)
            most = block->values.no_reply_weeks;
    }
    return most;
}

/* Sums over a run of weeks that ends with one of them. */
struct window {
    day_t first;
    int32_t weeks_with_visits;
    struct client_week sums;
};

static struct window window_before(const struct client_week *weeks, size_t last, int32_t week_count)
{
    struct window window = {.first = weeks[last].week - 7 * (week_count - 1)};

    for (size_t i = last + 1; i > 0; i--) {
        const struct client_week *week = &weeks[i - 1];
        if (week->week < window.first || !text_equal(week->client_ref, weeks[last].client_ref))
            break;
        window.weeks_with_visits += week->visits > 0;
        window.sums.planned_minutes += week->planned_minutes;
        window.sums.delivered_minutes += week->delivered_minutes;
        window.sums.no_replies += week->no_replies;
        window.sums.short_handed += week->short_handed;
        window.sums.is_touched = window.sums.is_touched || week->is_touched;
    }
    return window;
}

static bool is_shrunk(const struct window *window, const struct settings *settings)
{
    const struct client_week *sums = &window->sums;

    return settings->shrinking_percent_e4 > 0 && sums->planned_minutes > 0 &&
           window->weeks_with_visits == settings->shrinking_weeks &&
           !exceeds_percent(sums->delivered_minutes, sums->planned_minutes,
                            PERCENT_ALL - settings->shrinking_percent_e4);
}

static bool is_reached(int64_t visits, int32_t limit)
{
    return limit > 0 && visits >= limit;
}

struct finding {
    struct arena *arena;
    size_t count, room;
    struct care_signal *found;
};

static void signal_add(struct finding *finding, enum care_signal_kind kind,
                       const struct client_week *last, day_t first, int64_t counted,
                       int64_t planned_minutes)
{
    finding->found = arena_grow(finding->arena, finding->found, &finding->room, finding->count + 1,
                                sizeof(*finding->found));
    finding->found[finding->count++] = (struct care_signal){
        .kind = kind,
        .provider = last->provider,
        .client_ref = last->client_ref,
        .week = first,
        .last_week = last->week,
        .counted = counted,
        .planned_minutes = planned_minutes,
    };
}

static void signals_ending_with(struct finding *finding, const struct settings *settings,
                                const struct client_week *weeks, size_t last)
{
    const struct client_week *week = &weeks[last];
    struct window window = window_before(weeks, last, settings->shrinking_weeks);

    if (window.sums.is_touched && is_shrunk(&window, settings))
        signal_add(finding, CARE_SIGNAL_SHRINKING, week, window.first,
                   window.sums.delivered_minutes, window.sums.planned_minutes);
    window = window_before(weeks, last, 1);
    if (window.sums.is_touched &&
        is_reached(window.sums.short_handed, settings->short_handed_limit))
        signal_add(finding, CARE_SIGNAL_SHORT_HANDED, week, window.first, window.sums.short_handed,
                   NOT_GIVEN);
    window = window_before(weeks, last, settings->no_reply_weeks);
    if (window.sums.is_touched && is_reached(window.sums.no_replies, settings->no_reply_limit))
        signal_add(finding, CARE_SIGNAL_NO_REPLY, week, window.first, window.sums.no_replies,
                   NOT_GIVEN);
}

const struct care_signal *care_signals_find(struct arena *arena, struct terms_lookup *terms,
                                            size_t count, const struct client_week *weeks,
                                            size_t *found_r)
{
    struct finding finding = {.arena = arena};
    struct text any_service = TEXT_LITERAL("");

    for (size_t i = 0; i < count; i++)
        signals_ending_with(&finding, terms_in_force(terms, any_service, weeks[i].week), weeks, i);
    *found_r = finding.count;
    return finding.found;
}

static bool is_told_of(const struct care_signal *signal, size_t count,
                       const struct care_signal *told)
{
    for (size_t i = 0; i < count; i++)
        if (told[i].kind == signal->kind && told[i].week <= signal->last_week &&
            signal->week <= told[i].last_week && text_equal(told[i].client_ref, signal->client_ref))
            return true;
    return false;
}

size_t care_signals_raise(size_t count, const struct care_signal *found, size_t earlier_count,
                          const struct care_signal *earlier, struct care_signal *raised_r)
{
    size_t raised = 0;

    for (size_t i = 0; i < count; i++)
        if (!is_told_of(&found[i], earlier_count, earlier) &&
            !is_told_of(&found[i], raised, raised_r))
            raised_r[raised++] = found[i];
    return raised;
}
