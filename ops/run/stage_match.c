/*
 * match: provider by provider, every line read tonight or held so far goes
 * through the engine, and its verdict into the database, with what the provider's
 * lines together tell (signals.h).
 */
#include "adapters/host/progress.h"
#include "adapters/postgres/match_store.h"
#include "matcher/engine/match.h"
#include "matcher/engine/purse.h"
#include "matcher/payment/batch.h"
#include "ops/run/council_night.h"
#include "ops/run/provider_lots.h"
#include "ops/run/signals.h"

/* --- control totals ------------------------------------------------------- */

/* What a line counts for: its net; a self-billed one its expected price. */
static int64_t pence_of(const struct bill_line *line, const struct verdict *verdict)
{
    if (given(line->net_pence))
        return line->net_pence;
    return given(verdict->expected_pence) ? verdict->expected_pence : 0;
}

/* Lines and pence as they come in: what the load stage counted is there
 * already; the price of self-billed lines is only known now. */
static void count_in(struct run_totals *totals, const struct bill_line *line,
                     const struct carried *carried, const struct verdict *verdict)
{
    if (carried->is_carried) {
        totals->lines_in++;
        totals->carried++;
        totals->pence_in += pence_of(line, verdict);
        totals->carried_pence += pence_of(line, verdict);
    } else if (bill_line_is_self_billed(line)) {
        totals->pence_in += pence_of(line, verdict);
    }
}

static void count_out(struct run_totals *totals, const struct bill_line *line,
                      const struct verdict *verdict)
{
    int64_t pence = pence_of(line, verdict);
    struct {
        int64_t *lines, *pence;
    } of_verdict[VERDICT_COUNT] = {
        [VERDICT_MATCHED] = {&totals->matched, &totals->matched_pence},
        [VERDICT_VARIANCE] = {&totals->variance, &totals->variance_pence},
        [VERDICT_HELD] = {&totals->held, &totals->held_pence},
        [VERDICT_REJECTED] = {&totals->rejected, &totals->rejected_pence},
        [VERDICT_DUPLICATE] = {&totals->duplicate, &totals->duplicate_pence},
    };

    *of_verdict[verdict->kind].lines += 1;
    *of_verdict[verdict->kind].pence += pence;
    if (verdict_is_paid(verdict)) {
        totals->paid_pence += verdict->payable_pence;
        totals->not_paid_pence += pence - verdict->payable_pence;
    }
}

/* --- one provider --------------------------------------------------------- */

struct match_work {
    struct council_night *night;
    struct rules rules;
    int32_t window_minutes;
    struct arena *arena; /* emptied after each provider: the largest one bounds memory */
    int64_t line_count;
    int64_t next_lot_id;
    struct run_totals totals;
};

static const day_t *due_dates_of(const struct match_work *work, size_t count, const day_t *received)
{
    day_t *due_dates = ARENA_ARRAY(work->arena, day_t, count);

    for (size_t i = 0; i < count; i++)
        due_dates[i] = due_date(work->rules.calendar, received[i], work->night->council->sla_days);
    return due_dates;
}

static bool match_one(struct match_work *work, struct text provider, struct error *error_r)
{
    struct council_night *night = work->night;
    struct match_input input;
    struct match_output output;
    const day_t *received;

    if (!match_store_read(night->db, &night->run, provider, work->window_minutes, work->arena,
                          &input, &received, error_r))
        return false;
    if (terms_have_purse(work->rules.terms) &&
        !match_store_read_spent(night->db, &night->run, work->arena, &input, error_r))
        return false;
    match_provider(work->arena, &work->rules, &input, &output);
    work->line_count += (int64_t)input.line_count;
    for (size_t i = 0; i < input.line_count; i++) {
        count_in(&work->totals, &input.lines[i], &input.carried[i], &output.verdicts[i]);
        count_out(&work->totals, &input.lines[i], &output.verdicts[i]);
    }
    const day_t *due_dates = due_dates_of(work, input.line_count, received);
    struct payments payments =
        provider_lots(work->arena, &work->rules, &input, &output, due_dates, &work->next_lot_id);
    return match_store_write(night->db, &night->run, work->arena, &input, &output, due_dates,
                             &payments, error_r) &&
           signals_of_provider(night, &work->rules, work->arena, &input, &output, error_r);
}

static bool match_all(struct match_work *work, struct error *error_r)
{
    struct council_night *night = work->night;
    const struct text *providers;
    size_t count;

    if (!match_store_providers(night->db, &night->run, night->arena, &count, &providers, error_r))
        return false;
    progress_begin("match", (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        if (!match_one(work, providers[i], error_r)) {
            progress_end();
            return error_prefix(error_r, "provider %.*s", TEXT_ARGS(providers[i]));
        }
        arena_empty(work->arena);
        progress_at((int64_t)i + 1);
    }
    progress_end();
    return true;
}

bool stage_match(struct council_night *night, struct error *error_r)
{
    struct match_work work = {.night = night, .arena = arena_new()};

    work.window_minutes = council_widest_pair_window(night->council);
    bool is_matched = db_begin(night->db, error_r) &&
                      council_rules(night, night->arena, &work.rules, error_r) &&
                      rules_store_keep(night->db, &night->run, night->council->rules,
                                       work.rules.calendar, night->arena, error_r) &&
                      match_store_next_lot(night->db, night->run.council_id, &work.next_lot_id,
                                           error_r) &&
                      match_all(&work, error_r) &&
                      match_store_tell_planner(night->db, work.line_count, error_r) &&
                      run_record_totals(night->db, &night->run, &work.totals, error_r) &&
                      run_advance(night->db, &night->run, RUN_STATE_MATCHED, error_r) &&
                      db_commit(night->db, error_r);
    arena_free(work.arena);
    return is_matched;
}
