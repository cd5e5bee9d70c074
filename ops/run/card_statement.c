#include "ops/run/card_statement.h"

#include <inttypes.h>

#include "adapters/host/log.h"
#include "matcher/payment/transaction_reference.h"

/* One line on its way. */
struct statement_work {
    struct council_night *night;
    struct arena *arena; /* as long as the line */
    struct record_place place;
    const char *file;
    const struct statement_entry *entry;
    struct stated_transaction found;
};

static const char *words_pounds(struct arena *arena, int64_t pence)
{
    return arena_printf(arena, "%s£%" PRId64 ".%02" PRId64, pence < 0 ? "-" : "",
                        magnitude(pence) / 100, magnitude(pence) % 100);
}

/* Empty where the line names none. */
static void named_transaction(const struct statement_work *work, struct text *batch_r,
                              int32_t *number_r)
{
    const struct statement_entry *entry = work->entry;

    *batch_r = (struct text){"", 0};
    *number_r = 0;
    if (!text_is_empty(entry->batch) && transaction_number_read(entry->transaction, number_r))
        *batch_r = entry->batch;
    else if (!text_is_empty(entry->reference) &&
             !transaction_reference_read(work->arena, work->night->council->code, entry->reference,
                                         batch_r, number_r))
        *batch_r = (struct text){"", 0};
}

/* What is wrong with it, in words; NULL: nothing. */
static const char *fault_of(const struct statement_work *work)
{
    const struct stated_transaction *found = &work->found;

    if (!found->is_known)
        return "is on the statement, and is no settled transaction of ours";
    if (!found->is_settled)
        return "is on the statement, and no answer says that it was settled";
    if (found->is_on_statement)
        return "is on the statement twice";
    if (found->gross_pence != work->entry->amount_pence)
        return arena_printf(work->arena, "is on the statement with %s, and was settled with %s",
                            words_pounds(work->arena, work->entry->amount_pence),
                            words_pounds(work->arena, found->gross_pence));
    return NULL;
}

static bool tell(struct statement_work *work, const char *fault, struct error *error_r)
{
    struct council_night *night = work->night;
    const char *row =
        arena_printf(work->arena, "%s, row %d", work->file, (int)work->place.source_row);
    struct settlement_finding finding = {
        .kind = "statement",
        .place = text_of(row),
        .words = fault,
        .pence = work->entry->amount_pence,
    };
    if (work->found.is_known) {
        finding.place = text_of(arena_printf(work->arena, "%.*s/%d", TEXT_ARGS(work->found.batch),
                                             (int)work->found.number));
        finding.words = arena_printf(work->arena, "%s (%s)", fault, row);
    }
    log_warning("%.*s: %s", TEXT_ARGS(finding.place), finding.words);
    night->has_findings = true;
    return settlement_finding_add(night->db, &night->run, &finding, error_r);
}

static bool take(struct statement_work *work, struct error *error_r)
{
    struct council_night *night = work->night;
    struct text batch;
    int32_t number;

    named_transaction(work, &batch, &number);
    if (!statement_store_find(night->db, night->run.council_id, batch, number, work->entry,
                              work->arena, &work->found, error_r))
        return false;
    const struct stated_transaction *found = &work->found;
    bool is_it = found->is_known && found->is_settled && !found->is_on_statement;
    const char *fault = fault_of(work);
    return statement_store_add(night->db, &night->run, work->place, work->entry,
                               is_it ? found : NULL, error_r) &&
           (fault == NULL || tell(work, fault, error_r));
}

bool statement_read(struct council_night *night, struct record_place place, const char *file,
                    const struct statement_entry *entry, struct error *error_r)
{
    struct statement_work work = {
        .night = night, .arena = arena_new(), .place = place, .file = file, .entry = entry};
    bool is_done = take(&work, error_r);

    arena_free(work.arena);
    return is_done;
}

static bool has_statements(const struct council_config *council)
{
    for (size_t i = 0; i < council->feed_count; i++)
        if (council->feeds[i].kind == FEED_KIND_STATEMENT)
            return true;
    return false;
}

bool statement_look_for_missing(struct council_night *night, struct error *error_r)
{
    bool is_any;

    if (!has_statements(night->council))
        return true;
    if (!statement_store_tell_missing(night->db, &night->run,
                                      night->run.business_date - night->council->statement_days,
                                      &is_any, error_r))
        return false;
    night->has_findings = night->has_findings || is_any;
    return true;
}
