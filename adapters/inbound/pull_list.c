#include <fnmatch.h>
#include <string.h>

#include "adapters/host/file_name.h"
#include "adapters/host/log.h"
#include "adapters/host/spool.h"
#include "adapters/inbound/pull_parts.h"

#define LOCAL_NAME_MOST 200
#define BYTES_A_MB      1000000

static const char *escaped_path(struct arena *arena, const char *path)
{
    const char *escaped = "";

    for (path += strspn(path, "/"); *path != '\0'; path += strspn(path, "/")) {
        const size_t length = strcspn(path, "/");
        const char *part = arena_text(arena, (struct text){path, length}).bytes;
        escaped = arena_printf(arena, "%s/%s", escaped, transfer_escape(arena, part));
        path += length;
    }
    return escaped;
}

/* sftp://USER@HOST/FOLDER/GLOB */
static void divide_url(struct pull *pull)
{
    const char *url = pull->source->url;
    const char *path = strchr(strstr(url, "://") + 3, '/');
    const char *slash = strrchr(path, '/');
    const int folder_length = (int)(slash - path);

    pull->glob = slash + 1;
    pull->folder_path = arena_printf(pull->arena, "%.*s/", folder_length, path);
    pull->folder_url = arena_printf(pull->arena, "%.*s%s/", (int)(path - url), url,
                                    escaped_path(pull->arena, pull->folder_path));
}

static bool is_plain_name(const char *name)
{
    for (const char *c = name; *c != '\0'; c++)
        if (*c == '/' || (unsigned char)*c < ' ' || *c == 0x7f)
            return false;
    return name[0] != '\0' && name[0] != '.';
}

static void add_file(struct pull *pull, const char *name, const char *url)
{
    const struct text local = file_name_of(pull->arena, text_of(name));

    if (local.length > LOCAL_NAME_MOST) {
        pull_finding(pull, name, "the name is too long");
        return;
    }
    pull->files =
        arena_grow(pull->arena, pull->files, &pull->room, pull->count + 1, sizeof(*pull->files));
    pull->files[pull->count++] =
        (struct remote_file){.name = name,
                             .local = local.bytes,
                             .url = url,
                             .limit_bytes = (int64_t)pull->source->limit_mb * BYTES_A_MB,
                             .has_manifest = pull->feed->manifest == MANIFEST_SHA256};
}

static bool is_listed(struct text names, const char *name)
{
    const size_t length = strlen(name);

    for (const char *at = names.bytes, *end = at + names.length; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const size_t line = newline == NULL ? (size_t)(end - at) : (size_t)(newline - at);
        if (line == length && memcmp(at, name, length) == 0)
            return true;
        at += line + 1;
    }
    return false;
}

static void consider(struct pull *pull, struct text names, const char *name)
{
    const bool needs_manifest = pull->feed->manifest == MANIFEST_SHA256;
    const char *manifest = arena_printf(pull->arena, "%s" SPOOL_MANIFEST_SUFFIX, name);

    if (name[0] == '.' ||
        (pull->source->after == AFTER_MOVE && strcmp(name, PULL_DONE_FOLDER) == 0) ||
        fnmatch(pull->glob, name, FNM_PERIOD) != 0 ||
        (needs_manifest && pull_name_ends_in(name, SPOOL_MANIFEST_SUFFIX)))
        return;
    if (!is_plain_name(name)) {
        pull_finding(pull, name, "is not a file's name and is left where it is");
        return;
    }
    if (needs_manifest && !is_listed(names, manifest)) {
        log_info("feed %s: %s waits for its " SPOOL_MANIFEST_SUFFIX, pull->feed->name, name);
        return;
    }
    add_file(
        pull, name,
        arena_printf(pull->arena, "%s%s", pull->folder_url, transfer_escape(pull->arena, name)));
}

static void consider_all(struct pull *pull, struct text names)
{
    struct text rest = names;

    while (rest.length > 0) {
        const char *newline = memchr(rest.bytes, '\n', rest.length);
        const size_t length = newline == NULL ? rest.length : (size_t)(newline - rest.bytes);
        consider(pull, names, arena_text(pull->arena, (struct text){rest.bytes, length}).bytes);
        const size_t taken = length + (newline != NULL);
        rest = (struct text){rest.bytes + taken, rest.length - taken};
    }
}

static bool list_folder(struct pull *pull)
{
    enum transfer_end end;
    struct error error;
    struct text names;
    int attempt = 0;

    divide_url(pull);
    do
        end = transfer_names(pull->transfer, pull->folder_url, pull->arena, &names, &error);
    while (pull_tries_again(pull, end, &error, &attempt));
    if (end != TRANSFER_DONE) {
        pull->is_over = true;
        return pull_source_failed(pull, end, pull->folder_url, &error);
    }
    consider_all(pull, names);
    return true;
}

/* https://HOST/PATH/FILE?QUESTION: one file, called FILE; and its manifest beside it. */
static void name_one(struct pull *pull)
{
    const char *url = pull->source->url;
    size_t length = strcspn(url, "?");
    size_t start = length;

    while (url[start - 1] != '/')
        start--;
    add_file(pull, arena_text(pull->arena, (struct text){url + start, length - start}).bytes, url);
}

bool pull_list(struct pull *pull)
{
    if (pull->source->is_sftp)
        return list_folder(pull);
    name_one(pull);
    return true;
}
