#include "adapters/postgres/package_table.h"

#include <pthread.h>

#include "sql_statements.h"

struct package {
    int64_t package_id; /* 0: a free place */
    uint64_t hash;
    struct text provider, client_ref, service;
};

struct package_table {
    pthread_mutex_t lock;
    struct db *db;
    struct arena *arena;
    int64_t council_id;
    int64_t next_id;
    size_t count;
    size_t place_count; /* a power of two, more than twice the count */
    struct package *places;
    size_t new_count, new_room;
    struct package *new_packages; /* not in the database yet */
};

#define PLACES_AT_FIRST 1024

static uint64_t hash_of(struct text provider, struct text client_ref, struct text service)
{
    uint64_t hash = text_hash(provider, TEXT_HASH_SEED);
    hash = text_hash(client_ref, hash);
    return text_hash(service, hash);
}

static struct package *place_of(struct package *places, size_t place_count,
                                const struct package *wanted)
{
    size_t at = (size_t)wanted->hash & (place_count - 1);

    while (places[at].package_id != 0 && !(places[at].hash == wanted->hash &&
                                           text_equal(places[at].client_ref, wanted->client_ref) &&
                                           text_equal(places[at].service, wanted->service) &&
                                           text_equal(places[at].provider, wanted->provider)))
        at = (at + 1) & (place_count - 1);
    return &places[at];
}

static void make_room(struct package_table *table)
{
    if (2 * (table->count + 1) < table->place_count)
        return;
    size_t place_count = table->place_count == 0 ? PLACES_AT_FIRST : 2 * table->place_count;
    struct package *places = ARENA_ARRAY(table->arena, struct package, place_count);
    for (size_t i = 0; i < table->place_count; i++)
        if (table->places[i].package_id != 0)
            *place_of(places, place_count, &table->places[i]) = table->places[i];
    table->places = places;
    table->place_count = place_count;
}

static struct package *package_add(struct package_table *table, const struct package *wanted,
                                   int64_t package_id)
{
    make_room(table);
    struct package *place = place_of(table->places, table->place_count, wanted);
    *place = (struct package){
        .package_id = package_id,
        .hash = wanted->hash,
        .provider = arena_text(table->arena, wanted->provider),
        .client_ref = arena_text(table->arena, wanted->client_ref),
        .service = arena_text(table->arena, wanted->service),
    };
    table->count++;
    return place;
}

static struct package package_wanted(struct text provider, struct text client_ref,
                                     struct text service)
{
    return (struct package){.hash = hash_of(provider, client_ref, service),
                            .provider = provider,
                            .client_ref = client_ref,
                            .service = service};
}

bool package_table_open(struct db *db, struct arena *arena, int64_t council_id,
                        struct package_table **table_r, struct error *error_r)
{
    struct package_table *table = ARENA_NEW(arena, struct package_table);
    struct db_value value = db_int8(council_id);
    struct db_result *result;

    *table = (struct package_table){.lock = PTHREAD_MUTEX_INITIALIZER,
                                    .db = db,
                                    .arena = arena,
                                    .council_id = council_id,
                                    .next_id = 1};
    if (!db_query(db, sql_load_packages, 1, &value, &result, error_r))
        return false;
    for (size_t row = 0; row < db_rows(result); row++) {
        struct package wanted = package_wanted(
            db_get_text(result, row, 1), db_get_text(result, row, 2), db_get_text(result, row, 3));
        table->next_id = db_get_int(result, row, 0) + 1;
        package_add(table, &wanted, table->next_id - 1);
    }
    db_result_free(result);
    make_room(table);
    *table_r = table;
    return true;
}

/* Numbers are given as packages come, which is no order: nothing may depend on it. */
static struct package *package_make(struct package_table *table, const struct package *wanted)
{
    struct package *place = package_add(table, wanted, table->next_id++);

    table->new_packages = arena_grow(table->arena, table->new_packages, &table->new_room,
                                     table->new_count + 1, sizeof(*table->new_packages));
    table->new_packages[table->new_count++] = *place;
    return place;
}

int64_t package_number(struct package_table *table, struct package_memory *memory,
                       struct text provider, struct text client_ref, struct text service)
{
    if (memory->package_id != 0 && text_equal(memory->client_ref, client_ref) &&
        text_equal(memory->service, service) && text_equal(memory->provider, provider))
        return memory->package_id;
    struct package wanted = package_wanted(provider, client_ref, service);

    pthread_mutex_lock(&table->lock);
    struct package *place = place_of(table->places, table->place_count, &wanted);
    if (place->package_id == 0)
        place = package_make(table, &wanted);
    *memory = (struct package_memory){place->package_id, place->provider, place->client_ref,
                                      place->service};
    pthread_mutex_unlock(&table->lock);
    return memory->package_id;
}

bool package_table_flush(struct package_table *table, struct error *error_r)
{
    if (table->new_count == 0)
        return true;
    struct db_copy *copy = db_copy_begin(table->db, sql_load_copy_packages);
    for (size_t i = 0; i < table->new_count; i++) {
        const struct package *package = &table->new_packages[i];
        struct db_value values[] = {db_int8(table->council_id), db_int8(package->package_id),
                                    db_text(package->provider), db_text(package->client_ref),
                                    db_text(package->service)};
        db_copy_values(copy, COUNT_OF(values), values);
    }
    table->new_count = 0;
    return db_copy_end(copy, error_r);
}
