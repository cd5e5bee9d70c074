#include "ops/run/post.h"

#include "adapters/outbound/mail_folder.h"

static const char *folder_path(const struct config *config, struct arena *arena)
{
    return config->mail.folder[0] == '/'
               ? config->mail.folder
               : arena_printf(arena, "%s/%s", config->spool, config->mail.folder);
}

bool post_send(const struct council_night *night, struct arena *arena, struct text stem,
               struct text message, struct error *error_r)
{
    return mail_folder_deliver(folder_path(night->config, arena), stem, message, error_r);
}
