#include "adapters/inbound/pull.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/folder.h"
#include "adapters/host/log.h"
#include "adapters/host/spool.h"
#include "adapters/inbound/pull_parts.h"

#define FOLDER_MODE 0750
/* Between two attempts at most. */
#define WAIT_MOST_S 32

/* --- what the parts share ----------------------------------------------------- */

void pull_finding(struct pull *pull, const char *what, const char *why)
{
    struct pull_outcome *outcome = pull->outcome;
    const char *place = arena_printf(outcome->arena, "feed %s: %s", pull->feed->name, what);

    log_warning("%s: %s", place, why);
    outcome->findings = arena_grow(outcome->arena, outcome->findings, &outcome->finding_room,
                                   outcome->finding_count + 1, sizeof(*outcome->findings));
    outcome->findings[outcome->finding_count++] =
        (struct pull_finding){text_of(place), arena_text(outcome->arena, text_of(why))};
}

static bool is_local_failure(const struct error *error)
{
    return error->status == EXIT_STATUS_CANNOT_WRITE;
}

/* False: the spool cannot be written, error_r says so. */
bool pull_source_failed(struct pull *pull, enum transfer_end end, const char *what,
                        const struct error *error)
{
    if (is_local_failure(error)) {
        *pull->error_r = *error;
        return error_prefix(pull->error_r, "feed %s: fetching %s", pull->feed->name, what);
    }
    pull_finding(pull, what, error->message);
    if (end == TRANSFER_AGAIN) {
        pull->outcome->is_unavailable = true;
        pull->is_over = true;
    }
    return true;
}

/* Waits before another attempt, longer every time; false: there is none left. */
bool pull_tries_again(const struct pull *pull, enum transfer_end end, const struct error *error,
                      int *attempt)
{
    const unsigned wait_s = 1u << (*attempt < 5 ? *attempt : 5);

    if (end != TRANSFER_AGAIN || ++*attempt >= pull->source->attempts)
        return false;
    log_info("feed %s: %s; trying again in %u s", pull->feed->name, error->message, wait_s);
    sleep(wait_s < WAIT_MOST_S ? wait_s : WAIT_MOST_S);
    return true;
}

bool pull_name_ends_in(const char *name, const char *suffix)
{
    const size_t length = strlen(name), suffix_length = strlen(suffix);

    return length > suffix_length && strcmp(name + length - suffix_length, suffix) == 0;
}

bool pull_look_is_known(const struct transfer_look *look)
{
    return look->size_bytes >= 0 && look->changed_s >= 0;
}

/* --- looking at the files ----------------------------------------------------- */

/* Of an empty file SFTP says no size. */
static void look_complete(const struct pull *pull, struct transfer_look *look)
{
    if (pull->source->is_sftp && look->size_bytes < 0 && look->changed_s >= 0)
        look->size_bytes = 0;
}

static struct pull_entry entry_of(const struct remote_file *file)
{
    return (struct pull_entry){file->local, file->look.size_bytes, file->look.changed_s};
}

static bool look_at(struct pull *pull, struct remote_file *file, struct transfer_look *look_r)
{
    enum transfer_end end;
    struct error error;
    int attempt = 0;

    do
        end = transfer_look(pull->transfer, file->url, look_r, &error);
    while (pull_tries_again(pull, end, &error, &attempt));
    look_complete(pull, look_r);
    if (end == TRANSFER_DONE)
        return true;
    if (end == TRANSFER_REFUSED && !pull->source->is_sftp) { /* not every server tells of a file */
        *look_r = (struct transfer_look){-1, -1};            /* without sending it */
        return true;
    }
    file->is_left = true;
    return pull_source_failed(pull, end, file->name, &error);
}

static void judge_look(struct pull *pull, struct remote_file *file)
{
    const struct pull_entry entry = entry_of(file);

    file->is_fetched = pull_look_is_known(&file->look) && pull_book_has(&pull->book, &entry);
    if (file->is_fetched || file->look.size_bytes <= file->limit_bytes)
        return;
    pull_finding(pull, file->name, "is longer than limit_mb allows");
    file->is_left = true;
}

static bool look_at_all(struct pull *pull)
{
    for (size_t i = 0; i < pull->count && !pull->is_over; i++) {
        if (!look_at(pull, &pull->files[i], &pull->files[i].look))
            return false;
        if (!pull->files[i].is_left)
            judge_look(pull, &pull->files[i]);
    }
    return true;
}

/* A manifest tells that a file is whole, and so does the end of a transfer whose length nobody
 * said; else it is whole if it does not change. */
static bool needs_second_look(const struct remote_file *file)
{
    return !file->is_left && !file->is_fetched && !file->has_manifest &&
           pull_look_is_known(&file->look);
}

static bool look_again_at(struct pull *pull, struct remote_file *file)
{
    struct transfer_look again;

    if (!look_at(pull, file, &again))
        return false;
    if (file->is_left ||
        (again.size_bytes == file->look.size_bytes && again.changed_s == file->look.changed_s))
        return true;
    pull_finding(pull, file->name, "is still being written, and is left for the next night");
    pull->outcome->comes_later = true;
    file->is_left = true;
    return true;
}

static bool look_again(struct pull *pull)
{
    bool has_waited = false;

    for (size_t i = 0; i < pull->count && !pull->is_over; i++) {
        if (!needs_second_look(&pull->files[i]))
            continue;
        if (!has_waited)
            sleep((unsigned)pull->source->quiet_s);
        has_waited = true;
        if (!look_again_at(pull, &pull->files[i]))
            return false;
    }
    return true;
}

/* --- afterwards, at the source ------------------------------------------------ */

/* Of files that are still there; of a server that went away nobody knows. */
static bool keep_book(struct pull *pull)
{
    const size_t kept = pull->is_over ? pull->book.count : 0;
    struct pull_entry *entries = ARENA_ARRAY(pull->arena, struct pull_entry, pull->count + kept);
    size_t count = 0;

    for (size_t i = 0; i < kept; i++)
        entries[count++] = pull->book.entries[i];
    for (size_t i = 0; i < pull->count; i++)
        if (pull->files[i].is_fetched && pull_look_is_known(&pull->files[i].look))
            entries[count++] = entry_of(&pull->files[i]);
    return pull_book_write(pull->folder, count, entries, pull->error_r);
}

/* To done/NAME; where a file of the name lies there from before, to NAME.SECONDS. */
static enum transfer_end move_to_done(struct pull *pull, const char *name, int64_t changed_s,
                                      struct error *error_r)
{
    const char *path = arena_printf(pull->arena, "%s%s", pull->folder_path, name);
    const char *target =
        arena_printf(pull->arena, "%s" PULL_DONE_FOLDER "/%s", pull->folder_path, name);
    const enum transfer_end end =
        transfer_move(pull->transfer, pull->folder_url, path, target, error_r);

    if (end != TRANSFER_REFUSED)
        return end;
    target = arena_printf(pull->arena, "%s.%" PRId64, target, changed_s);
    return transfer_move(pull->transfer, pull->folder_url, path, target, error_r);
}

static enum transfer_end take_away(struct pull *pull, const char *name, int64_t changed_s,
                                   struct error *error_r)
{
    if (pull->source->after == AFTER_MOVE)
        return move_to_done(pull, name, changed_s, error_r);
    return transfer_remove(pull->transfer, pull->folder_url,
                           arena_printf(pull->arena, "%s%s", pull->folder_path, name), error_r);
}

/* The file is in the spool: if it cannot be taken away, it is known the next night, and then it
 * is tried again. */
static bool take_file_away(struct pull *pull, const struct remote_file *file)
{
    struct error error;
    enum transfer_end end = take_away(pull, file->name, file->look.changed_s, &error);

    if (end == TRANSFER_DONE && file->has_manifest)
        end = take_away(pull, arena_printf(pull->arena, "%s" SPOOL_MANIFEST_SUFFIX, file->name),
                        file->look.changed_s, &error);
    if (end == TRANSFER_DONE)
        return true;
    error_prefix(&error, "is in the spool, but cannot be taken away from the source");
    return pull_source_failed(pull, end, file->name, &error);
}

static bool take_all_away(struct pull *pull)
{
    bool has_folder = pull->source->after != AFTER_MOVE;
    struct error error;

    for (size_t i = 0; i < pull->count && !pull->is_over; i++) {
        if (!pull->files[i].is_fetched || pull->source->after == AFTER_KEEP)
            continue;
        if (!has_folder) /* if it cannot be made, moving says so */
            transfer_make_folder(
                pull->transfer, pull->folder_url,
                arena_printf(pull->arena, "%s" PULL_DONE_FOLDER, pull->folder_path), &error);
        has_folder = true;
        if (!take_file_away(pull, &pull->files[i]))
            return false;
    }
    return true;
}

/* --- a feed ------------------------------------------------------------------- */

static bool pull_files(struct pull *pull)
{
    if (!pull_list(pull) || !look_at_all(pull))
        return false;
    if (pull->is_over)
        return true;
    pull_parts_begin(pull);
    return look_again(pull) && pull_fetch_all(pull) && keep_book(pull) && take_all_away(pull);
}

static bool pull_over(struct pull *pull)
{
    const struct source_config *source = pull->source;
    const struct transfer_way way = {.key_file = source->key_file,
                                     .known_hosts = source->known_hosts,
                                     .ca_file = source->ca_file,
                                     .login_file = source->login_file,
                                     .timeout_s = source->timeout_s};
    struct error error;

    pull->transfer = transfer_open(&way, &error);
    if (pull->transfer == NULL) {
        pull_finding(pull, "login_file", error.message);
        return true;
    }
    const bool is_done = pull_files(pull);
    transfer_close(pull->transfer);
    return is_done;
}

bool pull_feed(const char *spool, const struct feed_config *feed, struct pull_outcome *outcome,
               struct error *error_r)
{
    struct arena *arena = arena_new();
    struct pull pull = {
        .arena = arena,
        .feed = feed,
        .source = &feed->source,
        .outcome = outcome,
        .error_r = error_r,
        /* without the glob that finds what was put there */
        .folder = arena_printf(arena, "%s/%.*s", spool, (int)(strrchr(feed->url, '/') - feed->url),
                               feed->url),
    };
    const bool is_done = folder_make(pull.folder, FOLDER_MODE, error_r) &&
                         pull_book_read(arena, pull.folder, &pull.book, error_r) &&
                         pull_over(&pull);

    arena_free(arena);
    return is_done;
}
