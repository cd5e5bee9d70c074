#include "adapters/postgres/rules_store.h"

#include <assert.h>
#include <string.h>

#include "adapters/host/digest.h"
#include "sql_statements.h"

#define DAY_LINE_BYTES (sizeof("2026-12-25\n") - 1)

/* --- a calendar as text: one ISO date a line ------------------------------- */

static struct text calendar_text(struct arena *arena, const struct calendar *calendar)
{
    size_t length = calendar->holiday_count * DAY_LINE_BYTES;
    char *bytes = ARENA_ARRAY(arena, char, length + 1);

    for (size_t i = 0; i < calendar->holiday_count; i++) {
        char day[DAY_TEXT_BYTES];
        day_format(calendar->holidays[i], day);
        assert(strlen(day) == DAY_LINE_BYTES - 1);
        memcpy(bytes + i * DAY_LINE_BYTES, day, DAY_LINE_BYTES - 1);
        bytes[(i + 1) * DAY_LINE_BYTES - 1] = '\n';
    }
    return (struct text){bytes, length};
}

static struct calendar calendar_of_text(struct arena *arena, struct text text)
{
    size_t count = text.length / DAY_LINE_BYTES;
    day_t *days = ARENA_ARRAY(arena, day_t, count);

    for (size_t i = 0; i < count; i++) {
        struct text line = {text.bytes + i * DAY_LINE_BYTES, DAY_LINE_BYTES - 1};
        bool is_day = day_parse(line, DATE_FORM_ISO, &days[i]);
        assert(is_day);
    }
    return (struct calendar){count, days};
}

/* --- keeping ---------------------------------------------------------------- */

static struct db_value rules_digest(struct text rules, struct text holidays,
                                    uint8_t sha256_r[SHA256_BYTES])
{
    struct digest *digest = digest_begin();

    digest_add(digest, rules.bytes, rules.length);
    digest_add(digest, "", 1); /* so that what ends the one cannot begin the other */
    digest_add(digest, holidays.bytes, holidays.length);
    digest_end(digest, sha256_r);
    return db_bytea(sha256_r, SHA256_BYTES);
}

bool rules_store_keep(struct db *db, const struct run *run, struct text rules,
                      const struct calendar *calendar, struct arena *arena, struct error *error_r)
{
    struct text holidays = calendar_text(arena, calendar);
    uint8_t sha256[SHA256_BYTES];
    struct db_value digest = rules_digest(rules, holidays, sha256);
    struct db_value of_rules[] = {db_int8(run->council_id), digest, db_text(rules),
                                  db_text(holidays)};
    struct db_value of_basis[] = {db_int8(run->council_id), db_int8(run->run_id), digest};

    return db_execute(db, sql_explain_add_rules, COUNT_OF(of_rules), of_rules, NULL, error_r) &&
           db_execute(db, sql_explain_add_basis, COUNT_OF(of_basis), of_basis, NULL, error_r);
}

bool rules_store_last_look(struct db *db, const struct run *run, struct text rules,
                           const struct calendar *calendar, struct arena *arena, day_t *date_r,
                           struct error *error_r)
{
    uint8_t sha256[SHA256_BYTES];
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                db_int8(run->first_line_id),
                                rules_digest(rules, calendar_text(arena, calendar), sha256)};
    struct db_result *result;

    if (!db_query(db, sql_match_last_look, COUNT_OF(values), values, &result, error_r))
        return false;
    *date_r = db_rows(result) == 0 ? DAY_NOT_GIVEN : db_get_date(result, 0, 0);
    db_result_free(result);
    return true;
}

/* --- finding ---------------------------------------------------------------- */

static struct past_run past_of_row(const struct db_result *result, const struct run *run,
                                   struct arena *arena)
{
    struct past_run past = {.run = *run, .is_kept = !db_is_null(result, 0, 2)};

    past.run.business_date = db_get_date(result, 0, 0);
    past.run.first_line_id = db_get_int(result, 0, 1);
    if (!past.is_kept)
        return past;
    past.basis = (struct match_basis){
        .file_id = db_get_int(result, 0, 2),
        .order_id = db_get_int(result, 0, 3),
        .line_id = db_get_int(result, 0, 4),
        .evidence_id = db_get_int(result, 0, 5),
        .rate_id = db_get_int(result, 0, 6),
        .decision_id = db_get_int(result, 0, 7),
    };
    past.rules = db_keep_text(result, 0, 8, arena);
    past.calendar = calendar_of_text(arena, db_get_text(result, 0, 9));
    return past;
}

bool rules_store_find(struct db *db, int64_t council_id, int64_t run_id, struct arena *arena,
                      struct past_run *past_r, bool *found_r, struct error *error_r)
{
    struct run run = {.council_id = council_id, .run_id = run_id};
    struct db_value values[] = {db_int8(council_id), db_int8(run_id)};
    struct db_result *result;

    if (!db_query(db, sql_explain_basis, COUNT_OF(values), values, &result, error_r))
        return false;
    *found_r = db_rows(result) > 0;
    if (*found_r)
        *past_r = past_of_row(result, &run, arena);
    db_result_free(result);
    return true;
}
