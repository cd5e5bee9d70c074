#include "ops/run/run_status.h"

#include <assert.h>
#include <inttypes.h>

#include "adapters/outbound/signal_words.h"
#include "adapters/outbound/text_buffer.h"
#include "adapters/outbound/wording.h"
#include "matcher/engine/verdict.h"
#include "ops/run/changed_rates.h"
#include "ops/run/missing_feeds.h"
#include "ops/run/stages.h"
#include "sql_statements.h"

bool run_status_has_verdicts(const struct run_status *status)
{
    return status->state >= RUN_STATE_MATCHED;
}

/* Where the statement has no words, the item's own: a held line's reason, or what else it is. */
struct text run_status_why(const struct run_status *status, size_t row)
{
    const struct db_result *person = status->person;
    const struct text what = db_get_text(person, row, 0), item = db_get_text(person, row, 1);
    enum reason reason;
    enum care_signal_kind signal;
    enum drift_measure measure;
    if (text_equal(what, TEXT_LITERAL("held")) && reason_parse(item, &reason))
        return text_of(reason_in_words(reason));
    if (text_equal(what, TEXT_LITERAL("care signal")) && care_signal_kind_parse(item, &signal))
        return text_of(care_signal_in_short(signal));
    if (text_equal(what, TEXT_LITERAL("drift")) && drift_measure_parse(item, &measure))
        return text_of(drift_in_short(measure));
    if (text_equal(what, TEXT_LITERAL("below order")))
        return TEXT_LITERAL("less delivered than ordered");
    return verb_text(person, row, 2);
}

static bool find_run(struct arena *arena, struct db *db, struct run_status *status,
                     bool *is_found_r, struct error *error_r)
{
    const struct db_value values[] = {db_int8(status->council_id), db_int8(status->run_id)};
    struct db_result *result;
    if (!db_query(db, sql_verb_status_run, 2, values, &result, error_r))
        return false;
    *is_found_r = db_rows(result) > 0;
    if (*is_found_r) {
        status->run_id = db_get_int(result, 0, 0);
        status->business_date = arena_text(arena, db_get_text(result, 0, 1)).bytes;
        status->business_day = db_get_date(result, 0, 3);
        bool is_known = run_state_parse(db_get_text(result, 0, 2), &status->state);
        assert(is_known);
    }
    db_result_free(result);
    return true;
}

static const char *under_way_words(struct arena *arena, const struct run_status *status,
                                   const struct db_result *result)
{
    const bool is_at_work = db_get_bool(result, 0, 1);
    const char *words =
        arena_printf(arena, "%s at %s since %.*s", is_at_work ? "at work" : "interrupted",
                     stage_names_after(arena, status->state), TEXT_ARGS(db_get_text(result, 0, 0)));

    if (status->state > RUN_STATE_OPEN) /* what is read is seen once all of it is */
        words = arena_printf(arena, "%s; read: %s, %s", words,
                             words_count(arena, (size_t)db_get_int(result, 0, 2), "file", "files"),
                             words_count(arena, (size_t)db_get_int(result, 0, 3), "row", "rows"));
    return is_at_work ? words : arena_printf(arena, "%s; the next night takes it up", words);
}

/* What a night that is at work, or was interrupted, has come to. */
static bool ask_under_way(struct arena *arena, struct db *db, struct run_status *status,
                          struct error *error_r)
{
    const struct db_value values[] = {db_int8(status->council_id), db_int8(status->run_id),
                                      db_text(text_of(status->council->timezone))};
    struct db_result *result;

    if (!db_query(db, sql_verb_status_under_way, COUNT_OF(values), values, &result, error_r))
        return false;
    if (db_rows(result) > 0)
        status->under_way = under_way_words(arena, status, result);
    db_result_free(result);
    return true;
}

/* "it read 6 files and 5 lines; its verdicts: 2 matched, 1 variance, 2 held, 0 rejected, 0
 * duplicate" */
static const char *earlier_words(struct arena *arena, const struct db_result *result, size_t row)
{
    struct text_buffer words = {.arena = arena};

    text_buffer_printf(&words, "it read %s and %s; its verdicts:",
                       words_count(arena, (size_t)db_get_int(result, row, 1), "file", "files"),
                       words_count(arena, (size_t)db_get_int(result, row, 2), "line", "lines"));
    for (size_t kind = 0; kind < VERDICT_COUNT; kind++)
        text_buffer_printf(&words, "%s %" PRId64 " %s", kind == 0 ? "" : ",",
                           db_get_int(result, row, 3 + kind),
                           verdict_word((enum verdict_kind)kind));
    return arena_text(arena, text_buffer_text(&words)).bytes;
}

/* So that nobody takes a needless run for the date's night. */
static bool ask_earlier(struct arena *arena, struct db *db, struct run_status *status,
                        struct error *error_r)
{
    const struct db_value values[] = {db_int8(status->council_id), db_int8(status->run_id)};
    struct db_result *result;

    if (!run_status_has_verdicts(status))
        return true;
    if (!db_query(db, sql_verb_status_earlier, COUNT_OF(values), values, &result, error_r))
        return false;
    status->earlier_count = db_rows(result);
    struct earlier_run *earlier = ARENA_ARRAY(arena, struct earlier_run, status->earlier_count);
    for (size_t row = 0; row < status->earlier_count; row++)
        earlier[row] = (struct earlier_run){.run_id = db_get_int(result, row, 0),
                                            .lines = db_get_int(result, row, 2),
                                            .words = earlier_words(arena, result, row)};
    status->earlier = earlier;
    db_result_free(result);
    return true;
}

static bool ask_person(struct arena *arena, struct db *db, struct run_status *status,
                       struct error *error_r)
{
    struct text *missing;
    size_t count;

    if (!missing_feeds(db, status->council, status->council_id, status->run_id, arena, &count,
                       &missing, error_r))
        return false;
    const struct db_value values[] = {db_int8(status->council_id), db_int8(status->run_id),
                                      db_text_array(count, missing)};
    return db_query(db, sql_verb_status_person, 3, values, &status->person, error_r);
}

static bool ask(struct arena *arena, struct db *db, int64_t provider_limit,
                struct run_status *status, struct error *error_r)
{
    const struct db_value values[] = {db_int8(status->council_id), db_int8(status->run_id),
                                      db_int8(provider_limit)};
    return on_time_of_run(db, status->council, status->council_id, status->run_id,
                          status->business_day, &status->left, error_r) &&
           db_query(db, sql_verb_status_verdicts, 2, values, &status->verdicts, error_r) &&
           db_query(db, sql_verb_status_providers, 3, values, &status->providers, error_r) &&
           ask_under_way(arena, db, status, error_r) && ask_earlier(arena, db, status, error_r) &&
           ask_person(arena, db, status, error_r) &&
           changed_rates_read(db, status->council_id, status->run_id, NOT_GIVEN, &status->rates,
                              error_r);
}

bool run_status_read(struct arena *arena, struct db *db, int64_t provider_limit,
                     struct run_status *status, bool *is_found_r, struct error *error_r)
{
    if (!find_run(arena, db, status, is_found_r, error_r))
        return false;
    if (!*is_found_r || ask(arena, db, provider_limit, status, error_r))
        return true;
    run_status_forget(status);
    return false;
}

void run_status_forget(struct run_status *status)
{
    db_result_free(status->verdicts);
    db_result_free(status->providers);
    db_result_free(status->person);
    db_result_free(status->rates);
}
