/*
 * The configuration file as a whole: its own keys, and what no key of a council can tell alone. The
 * tables of its mappings are in the *_fields.c, how they are walked is in fields.c.
 */
#include "config/config.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "config/council_fields.h"
#include "config/document.h"
#include "config/faults.h"
#include "config/fields.h"
#include "config/mail_fields.h"
#include "config/source_fields.h"
#include "config/whole_file.h"

#define CONFIG_FILE_BYTES (4 * 1024 * 1024)

/* Relative to the configuration file's folder; "." is that folder. */
static void read_spool(struct reader *reader, const struct field *field, const struct node *value,
                       void *base)
{
    struct config *config = base;

    read_string(reader, field, value, base);
    if (!config->spool || config->spool[0] == '/')
        return;
    while (strncmp(config->spool, "./", 2) == 0)
        config->spool += strspn(config->spool + 1, "/") + 1;
    config->spool = strcmp(config->spool, ".") == 0 || *config->spool == '\0'
                        ? reader->folder
                        : arena_printf(reader->arena, "%s/%s", reader->folder, config->spool);
}

static struct council_config with_mail(struct reader *reader, const struct mail_config *mail,
                                       struct council_config council, int line)
{
    if (!council.finance || !*council.finance)
        council.finance = mail->finance;
    if (!council.mail_from || !*council.mail_from)
        council.mail_from = mail->from;
    if (council.finance && !*council.finance)
        fault_add(reader->faults, line, "finance",
                  "must be given in mail, the file's or the council's");
    if (council.mail_from && !*council.mail_from)
        fault_add(reader->faults, line, "from",
                  "must be given in mail, the file's or the council's");
    return council;
}

/* No code of a council has a slash. */
struct text config_shadow_ledger(struct arena *arena, struct text code)
{
    return text_of(arena_printf(arena, "%.*s/shadow", TEXT_ARGS(code)));
}

/* What the councils have from outside their own keys, and the text of their rules. */
static void complete_councils(struct reader *reader, const struct node *root, struct config *config)
{
    const struct node *list = node_find(root, "councils");
    struct council_config *councils =
        ARENA_ARRAY(reader->arena, struct council_config, config->council_count);

    for (size_t i = 0; i < config->council_count; i++) {
        const struct node *item = list->values[i];
        councils[i] = with_mail(reader, &config->mail, config->councils[i], item->line);
        councils[i].rules = council_rules_text(reader->arena, item);
        councils[i].ledger = councils[i].mode == COUNCIL_MODE_SHADOW
                                 ? config_shadow_ledger(reader->arena, councils[i].code)
                                 : councils[i].code;
    }
    config->councils = councils;
}

struct feed_list {
    size_t count, room;
    const struct feed_config **items;
};

/* Those without a fault of their own. */
static struct feed_list sound_feeds(struct reader *reader, const struct config *config)
{
    struct feed_list list = {0};

    for (size_t c = 0; c < config->council_count; c++)
        for (size_t f = 0; f < config->councils[c].feed_count; f++) {
            if (config->councils[c].feeds[f].line == 0)
                continue;
            list.items = arena_grow(reader->arena, list.items, &list.room, list.count + 1,
                                    sizeof(const struct feed_config *));
            list.items[list.count++] = &config->councils[c].feeds[f];
        }
    return list;
}

static int by_url_and_line(const void *a, const void *b)
{
    const struct feed_config *one, *other;
    int order;

    memcpy(&one, a, sizeof(one));
    memcpy(&other, b, sizeof(other));
    order = strcmp(one->url, other->url);
    return order ? order : one->line - other->line;
}

/* Two feeds of one path would take each other's files: whose bill is it then? */
static void refuse_shared_urls(struct reader *reader, const struct config *config)
{
    struct feed_list list = sound_feeds(reader, config);

    if (list.count > 0)
        qsort(list.items, list.count, sizeof(const struct feed_config *), by_url_and_line);
    for (size_t i = 1; i < list.count; i++)
        if (strcmp(list.items[i]->url, list.items[i - 1]->url) == 0)
            fault_add(reader->faults, list.items[i]->line, "url",
                      "the feed in line %d takes these files already", list.items[i - 1]->line);
}

/* Files that are fetched lie in a folder of the feed's own. */
static void place_fetched(struct arena *arena, struct council_config *council)
{
    struct feed_config *feeds = ARENA_ARRAY(arena, struct feed_config, council->feed_count);

    for (size_t i = 0; i < council->feed_count; i++) {
        feeds[i] = council->feeds[i];
        if (feeds[i].url == NULL || !is_remote_url(feeds[i].url))
            continue;
        feeds[i].source.url = feeds[i].url;
        feeds[i].url =
            arena_printf(arena, "in/fetched/%.*s/%s/*", TEXT_ARGS(council->code), feeds[i].name);
    }
    council->feeds = feeds;
}

static void place_all_fetched(struct arena *arena, struct config *config)
{
    struct council_config *councils =
        ARENA_ARRAY(arena, struct council_config, config->council_count);

    for (size_t i = 0; i < config->council_count; i++) {
        councils[i] = config->councils[i];
        place_fetched(arena, &councils[i]);
    }
    config->councils = councils;
}

static void check_config(struct reader *reader, const struct node *root, void *base)
{
    complete_councils(reader, root, base);
    refuse_shared_urls(reader, base);
    place_all_fetched(reader->arena, base);
}

#define AT(member) offsetof(struct config, member)
static const struct field config_fields[] = {
    FIELD("database", read_string, AT(database), .low = 0, .high = PATH_BYTES),
    FIELD("spool", read_spool, AT(spool), .low = 1, .high = PATH_BYTES,
          .standard = "/var/spool/tallystick"),
    FIELD("workers", read_whole, AT(workers), .low = 0, .high = WORKERS_MOST, .standard = "0"),
    FIELD("mail", read_mapping, AT(mail), .level = &mail_level, .standard = "{}"),
    FIELD("councils", read_list, AT(councils), .level = &council_level, .required = true, .low = 1,
          .high = LIST_MOST, .count_offset = AT(council_count)),
};
#undef AT
static const struct level config_level = {
    .size = sizeof(struct config), FIELDS_OF(config_fields), .check = check_config};

/* The folder that holds path, absolute and without links. */
static bool folder_of(struct arena *arena, const char *path, const char **folder_r,
                      struct error *error_r)
{
    const char *slash = strrchr(path, '/');
    char real[PATH_MAX];
    const char *folder = slash ? arena_printf(arena, "%.*s", (int)(slash - path + 1), path) : ".";

    if (!realpath(folder, real))
        return error_set(error_r, EXIT_STATUS_CONFIGURATION, "%s: %s", folder, strerror(errno));
    *folder_r = arena_printf(arena, "%s", real);
    return true;
}

bool config_load(struct arena *arena, const char *path, const struct config **config_r,
                 struct config_faults *faults_r, struct error *error_r)
{
    struct faults faults = {.arena = arena, .path = path};
    struct reader reader = {.arena = arena, .faults = &faults};
    struct config *config = ARENA_NEW(arena, struct config);
    const struct node *root;
    struct text bytes;

    if (!whole_file_read(arena, path, CONFIG_FILE_BYTES, &bytes, error_r) ||
        !folder_of(arena, path, &reader.folder, error_r))
        return false;
    config->path = arena_printf(arena, "%s", path);
    root = document_read(arena, bytes, &faults);
    if (root)
        level_read(&reader, &config_level, "the file", root, config);
    *faults_r = faults_in_file_order(&faults);
    *config_r = config;
    return true;
}

void config_read_rules(struct arena *arena, struct text rules, const struct calendar *calendar,
                       const struct council_config **council_r, struct config_faults *faults_r)
{
    struct faults faults = {.arena = arena, .path = "rules"};
    struct reader reader = {.arena = arena, .faults = &faults, .folder = "/"};
    struct council_config *council = ARENA_NEW(arena, struct council_config);
    const struct node *root = document_read(arena, rules, &faults);

    if (root != NULL)
        level_read(&reader, &rules_level, "the rules", root, council);
    council->rules = rules;
    council->calendar = *calendar;
    *council_r = council;
    *faults_r = faults_in_file_order(&faults);
}
