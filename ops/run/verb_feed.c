/*
 * feed sample: what a file of an unknown sender asks for as a feed, tried on the
 * file itself.  Needs neither configuration nor database.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/host/zone_load.h"
#include "adapters/inbound/inbound.h"
#include "adapters/inbound/sample_guess.h"
#include "ops/run/feed_yaml.h"
#include "ops/run/verb.h"

#define NAME_MOST   48
#define TRIALS_MOST 12

struct sampler {
    const struct verb_call *call;
    const char *path, *file_name;
    int fd;
    enum feed_kind kind; /* FEED_KIND_COUNT: to be guessed */
    struct sample_table table;
    struct sample_guess guess;
    struct feed_config feed;
    struct feed_trial trial;
    const char *first_refused; /* the canonical field of the first reject */
};

static const char *option(const struct sampler *sampler, enum feed_option name)
{
    return sampler->call->options.values[name];
}

/* --- the trial ------------------------------------------------------------------- */

static bool count_record(void *context, union inbound_record record, struct error *error_r)
{
    (void)context, (void)record, (void)error_r;
    return true;
}

static bool note_reject(void *context, const struct rejected_record *rejected,
                        struct error *error_r)
{
    struct sampler *sampler = context;
    const struct reject *why = &rejected->why;

    (void)error_r;
    if (sampler->first_refused != NULL)
        return true;
    sampler->first_refused = why->field;
    sampler->trial.reason = arena_printf(
        sampler->call->arena, "%s:%lld:%d: %s%s%s", sampler->file_name, (long long)rejected->line,
        (int)why->column, why->field, why->field[0] == '\0' ? "" : ": ", why->message);
    return true;
}

static bool try_feed(struct sampler *sampler, const struct zone *zone, struct error *error_r)
{
    const struct inbound_context context = {
        .feed = &sampler->feed, .zone = zone, .shown_name = sampler->file_name};
    const struct inbound_sink sink = {
        .context = sampler, .record = count_record, .reject = note_reject};
    struct inbound_outcome outcome;

    sampler->first_refused = NULL;
    sampler->trial = (struct feed_trial){.reason = ""};
    if (!inbound_read(sampler->fd, &context, &sink, &outcome, error_r))
        return false;
    sampler->trial.records = outcome.rows_read;
    sampler->trial.rejected = outcome.rows_rejected;
    sampler->trial.is_set_aside = outcome.quarantined;
    if (outcome.quarantined)
        sampler->trial.reason = arena_printf(sampler->call->arena, "%s", outcome.reason);
    return true;
}

/* What a bill can do without, if its column turns out to hold something else. */
static bool can_do_without(const char *field)
{
    static const char *const names[] = {"line_no",         "invoice_date", "carer_ref",
                                        "order_no",        "order_line",   "outcome",
                                        "notice_at",       "secondary",    "credits_invoice_no",
                                        "credits_line_no", "description",  "unit",
                                        "status",          "version",      "rail",
                                        "method",          "visit_ref"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i], field) == 0)
            return true;
    return false;
}

/* --- the guess -------------------------------------------------------------------- */

static struct text provider_given(const struct sampler *sampler)
{
    return text_of(option(sampler, FEED_OPTION_PROVIDER));
}

static void settle_total(struct sampler *sampler)
{
    struct trailer_config *trailer = &sampler->feed.trailer;
    static const char *const names[] = {"net", "vat", "gross", "quantity"};

    trailer->total_field = "";
    for (size_t i = 0; trailer->total_column > 0 && i < sizeof(names) / sizeof(names[0]); i++) {
        int field = sample_guess_field(&sampler->guess, names[i]);
        if (field != FIELD_NONE && sampler->guess.column[field] == sampler->table.total_of)
            trailer->total_field = names[i];
    }
    bool is_summed =
        trailer->total_field[0] != '\0' &&
        (sampler->guess.kind == FEED_KIND_BILL ||
         (sampler->guess.kind == FEED_KIND_ORDER && strcmp(trailer->total_field, "quantity") == 0));
    if (!is_summed)
        trailer->total_column = 0;
}

static bool guess_and_try(struct sampler *sampler, struct error *error_r)
{
    struct arena *arena = sampler->call->arena;
    const struct zone *zone;

    if (!zone_load(arena, "Europe/London", &zone, error_r))
        return false;
    sample_guess_make(&sampler->table, sampler->kind, !text_is_empty(provider_given(sampler)),
                      &sampler->guess);
    for (int i = 0; i < TRIALS_MOST; i++) {
        sampler->feed =
            sample_guess_feed(arena, &sampler->table, &sampler->guess, provider_given(sampler));
        settle_total(sampler);
        if (!try_feed(sampler, zone, error_r))
            return false;
        if (sampler->trial.is_set_aside || sampler->first_refused == NULL ||
            !can_do_without(sampler->first_refused))
            return true;
        sample_guess_leave_out(&sampler->guess,
                               sample_guess_field(&sampler->guess, sampler->first_refused));
    }
    return true;
}

/* A preset that knows its own fields. */
static bool try_ubl(struct sampler *sampler, struct error *error_r)
{
    const struct zone *zone;

    sampler->guess.kind =
        sampler->table.preset == PRESET_UBL_ORDER ? FEED_KIND_ORDER : FEED_KIND_BILL;
    sampler->feed = (struct feed_config){.kind = sampler->guess.kind,
                                         .preset = sampler->table.preset,
                                         .record = "",
                                         .provider = provider_given(sampler)};
    return zone_load(sampler->call->arena, "Europe/London", &zone, error_r) &&
           try_feed(sampler, zone, error_r);
}

/* --- names ------------------------------------------------------------------------- */

static const char *name_of_feed(const struct sampler *sampler)
{
    char *name = arena_printf(sampler->call->arena, "%.*s", (int)strcspn(sampler->file_name, "."),
                              sampler->file_name);
    size_t length = 0;

    for (const char *c = name; *c != '\0' && length < NAME_MOST; c++)
        if (isalnum((unsigned char)*c) && (unsigned char)*c < 0x80)
            name[length++] = (char)tolower((unsigned char)*c);
        else if (length > 0 && name[length - 1] != '-')
            name[length++] = '-';
    while (length > 0 && name[length - 1] == '-')
        length--;
    name[length] = '\0';
    return length == 0 ? "feed" : name;
}

/* With its endings, .csv or .csv.gz, where they are plain. */
static const char *url_of_feed(const struct sampler *sampler)
{
    const char *ending = strchr(sampler->file_name, '.');
    bool is_plain =
        ending != NULL && ending[1] != '\0' && strlen(ending) <= 12 &&
        strspn(ending, ".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
            strlen(ending);

    return arena_printf(sampler->call->arena, "in/%s/*%s", sampler->feed.name,
                        is_plain ? ending : "");
}

static bool name_feed(struct sampler *sampler, struct error *error_r)
{
    const char *name = option(sampler, FEED_OPTION_NAME);

    sampler->feed.name = name != NULL ? name : name_of_feed(sampler);
    bool is_name = sampler->feed.name[0] != '-' && sampler->feed.name[0] != '\0' &&
                   strlen(sampler->feed.name) <= NAME_MOST;
    for (const char *c = sampler->feed.name; *c != '\0'; c++)
        is_name = is_name && (unsigned char)*c < 0x80 &&
                  (isalnum((unsigned char)*c) || *c == '_' || *c == '-');
    sampler->feed.url = url_of_feed(sampler);
    return is_name || error_set(error_r, EXIT_STATUS_USAGE,
                                "--name: '%s' is not letters, digits, _ and -", name);
}

/* --- the verb ------------------------------------------------------------------------ */

static bool read_call(struct sampler *sampler, struct error *error_r)
{
    const struct options *options = &sampler->call->options;
    const char *kind = option(sampler, FEED_OPTION_KIND);

    if (options->argument_count != 2 || strcmp(options->arguments[0], "sample") != 0)
        return error_set(error_r, EXIT_STATUS_USAGE,
                         "feed needs 'sample FILE' (see tallystick feed --help)");
    sampler->path = options->arguments[1];
    const char *slash = strrchr(sampler->path, '/');
    sampler->file_name = slash == NULL ? sampler->path : slash + 1;
    sampler->kind = FEED_KIND_COUNT;
    return kind == NULL || feed_kind_parse(text_of(kind), &sampler->kind) ||
           error_set(error_r, EXIT_STATUS_USAGE, "--kind: '%s' is no kind of file", kind);
}

static bool open_file(struct sampler *sampler, struct error *error_r)
{
    struct stat status;

    sampler->fd = open(sampler->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (sampler->fd < 0)
        return error_set(error_r, EXIT_STATUS_NO_INPUT, "%s: %s", sampler->path, strerror(errno));
    return (fstat(sampler->fd, &status) == 0 && S_ISREG(status.st_mode)) ||
           error_set(error_r, EXIT_STATUS_NO_INPUT, "%s: not a regular file", sampler->path);
}

static bool sample(struct sampler *sampler, struct error *error_r)
{
    if (!sample_table_read(sampler->call->arena, sampler->fd, &sampler->table, error_r))
        return error_prefix(error_r, "%s", sampler->file_name);
    bool is_of_ubl =
        sampler->table.preset == PRESET_UBL_INVOICE || sampler->table.preset == PRESET_UBL_ORDER;
    if (!(is_of_ubl ? try_ubl(sampler, error_r) : guess_and_try(sampler, error_r)) ||
        !name_feed(sampler, error_r))
        return false;
    feed_yaml_write(stdout, sampler->file_name, &sampler->table, &sampler->guess, &sampler->feed,
                    &sampler->trial);
    return true;
}

enum exit_status verb_feed(const struct verb_call *call)
{
    struct sampler sampler = {.call = call, .fd = -1};
    struct error error;
    bool is_done =
        read_call(&sampler, &error) && open_file(&sampler, &error) && sample(&sampler, &error);

    if (sampler.fd >= 0)
        close(sampler.fd);
    return is_done ? EXIT_STATUS_DONE : verb_fail(&error);
}
