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
