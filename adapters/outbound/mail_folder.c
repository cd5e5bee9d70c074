#include "adapters/outbound/mail_folder.h"

#include "matcher/base/arena.h"

bool mail_folder_deliver(struct edition *edition, const char *folder, struct text stem,
                         struct text message, struct error *error_r)
{
    struct arena *arena = arena_new();
    const char *path = arena_printf(arena, "%s/%.*s.eml", folder, TEXT_ARGS(stem));
    bool is_delivered = edition_add_text(edition, path, message, error_r);
    arena_free(arena);
    return is_delivered;
}
