#include "ops/run/notify_work.h"

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

/* Why a file was set aside begins with its name where the place in it is known. */
static struct text without_name(const struct reported_unread *unread)
{
    size_t length = unread->file.length;
    struct text reason = unread->reason;

    if (reason.length <= length || reason.bytes[length] != ':' ||
        !text_equal((struct text){reason.bytes, length}, unread->file))
        return reason;
    return (struct text){reason.bytes + length + 1, reason.length - length - 1};
}

/* FILE:LINE:COLUMN and field: reason, as the log has them. */
struct unread_input notify_unread(struct arena *arena, const struct reported_unread *unread)
{
    if (!given(unread->line))
        return (struct unread_input){unread->file, without_name(unread)};
    const char *place = arena_printf(arena, "%.*s:%lld:%lld", TEXT_ARGS(unread->file),
                                     (long long)unread->line, (long long)unread->column);
    const char *separator = text_is_empty(unread->field) ? "" : ": ";
    return (struct unread_input){text_of(place),
                                 text_of(arena_printf(arena, "%.*s%s%.*s", TEXT_ARGS(unread->field),
                                                      separator, TEXT_ARGS(unread->reason)))};
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
    for (int reason = 0; reason < REASON_COUNT; reason++)
        if ((line->reasons >> reason & 1) != 0) {
            work->held_reasons[reason].lines++;
            work->held_reasons[reason].pence += pence_of(line);
        }
    if (line->is_new)
        return;
    struct held_earlier *earlier = held_earlier_of(work, line->provider);
    earlier->lines++;
    earlier->pence += pence_of(line);
}
