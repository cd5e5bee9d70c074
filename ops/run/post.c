#include "ops/run/post.h"

#include "adapters/outbound/mail_folder.h"
#include "adapters/outbound/mail_outbox.h"

static const char *folder_path(const struct config *config, struct arena *arena)
{
    return config->mail.folder[0] == '/'
               ? config->mail.folder
               : arena_printf(arena, "%s/%s", config->spool, config->mail.folder);
}

/* Of the council alone: only its own night knows what has been committed. */
static const char *outbox_path(const struct council_night *night, struct arena *arena)
{
    return arena_printf(arena, "%s/%.*s", folder_path(night->config, arena),
                        TEXT_ARGS(night->council->code));
}

/* Where messages of the night are put. */
static const char *messages_path(const struct council_night *night, struct arena *arena)
{
    return night->config->mail.transport == MAIL_TRANSPORT_FOLDER
               ? folder_path(night->config, arena)
               : mail_outbox_waiting(arena, outbox_path(night, arena));
}

bool post_sweep(const struct council_night *night, struct error *error_r)
{
    struct arena *arena = arena_new();
    bool is_swept = publish_sweep(messages_path(night, arena), error_r);

    arena_free(arena);
    return is_swept;
}

bool post_send(const struct council_night *night, struct edition *edition, struct arena *arena,
               struct text stem, struct text message, struct error *error_r)
{
    return mail_folder_deliver(edition, messages_path(night, arena), stem, message, error_r);
}

bool post_deliver(struct council_night *night, struct error *error_r)
{
    struct mail_outcome outcome;

    if (night->config->mail.transport == MAIL_TRANSPORT_FOLDER || night->is_dry_run)
        return true;
    if (!mail_outbox_send(outbox_path(night, night->arena), &night->config->mail, &outcome,
                          error_r))
        return false;
    night->mail_waits = outcome.waits;
    night->has_findings = night->has_findings || outcome.has_findings;
    return true;
}
