#include "adapters/postgres/invoice_number.h"

#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/sheet.h"
#include "matcher/engine/numbering.h"
#include "sql_statements.h"

static struct invoice_numbers invoices_of(struct arena *arena, const struct match_input *input)
{
    struct numbering *numbering = numbering_new(arena);
    uint32_t *places = ARENA_ARRAY(arena, uint32_t, input->line_count);
    struct text none = {NULL, 0};

    for (size_t i = 0; i < input->line_count; i++)
        places[i] = numbering_give(numbering, input->lines[i].invoice_no, none);
    struct text *invoice_nos = ARENA_ARRAY(arena, struct text, numbering->count);
    bool *is_new = ARENA_ARRAY(arena, bool, numbering->count);
    for (size_t i = 0; i < numbering->count; i++) {
        invoice_nos[i] = numbering->pairs[i].first;
        is_new[i] = true;
    }
    return (struct invoice_numbers){.provider = input->provider_ref,
                                    .count = numbering->count,
                                    .invoice_nos = invoice_nos,
                                    .ids = ARENA_ARRAY(arena, int64_t, numbering->count),
                                    .is_new = is_new,
                                    .places = places};
}

static void invoices_note(struct invoice_numbers *invoices, const struct db_result *result)
{
    for (size_t i = 0; i < invoices->count; i++) {
        invoices->ids[i] = db_get_int(result, i, 0);
        invoices->is_new[i] = db_is_null(result, i, 0);
    }
}

bool invoice_numbers_find(struct db *db, const struct run *run, struct arena *arena,
                          const struct match_input *input, struct invoice_numbers *invoices_r,
                          struct error *error_r)
{
    struct invoice_numbers invoices = invoices_of(arena, input);
    struct db_value values[] = {db_int8(run->council_id), db_text(invoices.provider),
                                db_text_array(invoices.count, invoices.invoice_nos)};
    struct db_result *result;

    *invoices_r = invoices;
    if (invoices.count == 0 || run_is_first(run))
        return true;
    if (!db_query(db, sql_match_invoices, COUNT_OF(values), values, &result, error_r))
        return false;
    invoices_note(invoices_r, result);
    db_result_free(result);
    return true;
}

void invoice_numbers_give(struct invoice_numbers *invoices, int64_t *next_id)
{
    for (size_t i = 0; i < invoices->count; i++)
        if (invoices->is_new[i])
            invoices->ids[i] = (*next_id)++;
}

static bool new_ones_write(struct db *db, int64_t council_id,
                           const struct invoice_numbers *invoices, struct error *error_r)
{
    struct db_copy *copy = db_copy_begin(db, sql_match_copy_invoices);

    for (size_t i = 0; i < invoices->count; i++) {
        if (!invoices->is_new[i])
            continue;
        struct db_value values[] = {db_int8(council_id), db_int8(invoices->ids[i]),
                                    db_text(invoices->provider), db_text(invoices->invoice_nos[i])};
        db_copy_values(copy, COUNT_OF(values), values);
    }
    return db_copy_pause(copy, error_r);
}

/* Each sheet of an invoice once: a line's is told when the line is judged for the first time, and
 * the others of its sheet are of the same file and night. */
static bool sheets_tell(struct db *db, int64_t council_id, struct arena *arena,
                        const struct match_input *input, const struct invoice_numbers *invoices,
                        struct error *error_r)
{
    int64_t *told = ARENA_ARRAY(arena, int64_t, invoices->count);

    for (size_t i = 0; i < invoices->count; i++)
        told[i] = NOT_GIVEN;
    struct db_copy *copy = db_copy_begin(db, sql_match_copy_invoice_sheets);
    for (size_t i = 0; i < input->line_count; i++) {
        int64_t sheet = sheet_of(input->lines[i].line_id);
        if (carried_of_line(input, i)->is_carried || told[invoices->places[i]] == sheet)
            continue;
        told[invoices->places[i]] = sheet;
        copy_begin_row(copy, 3);
        copy_int8(copy, council_id);
        copy_int8(copy, invoice_of_line(invoices, i));
        copy_int8(copy, sheet);
    }
    return db_copy_pause(copy, error_r);
}

bool invoice_numbers_write(struct db *db, int64_t council_id, struct arena *arena,
                           const struct match_input *input, const struct invoice_numbers *invoices,
                           struct error *error_r)
{
    return invoices->count == 0 || (new_ones_write(db, council_id, invoices, error_r) &&
                                    sheets_tell(db, council_id, arena, input, invoices, error_r));
}
