#include "ops/run/notify_work.h"

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

const struct payment_notice *notify_payments(const struct notify_work *work, struct arena *arena)
{
    struct payment_notice *payments =
        ARENA_ARRAY(arena, struct payment_notice, work->payment_count);

    for (size_t i = 0; i < work->payment_count; i++)
        payments[i] = (struct payment_notice){work->payments[i].place, work->payments[i].words,
                                              work->payments[i].pence};
    return payments;
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
