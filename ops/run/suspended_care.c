#include "ops/run/suspended_care.h"

static bool is_suspended(const struct finding *finding)
{
    return (finding->reasons & REASON_BIT(CLIENT_SUSPENDED)) != 0;
}

/* --- whose they are ------------------------------------------------------------- */

/* One a finding: a care manager whom a message reaches, or NULL. */
static bool find_owners(const struct notify_work *work, struct arena *arena, size_t count,
                        const struct finding *findings, const struct contact ***owners_r,
                        struct error *error_r)
{
    const struct council_night *night = work->night;
    struct visit_key *visits = ARENA_ARRAY(arena, struct visit_key, count);
    struct text *care_managers;
    struct db *db; /* others of the night's are busy */

    for (size_t i = 0; i < count; i++)
        visits[i] = (struct visit_key){findings[i].provider, findings[i].client_ref,
                                       findings[i].service, findings[i].delivered_start_s,
                                       zone_day(night->zone, findings[i].delivered_start_s)};
    if (!db_open(night->config->database, &db, error_r))
        return false;
    bool is_found =
        report_store_care_managers(db, &night->run, count, visits, arena, &care_managers, error_r);
    db_close(db);
    if (!is_found)
        return false;
    *owners_r = ARENA_ARRAY(arena, const struct contact *, count);
    for (size_t i = 0; i < count; i++)
        (*owners_r)[i] = notify_contact(work, care_managers[i]);
    return true;
}

/* Those whose care was suspended, in their order. */
static size_t pick_suspended(struct arena *arena, size_t count, const struct finding *findings,
                             struct finding **picked_r)
{
    size_t picked = 0;

    *picked_r = ARENA_ARRAY(arena, struct finding, count);
    for (size_t i = 0; i < count; i++)
        if (is_suspended(&findings[i]))
            (*picked_r)[picked++] = findings[i];
    return picked;
}

bool suspended_care_take(const struct notify_work *work, struct arena *arena, size_t *count,
                         struct finding *findings, struct suspended_care *care_r,
                         struct error *error_r)
{
    const struct contact **owners;
    struct finding *picked;
    size_t left = 0, next = 0;

    *care_r = (struct suspended_care){.count = 0};
    const size_t picked_count = pick_suspended(arena, *count, findings, &picked);
    if (picked_count == 0)
        return true;
    if (!find_owners(work, arena, picked_count, picked, &owners, error_r))
        return false;
    for (size_t i = 0; i < *count; i++)
        if (!is_suspended(&findings[i]) || owners[next++] == NULL)
            findings[left++] = findings[i];
    *count = left;
    *care_r = (struct suspended_care){picked_count, picked, owners};
    return true;
}

/* --- among the others of theirs --------------------------------------------------- */

static int compare_findings(const struct finding *a, const struct finding *b)
{
    int order = text_compare(a->client_ref, b->client_ref);

    if (order == 0)
        order = (a->delivered_start_s > b->delivered_start_s) -
                (a->delivered_start_s < b->delivered_start_s);
    if (order == 0)
        order = text_compare(a->provider, b->provider);
    return order != 0 ? order : text_compare(a->invoice_no, b->invoice_no);
}

size_t suspended_care_count(const struct suspended_care *care, const struct contact *owner)
{
    size_t count = 0;

    for (size_t i = 0; i < care->count; i++)
        count += care->owners[i] == owner;
    return count;
}

/* From behind, each to its place. */
void suspended_care_put(const struct suspended_care *care, const struct contact *owner,
                        size_t count, struct finding *findings)
{
    size_t end = count + suspended_care_count(care, owner);

    for (size_t i = care->count; i-- > 0;) {
        if (care->owners[i] != owner)
            continue;
        while (count > 0 && compare_findings(&findings[count - 1], &care->findings[i]) > 0)
            findings[--end] = findings[--count];
        findings[--end] = care->findings[i];
    }
}
