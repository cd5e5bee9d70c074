#include "adapters/postgres/standing_store.h"

#include <assert.h>

#include "sql_statements.h"

#define STANDING_VALUES 4 /* of standing_records.sql and standing_rates.sql */

static struct provider provider_of_row(const struct db_result *result, size_t row,
                                       struct arena *arena)
{
    struct provider provider = {
        .provider = db_keep_text(result, row, 0, arena),
        .name = db_keep_text(result, row, 1, arena),
        .rail = RAIL_COUNT,
        .card_token = db_keep_text(result, row, 3, arena),
        .card_last4 = db_keep_text(result, row, 4, arena),
        .merchant_id = db_keep_text(result, row, 5, arena),
        .sort_code = db_keep_text(result, row, 6, arena),
        .account_no = db_keep_text(result, row, 7, arena),
        .account_name = db_keep_text(result, row, 8, arena),
        .vat_no = db_keep_text(result, row, 9, arena),
        .contact_email = db_keep_text(result, row, 10, arena),
        .per_transaction_limit_pence = db_get_int(result, row, 12),
    };
    bool is_known =
        (db_is_null(result, row, 2) || rail_parse(db_get_text(result, row, 2), &provider.rail)) &&
        provider_status_parse(db_get_text(result, row, 11), &provider.status);

    assert(is_known);
    return provider;
}

static struct provider *providers_of(const struct db_result *result, struct arena *arena)
{
    struct provider *providers = ARENA_ARRAY(arena, struct provider, db_rows(result));

    for (size_t row = 0; row < db_rows(result); row++)
        providers[row] = provider_of_row(result, row, arena);
    return providers;
}

bool standing_read_providers(struct db *db, int64_t council_id, struct arena *arena,
                             size_t *count_r, const struct provider **providers_r,
                             struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    struct db_result *result;

    if (!db_query(db, sql_standing_providers, 1, &value, &result, error_r))
        return false;
    *count_r = db_rows(result);
    *providers_r = providers_of(result, arena);
    db_result_free(result);
    return true;
}

static struct rate_entry rate_of_row(const struct db_result *result, size_t row,
                                     struct arena *arena)
{
    struct rate_entry rate = {
        .rate_id = db_get_int(result, row, 0),
        .file_id = db_get_int(result, row, 1),
        .source_row = (int32_t)db_get_int(result, row, 2),
        .provider = db_keep_text(result, row, 3, arena),
        .service = db_keep_text(result, row, 4, arena),
        .minutes = (int32_t)db_get_int(result, row, 7),
        .rate_e6 = db_get_int(result, row, 8),
        .from_time_s = (int32_t)db_get_int(result, row, 9),
        .to_time_s = (int32_t)db_get_int(result, row, 10),
        .valid_from = db_get_date(result, row, 11),
        .valid_to = db_get_date(result, row, 12),
    };
    bool is_known = day_type_parse(db_get_text(result, row, 5), &rate.day_type) &&
                    rate_kind_parse(db_get_text(result, row, 6), &rate.kind);

    assert(is_known);
    return rate;
}

static bool read_records(struct db *db, const struct db_value *values, struct arena *arena,
                         struct standing *standing, struct error *error_r)
{
    struct db_result *result;

    if (!db_query(db, sql_standing_records, STANDING_VALUES, values, &result, error_r))
        return false;
    standing->provider_count = db_rows(result);
    standing->providers = providers_of(result, arena);
    db_result_free(result);
    return true;
}

static bool read_rates(struct db *db, const struct db_value *values, struct arena *arena,
                       struct standing *standing, struct error *error_r)
{
    struct db_result *result;

    if (!db_query(db, sql_standing_rates, STANDING_VALUES, values, &result, error_r))
        return false;
    struct rate_entry *rates = ARENA_ARRAY(arena, struct rate_entry, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        rates[row] = rate_of_row(result, row, arena);
    standing->rate_count = db_rows(result);
    standing->rates = rates;
    db_result_free(result);
    return true;
}

bool standing_read(struct db *db, int64_t council_id, size_t count, const struct text *providers,
                   int64_t last_file_id, int64_t last_rate_id, int64_t run_id, struct arena *arena,
                   struct standing *standing_r, struct error *error_r)
{
    struct db_value of_files[STANDING_VALUES] = {db_int8(council_id),
                                                 db_text_array(count, providers),
                                                 db_int8(last_file_id), db_int8(run_id)};
    struct db_value of_rates[STANDING_VALUES] = {of_files[0], of_files[1], db_int8(last_rate_id),
                                                 of_files[3]};

    return read_records(db, of_files, arena, standing_r, error_r) &&
           read_rates(db, of_rates, arena, standing_r, error_r);
}

const struct provider *standing_provider(const struct standing *standing, struct text provider)
{
    return provider_find(standing->provider_count, standing->providers, provider);
}

/* The first rate of the provider, or of one behind it. */
static size_t rates_from(const struct standing *standing, struct text provider)
{
    size_t low = 0, high = standing->rate_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(standing->rates[middle].provider, provider) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t standing_rates(const struct standing *standing, struct text provider,
                      const struct rate_entry **rates_r)
{
    size_t first = rates_from(standing, provider), end = first;

    while (end < standing->rate_count && text_equal(standing->rates[end].provider, provider))
        end++;
    *rates_r = standing->rates + first;
    return end - first;
}

bool standing_read_suspensions(struct db *db, int64_t council_id, int64_t last_file_id,
                               struct arena *arena, size_t *count_r,
                               const struct suspension **suspensions_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_int8(last_file_id)};
    struct db_result *result;

    if (!db_query(db, sql_standing_suspensions, COUNT_OF(values), values, &result, error_r))
        return false;
    struct suspension *suspensions = ARENA_ARRAY(arena, struct suspension, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        suspensions[row] = (struct suspension){
            .client_ref = db_keep_text(result, row, 0, arena),
            .from = db_get_date(result, row, 1),
            .to = db_get_date(result, row, 2),
            .reason = db_keep_text(result, row, 3, arena),
        };
    }
    *count_r = db_rows(result);
    *suspensions_r = suspensions;
    db_result_free(result);
    return true;
}

bool standing_read_contacts(struct db *db, int64_t council_id, struct arena *arena, size_t *count_r,
                            const struct contact **contacts_r, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    struct db_result *result;

    if (!db_query(db, sql_standing_contacts, 1, &value, &result, error_r))
        return false;
    struct contact *contacts = ARENA_ARRAY(arena, struct contact, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        contacts[row] = (struct contact){
            .care_manager = db_keep_text(result, row, 0, arena),
            .email = db_keep_text(result, row, 1, arena),
            .name = db_keep_text(result, row, 2, arena),
        };
    }
    *count_r = db_rows(result);
    *contacts_r = contacts;
    db_result_free(result);
    return true;
}
