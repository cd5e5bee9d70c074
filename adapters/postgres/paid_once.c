#include "adapters/postgres/paid_once.h"

#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/stick.h"
#include "sql_statements.h"

struct paying {
    struct db *db;
    const struct run *run;
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

static bool sticks_write(const struct paying *paying, enum stick_kind kind, notch_of *find,
                         struct error *error_r)
{
    struct arena *arena = arena_new(); /* not the provider's, which is full enough */
    struct notch *notches = ARENA_ARRAY(arena, struct notch, paying->paid_count);
    size_t count = 0;

    for (size_t i = 0; i < paying->paid_count; i++)
        if (find(paying, paying->paid[i], &notches[count]))
            count++;
    bool is_cut =
        sticks_cut(paying->db, paying->run->council_id, arena, kind, count, notches, error_r);
    arena_free(arena);
    return is_cut;
}

/* --- what has no place in a stick -------------------------------------------- */

/* Whether a paid line has such a row; copies it, unless copy is NULL. */
typedef bool row_of(struct db_copy *copy, const struct paying *paying, size_t i);

static bool other_line_row(struct db_copy *copy, const struct paying *paying, size_t i)
{
    int32_t number;

    if (stick_number(paying->input->lines[i].line_no, &number))
        return false;
    if (copy == NULL)
        return true;
    copy_begin_row(copy, 4);
    copy_int8(copy, paying->run->council_id);
    copy_int8(copy, invoice_of_line(paying->invoices, i));
    copy_text(copy, paying->input->lines[i].line_no);
    copy_int4(copy, paying->verdicts[i].identity_turn);
    return true;
}

static bool service_row(struct db_copy *copy, const struct paying *paying, size_t i)
{
    const struct bill_line *line = &paying->input->lines[i];
    const struct verdict *verdict = &paying->verdicts[i];

    if (verdict->order == NULL || verdict->order->basis == BASIS_VISIT)
        return false;
    if (copy == NULL)
        return true;
    copy_begin_row(copy, 10);
    copy_int8(copy, paying->run->council_id);
    copy_int8(copy, line->line_id);
    copy_int8(copy, line->package_id);
    copy_timestamptz(copy, line->claimed_start_s);
    copy_text(copy, line->carer_ref);
    copy_bool(copy, line->secondary);
    copy_int4(copy, verdict->turn);
    copy_int8(copy, verdict->order->order_key);
    copy_date(copy, verdict->period_first);
    copy_int8(copy, verdict->counted_e4);
    return true;
}

static bool credit_row(struct db_copy *copy, const struct paying *paying, size_t i)
{
    const struct verdict *verdict = &paying->verdicts[i];

    if (verdict->credits_line_id == 0)
        return false;
    if (copy == NULL)
        return true;
    copy_begin_row(copy, 6);
    copy_int8(copy, paying->run->council_id);
    copy_int8(copy, paying->input->lines[i].line_id);
    copy_int8(copy, verdict->credits_line_id);
    copy_int8(copy, paying->run->run_id);
    copy_text(copy, paying->input->provider_ref);
    copy_int8(copy, verdict->payable_pence);
    return true;
}

static bool rows_write(const struct paying *paying, const char *copy_sql, row_of *add,
                       struct error *error_r)
{
    struct db_copy *copy;
    size_t i = 0;

    while (i < paying->paid_count && !add(NULL, paying, paying->paid[i]))
        i++;
    if (i == paying->paid_count)
        return true;
    if (!db_copy_begin(paying->db, copy_sql, &copy, error_r))
        return false;
    for (; i < paying->paid_count; i++)
        add(copy, paying, paying->paid[i]);
    return db_copy_end(copy, error_r);
}

bool paid_once_write(struct db *db, const struct run *run, struct arena *arena,
                     const struct match_input *input, const struct verdict *verdicts,
                     const struct invoice_numbers *invoices, struct error *error_r)
{
    struct paying paying = {db, run, arena, input, verdicts, invoices, NULL, 0};

    paying_find(&paying);
    return sticks_write(&paying, STICK_LINE, notch_of_line, error_r) &&
           sticks_write(&paying, STICK_INVOICE, notch_of_invoice, error_r) &&
           sticks_write(&paying, STICK_SLOT, notch_of_slot, error_r) &&
           rows_write(&paying, sql_match_copy_other_lines, other_line_row, error_r) &&
           rows_write(&paying, sql_match_copy_services, service_row, error_r) &&
           rows_write(&paying, sql_match_copy_credits, credit_row, error_r);
}
