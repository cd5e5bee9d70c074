#include "ops/run/notify_work.h"

#include <stdlib.h>
#include <string.h>

#include "adapters/outbound/check_detail.h"

struct text notify_provider_name(const struct notify_work *work, struct text reference)
{
    const struct provider *provider =
        provider_find(work->provider_count, work->providers, reference);

    return provider == NULL ? reference : provider->name;
}

const char *notify_council_name(const struct council_config *council, struct arena *arena)
{
    return council_pays(council)
               ? council->name
               : arena_printf(arena, "%s (shadow: nothing is paid)", council->name);
}

bool notify_waits_for_release(const struct notify_work *work, enum rail rail)
{
    const struct council_config *council = work->night->council;

    return council_pays(council) &&
           (council->approvals.release > 0 || (rail < RAIL_COUNT && work->rail_waits[rail]));
}

bool notify_any_waits_for_release(const struct notify_work *work)
{
    for (int rail = 0; rail < RAIL_COUNT; rail++)
        if (notify_waits_for_release(work, (enum rail)rail))
            return true;
    return false;
}

struct provider_drift notify_drift(const struct notify_work *work,
                                   const struct reported_drift *drift)
{
    return (struct provider_drift){
        .provider = drift->provider,
        .provider_name = notify_provider_name(work, drift->provider),
        .week = drift->week,
        .measure = drift->measure,
        .difference = drift->difference,
        .base = drift->base,
        .limit_percent_e4 = drift->limit_percent_e4,
    };
}

/* Why a file was set aside begins with its name, and the place in it if that is known. */
static struct unread_input file_as_a_whole(const struct reported_unread *unread)
{
    const size_t length = unread->file.length;
    const struct text reason = unread->reason;
    bool is_named = reason.length > length && reason.bytes[length] == ':' &&
                    text_equal((struct text){reason.bytes, length}, unread->file);

    for (size_t end = length; is_named && end + 1 < reason.length; end++)
        if (memcmp(reason.bytes + end, ": ", 2) == 0)
            return (struct unread_input){{reason.bytes, end},
                                         {reason.bytes + end + 2, reason.length - end - 2}};
    return (struct unread_input){unread->file, reason};
}

static struct unread_input row_of_file(struct arena *arena, const struct reported_unread *unread)
{
    const char *column =
        unread->column > 0 ? arena_printf(arena, ":%lld", (long long)unread->column) : "";
    const char *separator = text_is_empty(unread->field) ? "" : ": ";

    return (struct unread_input){text_of(arena_printf(arena, "%.*s:%lld%s", TEXT_ARGS(unread->file),
                                                      (long long)unread->line, column)),
                                 text_of(arena_printf(arena, "%.*s%s%.*s", TEXT_ARGS(unread->field),
                                                      separator, TEXT_ARGS(unread->reason)))};
}

struct unread_input notify_unread(struct arena *arena, const struct reported_unread *unread)
{
    struct unread_input input =
        given(unread->line) ? row_of_file(arena, unread) : file_as_a_whole(unread);

    if (!text_is_empty(unread->feed))
        input.place = text_of(
            arena_printf(arena, "%.*s: %.*s", TEXT_ARGS(unread->feed), TEXT_ARGS(input.place)));
    return input;
}

/* Providers send bills and call monitoring; orders, rates and the like come from the council, also
 * where a feed of them is about one provider. */
static bool is_of_its_provider(const struct feed_config *feed)
{
    return feed->kind == FEED_KIND_BILL || feed->kind == FEED_KIND_EVIDENCE;
}

/* Who sent a file of the feed. Of one that brings several providers' files nobody knows whose one
 * is that was not read. */
static struct text sender_of_feed(const struct council_config *council, struct text feed)
{
    for (size_t i = 0; i < council->feed_count; i++)
        if (text_equal(text_of(council->feeds[i].name), feed) &&
            is_of_its_provider(&council->feeds[i]))
            return council->feeds[i].provider;
    return TEXT_LITERAL("");
}

/* Not a row of one, and not a feed that brought none. */
static bool is_file(const struct reported_unread *unread)
{
    return !given(unread->line) && !text_is_empty(unread->feed);
}

static int compare_set_aside(const void *a, const void *b)
{
    const struct set_aside *one = a, *other = b;
    int order = text_compare(one->provider, other->provider);

    return order != 0 ? order : text_compare(one->file.place, other->file.place);
}

void notify_find_set_aside(struct notify_work *work)
{
    work->set_aside = ARENA_ARRAY(work->arena, struct set_aside, work->unread_count);
    for (size_t i = 0; i < work->unread_count; i++) {
        const struct reported_unread *unread = &work->unread[i];
        struct text provider = sender_of_feed(work->night->council, unread->feed);
        if (is_file(unread) && !text_is_empty(provider))
            work->set_aside[work->set_aside_count++] =
                (struct set_aside){provider, file_as_a_whole(unread)};
    }
    if (work->set_aside_count > 0)
        qsort(work->set_aside, work->set_aside_count, sizeof(*work->set_aside), compare_set_aside);
}

const struct payment_notice *notify_payments(const struct notify_work *work, struct arena *arena)
{
    struct payment_notice *payments =
        ARENA_ARRAY(arena, struct payment_notice, work->payment_count);

    for (size_t i = 0; i < work->payment_count; i++)
        payments[i] = (struct payment_notice){work->payments[i].place, work->payments[i].words,
                                              work->payments[i].pence};
    return payments;
}

const struct waiting_notice *notify_waiting(const struct notify_work *work, struct arena *arena)
{
    struct waiting_notice *waiting = ARENA_ARRAY(arena, struct waiting_notice, work->waiting_count);

    for (size_t i = 0; i < work->waiting_count; i++)
        waiting[i] = (struct waiting_notice){
            .place = work->waiting[i].place,
            .words = work->waiting[i].words,
            .command = work->waiting[i].command,
            .pence = work->waiting[i].pence,
            .is_new = work->waiting[i].is_new,
        };
    return waiting;
}

/* What it counts for: what is billed; of a self-billed one its expected price. */
static int64_t pence_of(const struct reported_line *line)
{
    if (given(line->billed_pence))
        return line->billed_pence;
    return given(line->expected_pence) ? line->expected_pence : 0;
}

static struct held_earlier *held_earlier_of(struct notify_work *work, struct text provider)
{
    for (size_t i = 0; i < work->held_earlier_count; i++)
        if (text_equal(work->held_earlier[i].provider, provider))
            return &work->held_earlier[i];
    work->held_earlier = arena_grow(work->arena, work->held_earlier, &work->held_earlier_room,
                                    work->held_earlier_count + 1, sizeof(*work->held_earlier));
    work->held_earlier[work->held_earlier_count] =
        (struct held_earlier){.provider = arena_text(work->arena, provider)};
    return &work->held_earlier[work->held_earlier_count++];
}

void notify_count_held(struct notify_work *work, const struct reported_line *line)
{
    if (line->kind != VERDICT_HELD)
        return;
    const uint64_t reasons = check_details_holding(line->detail, line->reasons);
    for (int reason = 0; reason < REASON_COUNT; reason++)
        if ((reasons >> reason & 1) != 0) {
            work->held_reasons[reason].lines++;
            work->held_reasons[reason].pence += pence_of(line);
        }
    if (line->is_new)
        return;
    struct held_earlier *earlier = held_earlier_of(work, line->provider);
    earlier->lines++;
    earlier->pence += pence_of(line);
}
