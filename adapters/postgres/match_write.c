#include "adapters/postgres/match_write.h"

#include <assert.h>
#include <stdlib.h>

#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/detail_json.h"
#include "adapters/postgres/paid_once.h"
#include "adapters/postgres/sheet.h"
#include "sql_statements.h"

struct writing {
    struct db *db;
    const struct run *run;
    struct arena *arena;
    const struct judged *judged;
    const struct match_input *input;
    const struct verdict *verdicts;
};

static struct writing writing_of(struct db *db, const struct run *run, struct arena *arena,
                                 const struct judged *judged)
{
    return (struct writing){db, run, arena, judged, &judged->input, judged->output.verdicts};
}

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
    return match_write_is_news(carried_of_line(writing->input, i), &writing->verdicts[i]);
}

/* --- verdicts ----------------------------------------------------------------- */

static const enum sheet_type verdict_columns[] = {
    SHEET_INT2,        /* place */
    SHEET_INT2,        /* blocks */
    SHEET_INT8,        /* package_id */
    SHEET_INT8,        /* invoice_id */
    SHEET_INT4,        /* slot */
    SHEET_TEXT,        /* verdict */
    SHEET_TEXT,        /* reasons */
    SHEET_JSON,        /* detail */
    SHEET_INT8,        /* expected_less_payable */
    SHEET_INT4,        /* billed_less_delivered */
    SHEET_INT4,        /* expected_less_delivered */
    SHEET_INT2,        /* identity_turn */
    SHEET_INT2,        /* turn */
    SHEET_INT8,        /* lot_id */
    SHEET_INT4,        /* vat_percent_e4 */
    SHEET_TEXT,        /* carer_ref */
    SHEET_INT2,        /* item_less_place */
    SHEET_TEXT,        /* line_no */
    SHEET_TIMESTAMPTZ, /* delivered_start */
    SHEET_TIMESTAMPTZ, /* delivered_end */
    SHEET_INT8,        /* payable_pence */
    SHEET_INT8,        /* payable_vat_pence */
    SHEET_INT8,        /* order_id */
    SHEET_INT8,        /* order_key */
    SHEET_INT4,        /* delivered_minutes */
};

#define BLOCK_COLUMNS 15 /* from package_id on */
#define PAID_COLUMNS  6  /* the last of them */

/* The codes, parted by commas. */
static void sheet_reasons(struct sheet *sheet, uint64_t reasons)
{
    char codes[1024];
    size_t length = 0;

    for (int reason = 0; reason < REASON_COUNT; reason++) {
        if ((reasons >> reason & 1) == 0)
            continue;
        struct text code = text_of(reason_code((enum reason)reason));
        assert(length + code.length + 1 <= sizeof(codes));
        if (length > 0)
            codes[length++] = ',';
        memcpy(codes + length, code.bytes, code.length);
        length += code.length;
    }
    sheet_text_or_null(sheet, (struct text){codes, length});
}

/* What a usual line says is null; what that is, the view `verdict` says as well. */
static int64_t unless(int64_t usual, int64_t value)
{
    return value == usual ? NOT_GIVEN : value;
}

/* Neighbours agree in how far a number is from another more often than in the number. */
static int64_t less(int64_t value, int64_t other)
{
    return given(value) ? value - other : NOT_GIVEN;
}

static int64_t unusual_end_s(const struct verdict *verdict)
{
    return unless(verdict->delivered_start_s + 60 * verdict->delivered_minutes,
                  verdict->delivered_end_s);
}

static struct text unusual_word(const struct verdict *verdict)
{
    return verdict->kind == VERDICT_MATCHED ? (struct text){NULL, 0}
                                            : text_of(verdict_word(verdict->kind));
}

static int64_t slot_or_none(const struct verdict *verdict)
{
    return verdict->slot == 0 ? NOT_GIVEN : verdict->slot;
}

/* Ends the block columns. */
static void paid_add(struct sheet *sheet, const struct writing *writing, size_t i)
{
    const struct verdict *verdict = &writing->verdicts[i];
    const struct paid_place *place = &writing->judged->payments.places[i];

    sheet_int2(sheet, unless(1, verdict->identity_turn));
    sheet_int2(sheet, unless(1, verdict->turn));
    sheet_int8(sheet, writing->judged->payments.lots[place->lot].lot_id);
    sheet_int4(sheet, unless(0, place->vat_percent_e4));
    sheet_text(sheet, writing->input->lines[i].carer_ref);
    sheet_int2(sheet, place->item - sheet_place(writing->input->lines[i].line_id));
    sheet_end_block_columns(sheet);
}

/* Ends the block columns, and the block: verdict_sheet_pays_if_agreed. */
static void unpaid_add(struct sheet *sheet)
{
    sheet_nulls(sheet, PAID_COLUMNS);
    sheet_end_block_columns(sheet);
    sheet_end_block(sheet);
}

/* What an order line's key is where it is not its id. */
static int64_t other_key(const struct order_line *order)
{
    return order == NULL || order->order_key == order->order_id ? NOT_GIVEN : order->order_key;
}

/* What the schema cannot say of one line in an array. */
static void verdict_check(const struct verdict *verdict)
{
    bool is_paid = verdict_is_paid(verdict);

    assert(is_paid || (verdict->payable_pence == 0 && verdict->payable_vat_pence == 0));
    assert(verdict->kind != VERDICT_MATCHED || verdict->reasons == 0);
    assert(verdict->slot == 0 || verdict->order != NULL);
    assert(!is_paid || verdict->credits_line_id == 0 || verdict->payable_pence <= 0);
}

static void verdict_add(struct sheet *sheet, const struct writing *writing, size_t i)
{
    const struct verdict *verdict = &writing->verdicts[i];
    const struct bill_line *line = &writing->input->lines[i];
    const struct order_line *order = verdict->order;

    verdict_check(verdict);
    sheet_begin_line(sheet, sheet_place(line->line_id));
    sheet_int8(sheet, line->package_id);
    sheet_int8(sheet, invoice_of_line(&writing->judged->invoices, i));
    sheet_int4(sheet, slot_or_none(verdict));
    sheet_text(sheet, unusual_word(verdict));
    sheet_reasons(sheet, verdict->reasons);
    sheet_json_or_null(sheet, detail_json(writing->arena, writing->input, verdict));
    sheet_int8(sheet, less(verdict->expected_pence, verdict->payable_pence));
    sheet_int4(sheet, less(verdict->billed_minutes, verdict->delivered_minutes));
    sheet_int4(sheet, less(verdict->expected_minutes, verdict->delivered_minutes));
    if (verdict_is_paid(verdict))
        paid_add(sheet, writing, i);
    else
        unpaid_add(sheet);
    sheet_text(sheet, line->line_no);
    sheet_timestamptz(sheet, verdict->delivered_start_s);
    sheet_timestamptz(sheet, unusual_end_s(verdict));
    sheet_int8(sheet, verdict->payable_pence);
    sheet_int8(sheet, unless(0, verdict->payable_vat_pence));
    sheet_int8(sheet, order == NULL ? NOT_GIVEN : order->order_id);
    sheet_int8(sheet, other_key(order));
    sheet_int4(sheet, verdict->delivered_minutes);
}

/* The row of the sheet in hand, and when its lines were delivered. */
struct sheet_row {
    int64_t number;
    day_t due_date;
    int64_t first_s, last_s;
};

static void verdicts_copy(struct db_copy *copy, const struct writing *writing,
                          const struct sheet_row *row, struct sheet *sheet)
{
    copy_begin_row(copy, 7 + (int)COUNT_OF(verdict_columns));
    copy_int8(copy, writing->run->council_id);
    copy_int8(copy, row->number);
    copy_int8(copy, writing->run->run_id);
    copy_text(copy, writing->input->provider_ref);
    copy_date(copy, row->due_date);
    copy_timestamptz(copy, row->first_s);
    copy_timestamptz(copy, row->last_s);
    copy_sheet(copy, sheet);
}

static void sheet_row_take(struct sheet_row *row, int64_t number, const struct writing *writing,
                           size_t i)
{
    const struct verdict *verdict = &writing->verdicts[i];
    bool is_first = row->number != number;

    assert(is_first || row->due_date == writing->judged->due_dates[i]);
    row->number = number;
    row->due_date = writing->judged->due_dates[i];
    if (is_first || verdict->delivered_start_s < row->first_s)
        row->first_s = verdict->delivered_start_s;
    if (is_first || verdict->delivered_end_s > row->last_s)
        row->last_s = verdict->delivered_end_s;
}

/* The lines are in the order of their numbers, so that those of a sheet stand together. */
static bool verdicts_write(const struct writing *writing, struct error *error_r)
{
    struct sheet *sheet =
        sheet_new(writing->arena, BLOCK_COLUMNS, COUNT_OF(verdict_columns), verdict_columns);
    struct sheet_row row = {.number = NOT_GIVEN};
    struct db_copy *copy = db_copy_begin(writing->db, sql_match_copy_verdicts);

    for (size_t i = 0; i < writing->input->line_count; i++) {
        int64_t number = sheet_of(writing->input->lines[i].line_id);
        if (!is_news(writing, i))
            continue;
        assert(number >= row.number);
        if (sheet->line_count > 0 && number != row.number)
            verdicts_copy(copy, writing, &row, sheet);
        sheet_row_take(&row, number, writing, i);
        verdict_add(sheet, writing, i);
    }
    if (sheet->line_count > 0)
        verdicts_copy(copy, writing, &row, sheet);
    return db_copy_pause(copy, error_r);
}

/* --- lines that are held ------------------------------------------------------- */

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

static bool held_write(const struct writing *writing, struct error *error_r)
{
    struct db_copy *copy = db_copy_begin(writing->db, sql_match_copy_held);

    for (size_t i = 0; i < writing->input->line_count; i++)
        if (writing->verdicts[i].kind == VERDICT_HELD)
            held_copy(copy, writing, i);
    return db_copy_pause(copy, error_r);
}

/* --- slots that may have become free ---------------------------------------------- */

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
    struct db_copy *copy = db_copy_begin(writing->db, sql_match_copy_freed);

    for (size_t i = 0; i < writing->input->line_count; i++) {
        const struct carried *carried = carried_of_line(writing->input, i);
        const struct past_line *giver = slot_giver(writing, i);
        bool leaves = leaves_slot(carried, &writing->verdicts[i]);
        if (leaves)
            freed_copy(copy, writing, i, carried->order_no, carried->order_line);
        if (giver != NULL && !(leaves && text_equal(giver->order_no, carried->order_no) &&
                               text_equal(giver->order_line, carried->order_line)))
            freed_copy(copy, writing, i, giver->order_no, giver->order_line);
    }
    return db_copy_pause(copy, error_r);
}

/* --- lots ------------------------------------------------------------------------ */

static bool lots_write(struct db *db, const struct run *run, const struct payments *payments,
                       struct error *error_r)
{
    struct db_copy *copy = db_copy_begin(db, sql_match_copy_lots);

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
    return db_copy_pause(copy, error_r);
}

static bool lots_open(struct db *db, const struct run *run, const struct payments *payments,
                      struct error *error_r)
{
    struct db_copy *copy = db_copy_begin(db, sql_match_copy_open_lots);

    for (size_t i = 0; i < payments->lot_count; i++) {
        struct db_value values[] = {db_int8(run->council_id), db_int8(payments->lots[i].lot_id)};
        db_copy_values(copy, COUNT_OF(values), values);
    }
    return db_copy_pause(copy, error_r);
}

bool match_write_lots(struct db *db, const struct run *run, const struct payments *payments,
                      struct error *error_r)
{
    return lots_write(db, run, payments, error_r) && lots_open(db, run, payments, error_r) &&
           db_copies_end(db, error_r);
}

bool match_write_next_numbers(struct db *db, int64_t council_id, struct next_numbers *next_r,
                              struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    struct db_result *result;

    if (!db_query(db, sql_match_next_numbers, 1, &value, &result, error_r))
        return false;
    *next_r = (struct next_numbers){.invoice_id = db_get_int(result, 0, 0),
                                    .lot_id = db_get_int(result, 0, 1)};
    db_result_free(result);
    return true;
}

void lots_number(const struct payments *payments, int64_t *next_id)
{
    for (size_t i = 0; i < payments->lot_count; i++)
        payments->lots[i].lot_id = (*next_id)++;
}

/* --- a provider ------------------------------------------------------------------ */

bool match_write_verdicts(struct db *db, const struct run *run, struct arena *arena,
                          const struct judged *judged, struct error *error_r)
{
    struct writing writing = writing_of(db, run, arena, judged);

    return verdicts_write(&writing, error_r);
}

bool match_write_sweep(struct db *db, int64_t council_id, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    return run_lanes_end(db, council_id, error_r) &&
           db_execute(db, sql_match_sweep, 1, &value, NULL, error_r);
}

struct match_writer {
    struct db *db;
    const struct run *run;
    bool may_wait;
    struct paid_once *paid_once;
};

struct match_writer *match_writer_new(struct db *db, const struct run *run, bool may_wait)
{
    struct match_writer *writer = calloc(1, sizeof(*writer));

    assert(writer != NULL);
    *writer = (struct match_writer){db, run, may_wait, paid_once_new(db, run)};
    return writer;
}

/* Lines carried are those that are held so far. */
static bool forget_held(const struct match_writer *writer, const struct match_input *input,
                        struct error *error_r)
{
    struct db_value values[] = {db_int8(writer->run->council_id), db_text(input->provider_ref)};

    return input->carried_count == 0 ||
           db_execute(writer->db, sql_match_forget_held, COUNT_OF(values), values, NULL, error_r);
}

bool match_write_provider(struct match_writer *writer, struct arena *arena,
                          const struct judged *judged, struct error *error_r)
{
    struct writing writing = writing_of(writer->db, writer->run, arena, judged);

    return invoice_numbers_write(writer->db, writer->run->council_id, arena, &judged->input,
                                 &judged->invoices, error_r) &&
           forget_held(writer, &judged->input, error_r) &&
           paid_once_write(writer->paid_once, arena, &judged->input, judged->output.verdicts,
                           &judged->invoices, error_r) &&
           lots_write(writer->db, writer->run, &judged->payments, error_r) &&
           lots_open(writer->db, writer->run, &judged->payments, error_r) &&
           held_write(&writing, error_r) && freed_write(&writing, error_r) &&
           (writer->may_wait || match_writer_end(writer, error_r));
}

bool match_writer_end(struct match_writer *writer, struct error *error_r)
{
    return paid_once_end(writer->paid_once, error_r) && db_copies_end(writer->db, error_r);
}

void match_writer_free(struct match_writer *writer)
{
    if (writer == NULL)
        return;
    paid_once_free(writer->paid_once);
    free(writer);
}

bool match_write_tell_planner(struct db *db, int64_t new_verdicts, struct error *error_r)
{
    struct db_result *result;

    if (!db_query(db, sql_match_rows_known, 0, NULL, &result, error_r))
        return false;
    bool has_grown = 10 * new_verdicts > SHEET_LINES * db_get_int(result, 0, 0);
    db_result_free(result);
    return !has_grown || db_execute(db, sql_match_analyze, 0, NULL, NULL, error_r);
}
