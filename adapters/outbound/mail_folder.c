#include "adapters/outbound/mail_folder.h"

#include "adapters/host/publish.h"
#include "matcher/base/arena.h"

bool mail_folder_deliver(const char *folder, struct text stem, struct text message,
                         struct error *error_r)
{
    struct arena *arena = arena_new();
    const char *path = arena_printf(arena, "%s/%.*s.eml", folder, TEXT_ARGS(stem));
    bool is_delivered = publish_text(path, message, error_r);
    arena_free(arena);
    return is_delivered;
}
