/*
 * report transparency: what the Local Government Transparency Code has a council
 * publish of its spending.  List `card` has every card transaction; list `spend`,
 * on either rail, the invoices of which more than a threshold was paid in a
 * quarter.  Both show what was sent to pay, from the lots that were paid.
 */
#include <stdlib.h>

#include "adapters/postgres/settlement_store.h"
#include "adapters/postgres/standing_store.h"
#include "ops/run/report.h"
#include "sql_statements.h"

static const struct output_column columns[] = {
    {"council", "Council", COLUMN_TEXT, 0},
    {"list", "List", COLUMN_TEXT, 0},
    {"quarter", "Quarter from", COLUMN_TEXT, 0},
    {"date", "Date", COLUMN_TEXT, 0},
    {"department", "Department", COLUMN_TEXT, 24},
    {"beneficiary", "Beneficiary", COLUMN_TEXT, 30},
    {"purpose", "Purpose", COLUMN_TEXT, 24},
    {"amount", "Amount £", COLUMN_DECIMAL, 0},
    {"irrecoverable_vat", "Irrecoverable VAT £", COLUMN_DECIMAL, 0},
    {"merchant_category", "Merchant category", COLUMN_TEXT, 24},
    {"transaction", NULL, COLUMN_TEXT, 0},
};

/* What was paid at once of one invoice for one department and service. */
struct spend {
    day_t quarter, date;
    struct text provider, invoice_no, department, service;
    struct text transaction; /* BATCH/NUMBER */
    bool is_card;
    int64_t net_pence;
};

/* A batch whose files left. */
struct paid_batch {
    struct text batch;
    bool is_card;
    day_t left_on;
    size_t unpaid_count;
    const struct text *unpaid; /* numbers of transactions that did not pay in the end */
};

struct transparency {
    const struct report_call *call;
    size_t provider_count;
    const struct provider *providers;
    struct payable_line *lines; /* of one lot */
    size_t spend_count, spend_room;
    struct spend *spends;
};

static day_t quarter_of(day_t day)
{
    int year, month, day_of_month;
    day_t first;

    day_to_ymd(day, &year, &month, &day_of_month);
    day_from_ymd(year, (month - 1) / 3 * 3 + 1, 1, &first);
    return first;
}

/* --- gathering ---------------------------------------------------------------- */

static struct text department_of(const struct transparency *work, const struct payable_line *line)
{
    const char *department = work->call->council->transparency.department;

    return department[0] != '\0' ? text_of(department) : line->cost_centre;
}

/* Into the spend of the same lot, department and service; those of a lot begin at `first`. */
static void add_line(struct transparency *work, size_t first, const struct spend *of_lot,
                     const struct payable_line *line)
{
    struct arena *arena = work->call->arena;
    struct text department = department_of(work, line);

    for (size_t i = first; i < work->spend_count; i++)
        if (text_equal(work->spends[i].department, department) &&
            text_equal(work->spends[i].service, line->service)) {
            work->spends[i].net_pence += line->net_pence;
            return;
        }
    work->spends = arena_grow(arena, work->spends, &work->spend_room, work->spend_count + 1,
                              sizeof(*work->spends));
    struct spend *spend = &work->spends[work->spend_count++];
    *spend = *of_lot;
    spend->department = arena_text(arena, department);
    spend->service = arena_text(arena, line->service);
    spend->net_pence = line->net_pence;
}

static bool add_transaction(struct transparency *work, const struct paid_batch *batch,
                            const struct settlement_transaction *transaction,
                            const struct text *contents, struct error *error_r)
{
    struct arena *arena = work->call->arena;
    const char *name = arena_printf(arena, "%.*s/%d", TEXT_ARGS(batch->batch), transaction->number);
    struct spend of_lot = {.quarter = quarter_of(batch->left_on),
                           .date = batch->left_on,
                           .provider = arena_text(arena, transaction->provider),
                           .transaction = text_of(name),
                           .is_card = batch->is_card};

    for (size_t i = 0; i < transaction->lot_count; i++) {
        const struct payment_lot *lot = &transaction->lots[i];
        size_t first = work->spend_count;
        if (!lot_content_read(contents[i], lot, work->lines, error_r))
            return false;
        of_lot.invoice_no = arena_text(arena, lot->invoice_no);
        for (size_t j = 0; j < lot->line_count; j++)
            add_line(work, first, &of_lot, &work->lines[j]);
    }
    return true;
}

static bool is_unpaid(const struct paid_batch *batch, int32_t number)
{
    char digits[DECIMAL_TEXT_BYTES];

    decimal_format(number, 0, digits);
    for (size_t i = 0; i < batch->unpaid_count; i++)
        if (text_equal(batch->unpaid[i], text_of(digits)))
            return true;
    return false;
}

static bool read_transactions(struct transparency *work, const struct paid_batch *batch,
                              struct transaction_reader *reader, struct arena *scratch,
                              struct error *error_r)
{
    struct settlement_transaction transaction;
    const struct text *contents;
    bool has_one;

    do {
        arena_empty(scratch);
        if (!settlement_store_next(reader, scratch, &has_one, &transaction, &contents, error_r) ||
            (has_one && !is_unpaid(batch, transaction.number) &&
             !add_transaction(work, batch, &transaction, contents, error_r)))
            return false;
    } while (has_one);
    return true;
}

static bool read_batch(struct transparency *work, const struct paid_batch *batch,
                       struct error *error_r)
{
    const struct report_call *call = work->call;
    struct transaction_reader reader;
    struct error of_end;

    if (!settlement_store_transactions(call->db, call->council_id, batch->batch, &reader, error_r))
        return false;
    struct arena *scratch = arena_new();
    bool is_read = read_transactions(work, batch, &reader, scratch, error_r);
    arena_free(scratch);
    if (!settlement_store_end(&reader, &of_end) && is_read) {
        *error_r = of_end;
        return false;
    }
    return is_read;
}

/* Columns of report_batches.sql. */
static struct paid_batch batch_of_row(const struct db_result *result, size_t row,
                                      struct arena *arena)
{
    struct paid_batch batch = {
        .batch = db_keep_text(result, row, 0, arena),
        .is_card = text_equal(db_get_text(result, row, 1), text_of(rail_word(RAIL_CARD))),
        .left_on = db_get_date(result, row, 2),
        .unpaid_count = db_array_count(result, row, 3),
    };
    struct text *unpaid = ARENA_ARRAY(arena, struct text, batch.unpaid_count);

    for (size_t i = 0; i < batch.unpaid_count; i++)
        unpaid[i] = arena_text(arena, db_array_text(result, row, 3, i));
    batch.unpaid = unpaid;
    return batch;
}

static bool gather(struct transparency *work, struct error *error_r)
{
    const struct report_call *call = work->call;
    const struct db_value values[] = {db_int8(call->council_id), db_text(call->council->ledger),
                                      db_date(call->question->from), db_date(call->question->to)};
    struct db_result *result;

    if (!standing_read_providers(call->db, call->council_id, call->arena, &work->provider_count,
                                 &work->providers, error_r) ||
        !db_query(call->db, sql_report_batches, COUNT_OF(values), values, &result, error_r))
        return false;
    bool is_read = true;
    for (size_t row = 0; is_read && row < db_rows(result); row++) {
        struct paid_batch batch = batch_of_row(result, row, call->arena);
        is_read = read_batch(work, &batch, error_r);
    }
    db_result_free(result);
    return is_read;
}

/* --- showing ------------------------------------------------------------------- */

static struct text beneficiary_of(const struct transparency *work, struct text reference)
{
    const struct transparency_config *transparency = &work->call->council->transparency;
    const struct provider *provider =
        provider_find(work->provider_count, work->providers, reference);

    for (size_t i = 0; i < transparency->redact_count; i++)
        if (text_equal(transparency->redact[i].provider, reference))
            return TEXT_LITERAL("Redacted: individual");
    return provider == NULL ? reference : provider->name;
}

static struct text pounds(struct arena *arena, int64_t pence)
{
    char digits[DECIMAL_TEXT_BYTES];

    decimal_format(pence, PLACES_MONEY, digits);
    return arena_text(arena, text_of(digits));
}

static void put_spend(const struct transparency *work, const char *list, const struct spend *spend)
{
    const struct report_call *call = work->call;
    const struct transparency_config *transparency = &call->council->transparency;
    struct output *output = call->output;

    output_text(output, call->council->code);
    output_text(output, text_of(list));
    output_text(output, report_day(call->arena, spend->quarter));
    output_text(output, report_day(call->arena, spend->date));
    output_text(output, spend->department);
    output_text(output, beneficiary_of(work, spend->provider));
    output_text(output, text_of(arena_printf(call->arena, "%s: %.*s", transparency->purpose,
                                             TEXT_ARGS(spend->service))));
    output_text(output, pounds(call->arena, spend->net_pence));
    output_text(output, TEXT_LITERAL("0.00"));
    output_text(output, text_of(transparency->category));
    output_text(output, spend->transaction);
}

static int compare_days(day_t a, day_t b)
{
    return (a > b) - (a < b);
}

static int compare_invoices(const struct spend *a, const struct spend *b)
{
    int order = compare_days(a->quarter, b->quarter);

    if (order == 0)
        order = text_compare(a->provider, b->provider);
    return order != 0 ? order : text_compare(a->invoice_no, b->invoice_no);
}

/* By quarter, provider and invoice, and then as they were paid. */
static int compare_spends(const void *one, const void *other)
{
    const struct spend *a = one, *b = other;
    int order = compare_invoices(a, b);

    if (order == 0)
        order = compare_days(a->date, b->date);
    if (order == 0)
        order = text_compare(a->transaction, b->transaction);
    if (order == 0)
        order = text_compare(a->department, b->department);
    return order != 0 ? order : text_compare(a->service, b->service);
}

/* What one invoice came to in its quarter decides whether all of it is shown. */
static void put_large(const struct transparency *work)
{
    for (size_t first = 0, next; first < work->spend_count; first = next) {
        int64_t net_pence = 0;
        for (next = first; next < work->spend_count &&
                           compare_invoices(&work->spends[first], &work->spends[next]) == 0;
             next++)
            net_pence += work->spends[next].net_pence;
        if (magnitude(net_pence) <= work->call->question->over_pence)
            continue;
        for (size_t i = first; i < next; i++)
            put_spend(work, "spend", &work->spends[i]);
    }
}

static bool put_transparency(const struct report_call *call, struct error *error_r)
{
    struct transparency work = {.call = call};

    work.lines = ARENA_ARRAY(call->arena, struct payable_line, TRANSACTION_ITEMS_MAX);
    if (!gather(&work, error_r))
        return false;
    for (size_t i = 0; i < work.spend_count; i++)
        if (work.spends[i].is_card)
            put_spend(&work, "card", &work.spends[i]);
    qsort(work.spends, work.spend_count, sizeof(*work.spends), compare_spends);
    put_large(&work);
    return true;
}

const struct report report_transparency = {
    .name = "transparency",
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .columns = columns,
    .put = put_transparency,
};
