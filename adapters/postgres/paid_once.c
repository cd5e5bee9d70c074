#include "adapters/postgres/paid_once.h"

#include <assert.h>
#include <stdlib.h>

#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/stick.h"
#include "sql_statements.h"

#define NOTCHES_WAITING 16384 /* of each kind, at most */

struct waiting_notches {
    size_t count;
    struct notch items[NOTCHES_WAITING];
};

struct paid_once {
    struct db *db;
    const struct run *run;
    struct waiting_notches waiting[STICK_KIND_COUNT];
};

/* A provider's lines. */
struct paying {
    struct paid_once *once;
    struct arena *arena;
    const struct match_input *input;
    const struct verdict *verdicts;
    const struct invoice_numbers *invoices;
    size_t *paid; /* which lines are paid */
    size_t paid_count;
};

static void paying_find(struct paying *paying)
{
    paying->paid = ARENA_ARRAY(paying->arena, size_t, paying->input->line_count);
    for (size_t i = 0; i < paying->input->line_count; i++)
        if (verdict_is_paid(&paying->verdicts[i]))
            paying->paid[paying->paid_count++] = i;
}

/* --- sticks ----------------------------------------------------------------- */

/* Whether a paid line has such a place, and which. */
typedef bool notch_of(const struct paying *paying, size_t i, struct notch *notch_r);

static bool notch_of_line(const struct paying *paying, size_t i, struct notch *notch_r)
{
    int64_t line_id = paying->input->lines[i].line_id;

    *notch_r = (struct notch){.n = line_id, .line_id = line_id};
    return true;
}

static bool notch_of_slot(const struct paying *paying, size_t i, struct notch *notch_r)
{
    const struct verdict *verdict = &paying->verdicts[i];

    if (verdict->slot == 0)
        return false;
    assert(verdict->order != NULL);
    *notch_r = (struct notch){.keys = {verdict->slot, verdict->turn},
                              .n = verdict->order->order_key,
                              .line_id = paying->input->lines[i].line_id};
    return true;
}

static bool notch_of_invoice(const struct paying *paying, size_t i, struct notch *notch_r)
{
    const struct bill_line *line = &paying->input->lines[i];
    int32_t number;

    if (!stick_number(line->line_no, &number))
        return false;
    *notch_r = (struct notch){
        .keys = {invoice_of_line(paying->invoices, i), paying->verdicts[i].identity_turn},
        .n = number,
        .line_id = line->line_id};
    return true;
}

static size_t notches_find(const struct paying *paying, notch_of *find, struct notch *notches)
{
    size_t count = 0;

    for (size_t i = 0; i < paying->paid_count; i++)
        if (find(paying, paying->paid[i], &notches[count]))
            count++;
    return count;
}

static bool waiting_cut(struct paid_once *once, enum stick_kind kind, struct error *error_r)
{
    struct waiting_notches *waiting = &once->waiting[kind];
    struct arena *arena = arena_new();
    bool is_cut = sticks_cut(once->db, once->run->council_id, arena, kind, waiting->count,
                             waiting->items, error_r);

    waiting->count = 0;
    arena_free(arena);
    return is_cut;
}

/* Without waiting. */
static bool all_cut(const struct paying *paying, enum stick_kind kind, notch_of *find,
                    struct error *error_r)
{
    const struct paid_once *once = paying->once;
    struct arena *arena = arena_new(); /* not the provider's, which is full enough */
    struct notch *notches = ARENA_ARRAY(arena, struct notch, paying->paid_count);
    size_t count = notches_find(paying, find, notches);
    bool is_cut = sticks_cut(once->db, once->run->council_id, arena, kind, count, notches, error_r);

    arena_free(arena);
    return is_cut;
}

static bool sticks_write(const struct paying *paying, enum stick_kind kind, notch_of *find,
                         struct error *error_r)
{
    struct waiting_notches *waiting = &paying->once->waiting[kind];

    if (waiting->count + paying->paid_count > NOTCHES_WAITING &&
        !waiting_cut(paying->once, kind, error_r))
        return false;
    if (paying->paid_count > NOTCHES_WAITING)
        return all_cut(paying, kind, find, error_r);
    waiting->count += notches_find(paying, find, waiting->items + waiting->count);
    return true;
}

/* --- what has no place in a stick -------------------------------------------- */

/* Adds the row of a paid line, if it has one. */
typedef void row_of(struct db_copy *copy, const struct paying *paying, size_t i);

static void other_line_row(struct db_copy *copy, const struct paying *paying, size_t i)
{
    int32_t number;

    if (stick_number(paying->input->lines[i].line_no, &number))
        return;
    copy_begin_row(copy, 4);
    copy_int8(copy, paying->once->run->council_id);
    copy_int8(copy, invoice_of_line(paying->invoices, i));
    copy_text(copy, paying->input->lines[i].line_no);
    copy_int4(copy, paying->verdicts[i].identity_turn);
}

static void service_row(struct db_copy *copy, const struct paying *paying, size_t i)
{
    const struct bill_line *line = &paying->input->lines[i];
    const struct verdict *verdict = &paying->verdicts[i];

    if (verdict->order == NULL || verdict->order->basis == BASIS_VISIT)
        return;
    copy_begin_row(copy, 10);
    copy_int8(copy, paying->once->run->council_id);
    copy_int8(copy, line->line_id);
    copy_int8(copy, line->package_id);
    copy_timestamptz(copy, line->claimed_start_s);
    copy_text(copy, line->carer_ref);
    copy_bool(copy, line->secondary);
    copy_int4(copy, verdict->turn);
    copy_int8(copy, verdict->order->order_key);
    copy_date(copy, verdict->period_first);
    copy_int8(copy, verdict->counted_e4);
}

static void credit_row(struct db_copy *copy, const struct paying *paying, size_t i)
{
    const struct verdict *verdict = &paying->verdicts[i];

    if (verdict->credits_line_id == 0)
        return;
    copy_begin_row(copy, 6);
    copy_int8(copy, paying->once->run->council_id);
    copy_int8(copy, paying->input->lines[i].line_id);
    copy_int8(copy, verdict->credits_line_id);
    copy_int8(copy, paying->once->run->run_id);
    copy_text(copy, paying->input->provider_ref);
    copy_int8(copy, verdict->payable_pence);
}

static struct db_copy *rows_add(const struct paying *paying, const char *copy_sql, row_of *add)
{
    struct db_copy *copy = db_copy_begin(paying->once->db, copy_sql);

    for (size_t i = 0; i < paying->paid_count; i++)
        add(copy, paying, paying->paid[i]);
    return copy;
}

/* What is told of the night's credits is asked for at once (signal_paid_back.sql). */
static bool rows_write(const struct paying *paying, struct error *error_r)
{
    return db_copy_pause(rows_add(paying, sql_match_copy_other_lines, other_line_row), error_r) &&
           db_copy_pause(rows_add(paying, sql_match_copy_services, service_row), error_r) &&
           db_copy_end(rows_add(paying, sql_match_copy_credits, credit_row), error_r);
}

/* --- providers ---------------------------------------------------------------- */

struct paid_once *paid_once_new(struct db *db, const struct run *run)
{
    struct paid_once *once = calloc(1, sizeof(*once));

    assert(once != NULL);
    once->db = db;
    once->run = run;
    return once;
}

bool paid_once_write(struct paid_once *once, struct arena *arena, const struct match_input *input,
                     const struct verdict *verdicts, const struct invoice_numbers *invoices,
                     struct error *error_r)
{
    struct paying paying = {once, arena, input, verdicts, invoices, NULL, 0};

    paying_find(&paying);
    return sticks_write(&paying, STICK_LINE, notch_of_line, error_r) &&
           sticks_write(&paying, STICK_INVOICE, notch_of_invoice, error_r) &&
           sticks_write(&paying, STICK_SLOT, notch_of_slot, error_r) &&
           rows_write(&paying, error_r);
}

bool paid_once_end(struct paid_once *once, struct error *error_r)
{
    for (int kind = 0; kind < STICK_KIND_COUNT; kind++)
        if (!waiting_cut(once, (enum stick_kind)kind, error_r))
            return false;
    return true;
}

void paid_once_free(struct paid_once *once)
{
    free(once);
}
