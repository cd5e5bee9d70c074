#include "adapters/postgres/match_write.h"

#include <assert.h>
#include <stdlib.h>

#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/detail_json.h"
#include "adapters/postgres/invoice_number.h"
#include "sql_statements.h"

struct writing {
    struct db *db;
    const struct run *run;
    struct arena *arena;
    const struct match_input *input;
    const struct verdict *verdicts;
    const day_t *due_dates;
    const struct payments *payments;
    const int64_t *invoice_ids; /* parallel to the lines */
};

static bool is_moved(const struct carried *carried, const struct verdict *verdict)
{
    int64_t order_id = verdict->order == NULL ? NOT_GIVEN : verdict->order->order_id;

    return order_id != carried->order_id || verdict->slot != carried->slot ||
           verdict->delivered_start_s != carried->delivered_start_s ||
           verdict->delivered_minutes != carried->delivered_minutes;
}

bool match_write_is_news(const struct carried *carried, const struct verdict *verdict)
{
    return !carried->is_carried || verdict->kind != VERDICT_HELD ||
           verdict->reasons != carried->reasons ||
           verdict->expected_pence != carried->expected_pence || is_moved(carried, verdict);
}

static bool is_news(const struct writing *writing, size_t i)
{
    return match_write_is_news(&writing->input->carried[i], &writing->verdicts[i]);
}

static void reasons_copy(struct db_copy *copy, uint64_t reasons)
{
    struct text codes[REASON_COUNT];
    size_t count = 0;

    if (reasons == 0) {
        copy_null(copy);
        return;
    }
    for (int reason = 0; reasons >> reason != 0; reason++)
        if ((reasons >> reason & 1) != 0)
            codes[count++] = text_of(reason_code((enum reason)reason));
    struct db_value value = db_text_array(count, codes);
    copy_value(copy, &value);
}

/* A line is paid once, whatever the run. */
#define PAID_OCCASION 0

/* What a paid line uses up, its invoice line, its slot or its service, and where it is paid. */
#define PAID_COLUMNS 11

static void paid_copy(struct db_copy *copy, const struct writing *writing, size_t i)
{
    const struct verdict *verdict = &writing->verdicts[i];
    const struct bill_line *line = &writing->input->lines[i];
    const struct paid_place *place = &writing->payments->places[i];
    bool is_service = verdict->order != NULL && verdict->order->basis != BASIS_VISIT;

    copy_int4(copy, verdict->identity_turn);
    copy_int4(copy, verdict->turn);
    copy_int8(copy, writing->payments->lots[place->lot].lot_id);
    copy_int4(copy, place->item);
    copy_int4(copy, place->vat_percent_e4);
    copy_text(copy, line->carer_ref);
    if (is_service) {
        copy_timestamptz(copy, line->claimed_start_s);
        copy_bool(copy, line->secondary);
        copy_date(copy, verdict->period_first);
        copy_int8(copy, verdict->counted_e4);
    } else {
        copy_nulls(copy, 4);
    }
    copy_int8(copy, verdict->credits_line_id == 0 ? NOT_GIVEN : verdict->credits_line_id);
}

static int64_t slot_or_none(const struct verdict *verdict)
{
    return verdict->slot == 0 ? NOT_GIVEN : verdict->slot;
}

static void verdict_copy(struct db_copy *copy, const struct writing *writing, size_t i)
{
    const struct verdict *verdict = &writing->verdicts[i];
    const struct bill_line *line = &writing->input->lines[i];
    const struct order_line *order = verdict->order;
    bool is_paid = verdict_is_paid(verdict);

    copy_begin_row(copy, 23 + PAID_COLUMNS);
    copy_int8(copy, writing->run->council_id);
    copy_int8(copy, line->line_id);
    copy_int8(copy, writing->run->run_id);
    copy_int8(copy, is_paid ? PAID_OCCASION : writing->run->run_id);
    copy_int8(copy, line->package_id);
    copy_int8(copy, writing->invoice_ids[i]);
    copy_timestamptz(copy, verdict->delivered_start_s);
    copy_timestamptz(copy, verdict->delivered_end_s);
    copy_int8(copy, verdict->expected_pence);
    copy_int8(copy, verdict->payable_pence);
    copy_int8(copy, verdict->payable_vat_pence);
    copy_int8(copy, order == NULL ? NOT_GIVEN : order->order_id);
    copy_int8(copy, order == NULL ? NOT_GIVEN : order->order_key);
    copy_int4(copy, verdict->delivered_minutes);
    copy_int4(copy, verdict->billed_minutes);
    copy_int4(copy, verdict->expected_minutes);
    copy_int4(copy, slot_or_none(verdict));
    copy_date(copy, writing->due_dates[i]);
    copy_text(copy, text_of(verdict_word(verdict->kind)));
    copy_text(copy, line->provider);
    copy_text(copy, line->line_no);
    reasons_copy(copy, verdict->reasons);
    copy_jsonb_or_null(copy, detail_json(writing->arena, verdict));
    if (is_paid)
        paid_copy(copy, writing, i);
    else
        copy_nulls(copy, PAID_COLUMNS);
}

static void held_copy(struct db_copy *copy, const struct writing *writing, size_t i)
{
    const struct verdict *verdict = &writing->verdicts[i];
    struct text none = {NULL, 0};

    copy_begin_row(copy, 6);
    copy_int8(copy, writing->run->council_id);
    copy_int8(copy, writing->input->lines[i].line_id);
    copy_text(copy, writing->input->provider_ref);
    copy_text(copy, verdict->order == NULL ? none : verdict->order->order_no);
    copy_text(copy, verdict->order == NULL ? none : verdict->order->order_line);
    copy_int4(copy, slot_or_none(verdict));
}

static bool is_held(const struct writing *writing, size_t i)
{
    return writing->verdicts[i].kind == VERDICT_HELD;
}

static bool copy_where(const struct writing *writing, const char *copy_sql,
                       bool (*wanted)(const struct writing *writing, size_t i),
                       void (*copy_row)(struct db_copy *copy, const struct writing *writing,
                                        size_t i),
                       struct error *error_r)
{
    struct db_copy *copy;

    if (!db_copy_begin(writing->db, copy_sql, &copy, error_r))
        return false;
    for (size_t i = 0; i < writing->input->line_count; i++)
        if (wanted(writing, i))
            copy_row(copy, writing, i);
    return db_copy_end(copy, error_r);
}

/* --- slots that may have become free --- */

static void freed_copy(struct db_copy *copy, const struct writing *writing, size_t i,
                       struct text order_no, struct text order_line)
{
    copy_begin_row(copy, 4);
    copy_int8(copy, writing->run->council_id);
    copy_int8(copy, writing->input->lines[i].line_id);
    copy_text(copy, order_no);
    copy_text(copy, order_line);
}

/* Whether the line was held in a slot, and is no longer. */
static bool leaves_slot(const struct carried *carried, const struct verdict *verdict)
{
    bool stays = (verdict->kind == VERDICT_HELD || verdict_is_paid(verdict)) &&
                 verdict->slot == carried->slot && verdict->order != NULL &&
                 text_equal(verdict->order->order_no, carried->order_no) &&
                 text_equal(verdict->order->order_line, carried->order_line);

    return carried->slot > 0 && !stays;
}

static int compare_past(const void *key, const void *item)
{
    const int64_t *line_id = key;
    const struct past_line *past = item;
    return (*line_id > past->line.line_id) - (*line_id < past->line.line_id);
}

/* The line that a credit paid tonight takes from; NULL: it is none, or that one had no slot. */
static const struct past_line *slot_giver(const struct writing *writing, size_t i)
{
    const struct verdict *verdict = &writing->verdicts[i];

    if (verdict->credits_line_id == 0 || !verdict_is_paid(verdict))
        return NULL;
    const struct past_line *past =
        bsearch(&verdict->credits_line_id, writing->input->past, writing->input->past_count,
                sizeof(*writing->input->past), compare_past);
    return past != NULL && past->slot > 0 ? past : NULL;
}

static bool freed_write(const struct writing *writing, struct error *error_r)
{
    struct db_copy *copy;

    if (!db_copy_begin(writing->db, sql_match_copy_freed, &copy, error_r))
        return false;
    for (size_t i = 0; i < writing->input->line_count; i++) {
        const struct carried *carried = &writing->input->carried[i];
        const struct past_line *giver = slot_giver(writing, i);
        bool leaves = leaves_slot(carried, &writing->verdicts[i]);
        if (leaves)
            freed_copy(copy, writing, i, carried->order_no, carried->order_line);
        if (giver != NULL && !(leaves && text_equal(giver->order_no, carried->order_no) &&
                               text_equal(giver->order_line, carried->order_line)))
            freed_copy(copy, writing, i, giver->order_no, giver->order_line);
    }
    return db_copy_end(copy, error_r);
}

/* --- lots --- */

static bool lots_write(struct db *db, const struct run *run, const struct payments *payments,
                       struct error *error_r)
{
    struct db_copy *copy;

    if (!db_copy_begin(db, sql_match_copy_lots, &copy, error_r))
        return false;
    for (size_t i = 0; i < payments->lot_count; i++) {
        const struct payment_lot *lot = &payments->lots[i];
        struct db_value values[] = {
            db_int8(run->council_id),
            db_int8(lot->lot_id),
            db_int8(run->run_id),
            db_text(lot->provider),
            db_text(lot->invoice_no),
            db_int4(lot->part),
            db_int4((int64_t)lot->line_count),
            db_int8(lot->net_pence),
            db_int8(lot->vat_pence),
            db_date(lot->due_date),
            db_bytea(lot->content_sha256, sizeof(lot->content_sha256)),
            db_text(payments->contents[i]),
        };
        db_copy_values(copy, COUNT_OF(values), values);
    }
    return db_copy_end(copy, error_r);
}

static bool lots_open(struct db *db, const struct run *run, const struct payments *payments,
                      struct error *error_r)
{
    struct db_copy *copy;

    if (!db_copy_begin(db, sql_match_copy_open_lots, &copy, error_r))
        return false;
    for (size_t i = 0; i < payments->lot_count; i++) {
        struct db_value values[] = {db_int8(run->council_id), db_int8(payments->lots[i].lot_id)};
        db_copy_values(copy, COUNT_OF(values), values);
    }
    return db_copy_end(copy, error_r);
}

bool match_write_lots(struct db *db, const struct run *run, const struct payments *payments,
                      struct error *error_r)
{
    return lots_write(db, run, payments, error_r) && lots_open(db, run, payments, error_r);
}

bool match_write_number_lots(struct db *db, const struct run *run, const struct payments *payments,
                             struct error *error_r)
{
    struct db_value value = db_int8(run->council_id);
    struct db_result *result;

    if (!db_query(db, sql_match_next_lot, 1, &value, &result, error_r))
        return false;
    int64_t next_id = db_get_int(result, 0, 0);
    for (size_t i = 0; i < payments->lot_count; i++)
        payments->lots[i].lot_id = next_id++;
    db_result_free(result);
    return true;
}

bool match_write_provider(struct db *db, const struct run *run, struct arena *arena,
                          const struct match_input *input, const struct match_output *output,
                          const day_t *due_dates, const struct payments *payments,
                          struct error *error_r)
{
    struct writing writing = {db, run, arena, input, output->verdicts, due_dates, payments, NULL};
    struct db_value values[] = {db_int8(run->council_id), db_text(input->provider_ref)};

    return invoice_numbers(db, run->council_id, arena, input, &writing.invoice_ids, error_r) &&
           db_execute(db, sql_match_forget_held, COUNT_OF(values), values, NULL, error_r) &&
           copy_where(&writing, sql_match_copy_verdicts, is_news, verdict_copy, error_r) &&
           match_write_lots(db, run, payments, error_r) &&
           copy_where(&writing, sql_match_copy_held, is_held, held_copy, error_r) &&
           freed_write(&writing, error_r);
}

bool match_write_tell_planner(struct db *db, int64_t new_verdicts, struct error *error_r)
{
    struct db_result *result;

    if (!db_query(db, sql_match_rows_known, 0, NULL, &result, error_r))
        return false;
    bool has_grown = 10 * new_verdicts > db_get_int(result, 0, 0);
    db_result_free(result);
    return !has_grown || db_execute(db, sql_match_analyze, 0, NULL, NULL, error_r);
}
