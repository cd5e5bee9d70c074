/*
 * preview: one file read and judged as tonight's run would, in a transaction
 * that is undone, and said line by line as the line responses say it.
 */
#include <assert.h>
#include <errno.h>
#include <fnmatch.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/spool.h"
#include "adapters/outbound/finding_words.h"
#include "adapters/outbound/line_response_csv.h"
#include "adapters/postgres/load_store.h"
#include "adapters/postgres/record_rows.h"
#include "ops/run/night.h"
#include "ops/run/verb.h"
#include "sql_statements.h"

static const struct output_column columns[] = {
    {"row", "Row", COLUMN_NUMBER, 0},
    {"file_line", NULL, COLUMN_NUMBER, 0},
    {"file_column", NULL, COLUMN_NUMBER, 0},
    {"invoice_no", "Invoice", COLUMN_TEXT, 14},
    {"line_no", "Line", COLUMN_TEXT, 8},
    {"client_ref", "Client", COLUMN_TEXT, 12},
    {"service", NULL, COLUMN_TEXT, 0},
    {"verdict", "Verdict", COLUMN_TEXT, 0},
    {"reasons", NULL, COLUMN_WORDS, 0},
    {"billed_pence", "Billed £", COLUMN_PENCE, 0},
    {"expected_pence", "Agreed £", COLUMN_PENCE, 0},
    {"payable_pence", "Payable £", COLUMN_PENCE, 0},
    {"why", "Why", COLUMN_TEXT, 60},
    {"what_to_do", "What to do", COLUMN_TEXT, 40},
};
#define COLUMN_TOTAL (sizeof(columns) / sizeof(columns[0]))

struct preview {
    const struct verb_call *call;
    enum output_format format;
    day_t business_date;
    struct council_night night;
    const struct council_config *council; /* as the configuration has it */
    const struct feed_config *feed;
    int64_t counts[VERDICT_COUNT];
    enum file_state state; /* of the file as a whole */
};

/* --- which feed ------------------------------------------------------------- */

static const char *option(const struct preview *preview, enum preview_option name)
{
    return preview->call->options.values[name];
}

/* Whether the feed could take such a file at all. */
static bool takes(const struct preview *preview, const struct feed_config *feed)
{
    const char *name = option(preview, PREVIEW_OPTION_FEED);
    struct text provider = text_of(option(preview, PREVIEW_OPTION_PROVIDER));

    if (name != NULL ? strcmp(feed->name, name) != 0 : feed->kind != FEED_KIND_BILL)
        return false;
    return text_is_empty(feed->provider) || text_equal(feed->provider, provider);
}

/* How well the feed fits: for this provider alone, and for files of such a name. */
static int fit(const struct feed_config *feed, const char *file_name)
{
    const char *url = feed->source.url == NULL ? feed->url : feed->source.url;
    const char *slash = strrchr(url, '/');
    bool is_named_so = fnmatch(slash == NULL ? url : slash + 1, file_name, 0) == 0;

    return (text_is_empty(feed->provider) ? 0 : 2) + (is_named_so ? 1 : 0);
}

static bool no_feed(const struct preview *preview, struct error *error_r)
{
    const char *name = option(preview, PREVIEW_OPTION_FEED);
    const char *provider = option(preview, PREVIEW_OPTION_PROVIDER);

    if (name != NULL)
        return error_set(error_r, EXIT_STATUS_USAGE, "there is no feed %s that takes files of %s",
                         name, provider);
    return error_set(error_r, EXIT_STATUS_USAGE, "there is no feed that takes bills of %s",
                     provider);
}

static bool find_feed(struct preview *preview, const struct config *config, const char *file_name,
                      struct error *error_r)
{
    struct arena *arena = preview->call->arena;
    const char *names = "";
    int best = -1, as_good = 0;

    for (size_t c = 0; c < config->council_count; c++) {
        const struct council_config *council = &config->councils[c];
        if (!verb_wants_council(option(preview, PREVIEW_OPTION_COUNCIL), council))
            continue;
        for (size_t f = 0; f < council->feed_count; f++) {
            if (!takes(preview, &council->feeds[f]))
                continue;
            int fits = fit(&council->feeds[f], file_name);
            as_good = fits > best ? 1 : as_good + (fits == best);
            if (fits >= best)
                names = arena_printf(arena, "%s%s%s of %.*s", fits > best ? "" : names,
                                     fits > best ? "" : ", ", council->feeds[f].name,
                                     TEXT_ARGS(council->code));
            if (fits <= best)
                continue;
            best = fits;
            preview->council = council;
            preview->feed = &council->feeds[f];
        }
    }
    if (as_good == 0)
        return no_feed(preview, error_r);
    return as_good == 1 ||
           error_set(error_r, EXIT_STATUS_USAGE,
                     "several feeds could take the file: say which by --feed (%s), or --council",
                     names);
}

/* --- the file ---------------------------------------------------------------- */

/* Where it lies, without links, below the root: spool_take follows none. */
static bool find_file(const struct preview *preview, const char *path, struct spool_file *file_r,
                      struct error *error_r)
{
    struct arena *arena = preview->call->arena;
    const char *name = basename(arena_printf(arena, "%s", path));
    const char *folder = dirname(arena_printf(arena, "%s", path));
    char *real = realpath(folder, NULL);

    if (real == NULL)
        return error_set(error_r, EXIT_STATUS_NO_INPUT, "%s: %s", folder, strerror(errno));
    *file_r = (struct spool_file){
        .path = arena_printf(arena, "%s%s%s", real + 1, real[1] == '\0' ? "" : "/", name),
        .name = name};
    free(real);
    if (access(path, R_OK) != 0)
        return error_set(error_r, EXIT_STATUS_NO_INPUT, "%s: %s", path, strerror(errno));
    return true;
}

/* The night's council with this feed alone, which takes this provider's files alone. */
static void set_scene(struct preview *preview, const struct config *config,
                      const struct spool_file *file)
{
    struct arena *arena = preview->call->arena;
    struct config *alone = ARENA_NEW(arena, struct config);
    struct council_config *council = ARENA_NEW(arena, struct council_config);
    struct feed_config *feed = ARENA_NEW(arena, struct feed_config);

    *alone = *config;
    alone->spool = "/";
    *council = *preview->council;
    council->feed_count = 1;
    council->feeds = feed;
    *feed = *preview->feed;
    feed->looked_at_by = text_of(option(preview, PREVIEW_OPTION_PROVIDER));
    feed->manifest = MANIFEST_NONE;
    preview->night =
        (struct council_night){.config = alone, .council = council, .arena = arena, .file = file};
}

/* --- what is said ------------------------------------------------------------- */

/* A row of the file, as its line response would have it. */
static struct line_response response_of(const struct db_result *result, size_t row)
{
    struct line_response response = {
        .source_row = db_get_int(result, row, 0),
        .field = db_get_text(result, row, 3),
        .words = db_get_text(result, row, 4),
        .invoice_no = db_get_text(result, row, 5),
        .line_no = db_get_text(result, row, 6),
        .client_ref = db_get_text(result, row, 7),
        .service = db_get_text(result, row, 8),
        .kind = VERDICT_REJECTED,
        .reasons = db_is_null(result, row, 10) ? 0 : reasons_of_row(result, row, 10),
        .detail = db_get_text(result, row, 11),
        .planned_start_s = db_get_timestamptz(result, row, 12),
        .delivered_start_s = db_get_timestamptz(result, row, 13),
        .billed_minutes = db_get_int(result, row, 14),
        .expected_minutes = db_get_int(result, row, 15),
        .billed_pence = db_get_int(result, row, 16),
        .expected_pence = db_get_int(result, row, 17),
        .payable_pence = db_get_int(result, row, 18),
    };

    verdict_parse(db_get_text(result, row, 9), &response.kind);
    return response;
}

static void put_row(struct preview *preview, struct output *output, struct arena *scratch,
                    const struct db_result *result, size_t row)
{
    struct line_response response = response_of(result, row);
    struct finding finding = {.reasons = response.reasons};

    preview->counts[response.kind]++;
    output_number(output, response.source_row);
    output_number(output, db_get_int(result, row, 1));
    output_number(output, db_get_int(result, row, 2));
    output_text(output, response.invoice_no);
    output_text(output, response.line_no);
    output_text(output, response.client_ref);
    output_text(output, response.service);
    output_text(output, text_of(verdict_word(response.kind)));
    output_text(output, finding_codes(scratch, &finding));
    output_number(output, response.billed_pence);
    output_number(output, response.expected_pence);
    output_number(output, response.payable_pence);
    output_text(output, line_response_words(scratch, &response));
    output_text(output, line_response_what_to_do(scratch, &response));
}

/* A file of which nothing was read: one row without a place. */
static void put_whole_file(struct output *output, enum file_state state, struct text reason)
{
    const struct text nothing = {NULL, 0};
    bool is_broken = state == FILE_STATE_QUARANTINED;

    for (int i = 0; i < 3; i++)
        output_number(output, NOT_GIVEN);
    for (int i = 0; i < 4; i++)
        output_text(output, nothing);
    output_text(output, text_of(file_state_word(state)));
    output_text(output, nothing);
    for (int i = 0; i < 3; i++)
        output_number(output, NOT_GIVEN);
    output_text(output, reason);
    output_text(output, is_broken ? TEXT_LITERAL("correct the file and send it whole")
                                  : TEXT_LITERAL("nothing: it would not be read again"));
}

static bool put_rows(struct preview *preview, struct output *output, struct error *error_r)
{
    struct arena *scratch = arena_new();
    struct db_result *result;
    bool is_more = true, is_read;

    while (
        (is_read = db_query(preview->night.db, sql_verb_preview_next, 0, NULL, &result, error_r)) &&
        (is_more = db_rows(result) > 0)) {
        for (size_t row = 0; row < db_rows(result); row++) {
            arena_empty(scratch);
            put_row(preview, output, scratch, result, row);
        }
        db_result_free(result);
    }
    if (is_read)
        db_result_free(result);
    arena_free(scratch);
    return is_read;
}

static bool put_file(struct preview *preview, struct output *output, const struct db_result *file,
                     struct error *error_r)
{
    const struct db_value values[] = {db_text(preview->night.council->ledger),
                                      db_int8(preview->night.run.run_id),
                                      db_text(db_get_text(file, 0, 2))};
    bool is_known = file_state_parse(db_get_text(file, 0, 0), &preview->state);

    assert(is_known);
    if (preview->state != FILE_STATE_LOADED) {
        put_whole_file(output, preview->state, db_get_text(file, 0, 1));
        return true;
    }
    return db_execute(preview->night.db, sql_verb_preview_open, sizeof(values) / sizeof(values[0]),
                      values, NULL, error_r) &&
           put_rows(preview, output, error_r);
}

static bool tell(struct preview *preview, struct error *error_r)
{
    const struct db_value values[] = {db_text(preview->night.council->ledger),
                                      db_int8(preview->night.run.run_id)};
    struct db_result *file;

    if (!db_query(preview->night.db, sql_verb_preview_file, sizeof(values) / sizeof(values[0]),
                  values, &file, error_r))
        return false;
    /* A file that is still being written has no row: the log said so. */
    if (db_rows(file) == 0) {
        db_result_free(file);
        return error_set(error_r, EXIT_STATUS_NO_INPUT, "%s was not read",
                         preview->night.file->name);
    }
    struct output *output =
        output_begin(preview->call->arena, stdout, preview->format, COLUMN_TOTAL, columns);
    bool is_told = put_file(preview, output, file, error_r);
    output_end(output);
    db_result_free(file);
    return is_told;
}

/* --- the verb ------------------------------------------------------------------ */

static bool read_options(struct preview *preview, struct error *error_r)
{
    const struct options *options = &preview->call->options;

    if (options->argument_count != 1)
        return error_set(error_r, EXIT_STATUS_USAGE,
                         "preview needs FILE (see tallystick preview --help)");
    if (option(preview, PREVIEW_OPTION_PROVIDER) == NULL)
        return error_set(error_r, EXIT_STATUS_USAGE,
                         "preview needs --provider (see tallystick preview --help)");
    return output_format_parse(option(preview, PREVIEW_OPTION_FORMAT), &preview->format, error_r) &&
           option_day("--date", option(preview, PREVIEW_OPTION_DATE), &preview->business_date,
                      error_r);
}

static bool judge_and_tell(struct preview *preview, struct error *error_r)
{
    const char *path = preview->call->options.arguments[0];
    struct spool_file file;
    const struct config *config;

    if (!verb_load_config(preview->call, &config, error_r) ||
        !verb_know_council(config, option(preview, PREVIEW_OPTION_COUNCIL), error_r) ||
        !find_file(preview, path, &file, error_r) ||
        !find_feed(preview, config, file.name, error_r))
        return false;
    set_scene(preview, config, &file);
    bool is_told = night_judge_file(&preview->night, preview->business_date, error_r) &&
                   tell(preview, error_r);
    night_forget_file(&preview->night);
    return is_told;
}

enum exit_status verb_preview(const struct verb_call *call)
{
    struct preview preview = {.call = call, .business_date = DAY_NOT_GIVEN};
    struct error error;

    if (!read_options(&preview, &error) || !judge_and_tell(&preview, &error))
        return verb_fail(&error);
    if (preview.state == FILE_STATE_QUARANTINED)
        return EXIT_STATUS_BAD_DATA;
    bool is_found = preview.state == FILE_STATE_DUPLICATE || preview.counts[VERDICT_HELD] > 0 ||
                    preview.counts[VERDICT_REJECTED] > 0 || preview.counts[VERDICT_DUPLICATE] > 0;
    return is_found ? EXIT_STATUS_FINDINGS : EXIT_STATUS_DONE;
}
