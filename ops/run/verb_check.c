/*
 * check: everything that a night needs, one row a thing.  A fault hides no
 * other fault; only what needs the configuration waits until that is right.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/host/spool.h"
#include "adapters/postgres/migrate.h"
#include "adapters/postgres/safe_text.h"
#include "ops/run/batch_formats.h"
#include "ops/run/council_night.h"
#include "ops/run/verb.h"

struct checks {
    struct arena *arena;
    struct output *output;
    enum exit_status gravest;
};

static const struct output_column columns[] = {
    {"state", "State", COLUMN_TEXT, 0},
    {"subject", "What", COLUMN_TEXT, 0},
    {"message", "Found", COLUMN_TEXT, 0},
};

static void put(struct checks *checks, const char *state, const char *subject, const char *message)
{
    output_text(checks->output, text_of(state));
    output_text(checks->output, text_of(subject));
    output_text(checks->output, text_of(message));
}

static void put_ok(struct checks *checks, const char *subject, const char *message)
{
    put(checks, "ok", subject, message);
}

static void put_fault(struct checks *checks, enum exit_status status, const char *subject,
                      const char *message)
{
    put(checks, "FAULT", subject, message);
    checks->gravest = exit_status_graver(checks->gravest, status);
}

/* ---- the configuration ---- */

static const struct config *check_config(struct checks *checks, const char *path)
{
    const struct config *config;
    struct config_faults faults;
    struct error error;
    if (!config_load(checks->arena, path, &config, &faults, &error)) {
        put_fault(checks, EXIT_STATUS_CONFIGURATION, "configuration", error.message);
        return NULL;
    }
    for (size_t i = 0; i < faults.count; i++)
        put_fault(checks, EXIT_STATUS_CONFIGURATION, "configuration", faults.items[i].message);
    if (faults.count > 0)
        return NULL;
    put_ok(checks, "configuration", path);
    return config;
}

/* ---- the database ---- */

static void put_migration(struct checks *checks, const struct migration *migration)
{
    if (migration->state != MIGRATION_APPLIED)
        put_fault(checks, EXIT_STATUS_UNAVAILABLE, "schema",
                  arena_printf(checks->arena, "%s: %s", migration->name,
                               migration_state_words(migration->state)));
}

static void check_schema(struct checks *checks, struct db *db)
{
    size_t count;
    const struct migration *migrations;
    struct error error;
    if (!migrate_status(db, checks->arena, &count, &migrations, &error)) {
        put_fault(checks, EXIT_STATUS_UNAVAILABLE, "schema", error.message);
        return;
    }
    for (size_t i = 0; i < count; i++)
        put_migration(checks, &migrations[i]);
    if (migrate_check(db, &error))
        put_ok(checks, "schema", arena_printf(checks->arena, "version %d", migrate_newest()));
}

static void check_database(struct checks *checks, const struct config *config)
{
    struct db *db = NULL;
    struct error error;
    if (db_open(config->database, &db, &error)) {
        put_ok(checks, "database", "reachable");
        check_schema(checks, db);
    } else
        put_fault(checks, EXIT_STATUS_UNAVAILABLE, "database", error.message);
    db_close(db);
}

/* ---- folders ---- */

/* An existing folder with these rights; else errno says why not. */
static bool is_folder(const char *path, int rights)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return false;
    if (S_ISDIR(status.st_mode))
        return access(path, rights) == 0;
    errno = ENOTDIR;
    return false;
}

/* The folder that would have to be made in: path itself or the nearest above that exists. */
static const char *nearest_existing(struct arena *arena, const char *path)
{
    char *nearest = arena_printf(arena, "%s", path);
    while (access(nearest, F_OK) != 0 && strrchr(nearest, '/') > nearest)
        *strrchr(nearest, '/') = '\0';
    return access(nearest, F_OK) == 0 ? nearest : "/";
}

/* The night makes these folders where they are missing. */
static bool is_writable(struct checks *checks, const char *subject, const char *path)
{
    const char *nearest = nearest_existing(checks->arena, path);
    if (is_folder(nearest, W_OK | X_OK))
        return true;
    put_fault(checks, EXIT_STATUS_CANNOT_WRITE, subject,
              strcmp(nearest, path) == 0
                  ? arena_printf(checks->arena, "%s: %s", path, strerror(errno))
                  : arena_printf(checks->arena, "%s cannot be made: %s: %s", path, nearest,
                                 strerror(errno)));
    return false;
}

static void check_writable(struct checks *checks, const char *subject, const char *path)
{
    if (is_writable(checks, subject, path))
        put_ok(checks, subject,
               access(path, F_OK) == 0 ? path
                                       : arena_printf(checks->arena, "%s: will be made", path));
}

static const char *below_spool(struct arena *arena, const struct config *config, const char *path)
{
    return path[0] == '/' ? path : arena_printf(arena, "%s/%s", config->spool, path);
}

static void check_spool(struct checks *checks, const struct config *config)
{
    static const char *const folders[] = {"in", "work", "done", "quarantine", "out"};
    struct error error;
    if (!spool_is_there(config->spool, &error)) {
        put_fault(checks, error.status, "spool", error.message);
        return;
    }
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        check_writable(checks, "spool", below_spool(checks->arena, config, folders[i]));
}

/* ---- a council's own folders ---- */

/* Below a folder of the spool. One that is not there yet is made in the next above, of which it is
 * said elsewhere what is wrong. */
static bool is_own_writable(struct checks *checks, const struct config *config,
                            const struct council_config *council, const char *above,
                            const char *name)
{
    const char *own =
        arena_printf(checks->arena, "%s/%s/%.*s", config->spool, above, TEXT_ARGS(council->code));

    return access(own, F_OK) != 0 ||
           is_writable(checks, arena_printf(checks->arena, "spool %.*s", TEXT_ARGS(council->code)),
                       arena_printf(checks->arena, "%s/%s", own, name));
}

#define OUT_FOLDERS_MOST 8

static void add_once(const char *name, size_t *count, const char *names[OUT_FOLDERS_MOST])
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(names[i], name) == 0)
            return;
    assert(*count < OUT_FOLDERS_MOST);
    names[(*count)++] = name;
}

/* Of a council in shadow there is the night report alone. */
static size_t out_folders(const struct council_config *council,
                          const char *names_r[OUT_FOLDERS_MOST])
{
    const struct file_format *format;
    size_t count = 0;

    add_once("report", &count, names_r);
    if (!council_pays(council))
        return count;
    add_once("responses", &count, names_r);
    for (int rail = 0; rail < RAIL_COUNT; rail++)
        for (size_t i = 0; (format = batch_format(council, (enum rail)rail, i)) != NULL; i++)
            add_once(format->folder, &count, names_r);
    return count;
}

static void check_own_folders(struct checks *checks, const struct config *config,
                              const struct council_config *council)
{
    const char *names[OUT_FOLDERS_MOST];
    size_t count = out_folders(council, names);
    bool is_good = true;

    for (size_t i = 0; i < count; i++)
        is_good = is_own_writable(checks, config, council, "out", names[i]) && is_good;
    for (size_t i = 0; i < council->feed_count; i++) {
        const char *feed = council->feeds[i].name;
        is_good = is_own_writable(checks, config, council, "done", feed) && is_good;
        is_good = is_own_writable(checks, config, council, "quarantine", feed) && is_good;
    }
    if (is_good)
        put_ok(checks, arena_printf(checks->arena, "spool %.*s", TEXT_ARGS(council->code)),
               "its folders below out, done and quarantine");
}

/* Files with keys and logins: readable, or what is wrong with the first that is not. */
static bool are_readable(struct checks *checks, const char *subject, const char *const *files,
                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (files[i] != NULL && files[i][0] != '\0' && access(files[i], R_OK) != 0) {
            put_fault(checks, EXIT_STATUS_CONFIGURATION, subject,
                      arena_printf(checks->arena, "%s: %s", files[i], strerror(errno)));
            return false;
        }
    return true;
}

static void check_program(struct checks *checks, const char *program)
{
    if (access(program, X_OK) == 0)
        put_ok(checks, "mail", program);
    else
        put_fault(checks, EXIT_STATUS_CONFIGURATION, "mail",
                  arena_printf(checks->arena, "%s: %s", program, strerror(errno)));
}

static void check_mail(struct checks *checks, const struct config *config)
{
    const struct mail_config *mail = &config->mail;
    const char *const files[] = {mail->ca_file, mail->login_file};

    check_writable(checks, "mail", below_spool(checks->arena, config, mail->folder));
    if (mail->transport == MAIL_TRANSPORT_SMTP &&
        are_readable(checks, "mail", files, sizeof(files) / sizeof(files[0])))
        put_ok(checks, "mail", mail->url);
    if (mail->transport == MAIL_TRANSPORT_SENDMAIL)
        check_program(checks, mail->program);
}

/* ---- feeds ---- */

/* The server itself is asked by the night alone. */
static void check_source(struct checks *checks, const char *subject,
                         const struct source_config *source)
{
    const char *const files[] = {source->key_file, source->known_hosts, source->ca_file,
                                 source->login_file};

    if (!are_readable(checks, subject, files, sizeof(files) / sizeof(files[0])))
        return;
    /* What stands behind a ? may be a key. */
    put_ok(checks, subject,
           arena_printf(checks->arena, "%.*s", (int)strcspn(source->url, "?"), source->url));
}

static void check_feed(struct checks *checks, const struct config *config,
                       const struct council_config *council, const struct feed_config *feed)
{
    const char *subject =
        arena_printf(checks->arena, "feed %.*s %s", TEXT_ARGS(council->code), feed->name);
    const char *folder = below_spool(checks->arena, config, spool_feed_folder(checks->arena, feed));
    if (feed->source.url != NULL) { /* the folder is made when files are fetched */
        check_source(checks, subject, &feed->source);
        return;
    }
    if (!is_folder(folder, R_OK | X_OK))
        put_fault(checks, EXIT_STATUS_NO_INPUT, subject,
                  arena_printf(checks->arena, "%s: %s", folder, strerror(errno)));
    else if (!is_folder(folder, W_OK)) /* files that were read move on from there */
        put_fault(checks, EXIT_STATUS_CANNOT_WRITE, subject,
                  arena_printf(checks->arena, "%s: files cannot be moved from it: %s", folder,
                               strerror(errno)));
    else
        put_ok(checks, subject, folder);
}

/* Names of what is being written are left to the night, which knows how old is too old. */
static void check_strangers(struct checks *checks, const struct config *config,
                            const struct council_config *council)
{
    const struct spool_file *files;
    size_t count;
    struct error error;

    if (!spool_list_strangers(checks->arena, config, council, INT64_MIN, &count, &files, &error)) {
        put_fault(checks, error.status,
                  arena_printf(checks->arena, "feed %.*s", TEXT_ARGS(council->code)),
                  error.message);
        return;
    }
    for (size_t i = 0; i < count; i++)
        put(checks, "finding", safe_text(checks->arena, text_of(files[i].path)).bytes,
            SPOOL_STRANGER_WORDS);
    if (count > 0)
        checks->gravest = exit_status_graver(checks->gravest, EXIT_STATUS_FINDINGS);
}

static void check_feeds(struct checks *checks, const struct config *config)
{
    for (size_t i = 0; i < config->council_count; i++) {
        const struct council_config *council = &config->councils[i];
        for (size_t j = 0; j < council->feed_count; j++)
            check_feed(checks, config, council, &council->feeds[j]);
        check_strangers(checks, config, council);
    }
}

/* ---- people ---- */

static void check_approval(struct checks *checks, const struct council_config *council,
                           const char *kind, int needed)
{
    if ((size_t)needed <= council->person_count)
        return;
    put_fault(checks, EXIT_STATUS_CONFIGURATION,
              arena_printf(checks->arena, "people of %.*s", TEXT_ARGS(council->code)),
              arena_printf(checks->arena, "approvals: %s: it takes %d, and people has %zu", kind,
                           needed, council->person_count));
}

/* What waits for more people than there are waits for ever. release_over without any people is left
 * alone: a council may never come to a batch of that size. */
static void check_people(struct checks *checks, const struct council_config *council)
{
    const struct approvals_config *approvals = &council->approvals;
    const int by_whom = approvals->decisions > 0 ? 1 : 0;
    const int is_above = given(approvals->release_over_pence) && council->person_count > 0 ? 1 : 0;

    check_approval(checks, council, "rates", approvals->rates);
    check_approval(checks, council, "payees", approvals->payees);
    check_approval(checks, council, "decisions, with who decides", approvals->decisions + by_whom);
    check_approval(checks, council, "adjustments", approvals->adjustments);
    check_approval(checks, council, is_above ? "release, above release_over" : "release",
                   approvals->release + is_above);
}

enum exit_status verb_check(const struct verb_call *call)
{
    struct checks checks = {.arena = call->arena, .gravest = EXIT_STATUS_DONE};
    struct error error;
    enum output_format format;
    if (!output_format_parse(call->options.values[CHECK_OPTION_FORMAT], &format, &error))
        return verb_fail(&error);
    checks.output =
        output_begin(call->arena, stdout, format, sizeof(columns) / sizeof(columns[0]), columns);
    const struct config *config = check_config(&checks, call->config_path);
    if (config != NULL) {
        check_database(&checks, config);
        check_spool(&checks, config);
        for (size_t i = 0; i < config->council_count; i++)
            check_own_folders(&checks, config, &config->councils[i]);
        check_mail(&checks, config);
        check_feeds(&checks, config);
        for (size_t i = 0; i < config->council_count; i++)
            check_people(&checks, &config->councils[i]);
    }
    output_end(checks.output);
    return checks.gravest;
}
