#include "adapters/postgres/invoice_number.h"

#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/sheet.h"
#include "matcher/engine/numbering.h"
#include "sql_statements.h"

/* One provider's invoices, each once, in the order in which its lines name them. */
struct invoices {
    struct db *db;
    int64_t council_id;
    struct text provider;
    size_t count;
    const struct text *numbers;
    int64_t *ids; /* NOT_GIVEN: new */
    int64_t next_id;
};

static struct invoices invoices_of(struct arena *arena, const struct match_input *input,
                                   uint32_t *places_r)
{
    struct numbering *numbering = numbering_new(arena);
    struct text none = {NULL, 0};

    for (size_t i = 0; i < input->line_count; i++)
        places_r[i] = numbering_give(numbering, input->lines[i].invoice_no, none);
    struct text *numbers = ARENA_ARRAY(arena, struct text, numbering->count);
    for (size_t i = 0; i < numbering->count; i++)
        numbers[i] = numbering->pairs[i].first;
    return (struct invoices){.provider = input->provider_ref,
                             .count = numbering->count,
                             .numbers = numbers,
                             .ids = ARENA_ARRAY(arena, int64_t, numbering->count)};
}

static bool invoices_find(struct invoices *invoices, struct error *error_r)
{
    struct db_value values[] = {db_int8(invoices->council_id), db_text(invoices->provider),
                                db_text_array(invoices->count, invoices->numbers)};
    struct db_result *result;

    if (!db_query(invoices->db, sql_match_invoices, COUNT_OF(values), values, &result, error_r))
        return false;
    for (size_t i = 0; i < invoices->count; i++)
        invoices->ids[i] = db_get_int(result, i, 0);
    invoices->next_id = db_get_int(result, 0, 1);
    db_result_free(result);
    return true;
}

static bool invoices_add_new(struct invoices *invoices, struct error *error_r)
{
    struct db_copy *copy;

    if (!db_copy_begin(invoices->db, sql_match_copy_invoices, &copy, error_r))
        return false;
    for (size_t i = 0; i < invoices->count; i++) {
        if (given(invoices->ids[i]))
            continue;
        invoices->ids[i] = invoices->next_id++;
        struct db_value values[] = {db_int8(invoices->council_id), db_int8(invoices->ids[i]),
                                    db_text(invoices->provider), db_text(invoices->numbers[i])};
        db_copy_values(copy, COUNT_OF(values), values);
    }
    return db_copy_end(copy, error_r);
}

/* Each sheet of an invoice once: a line's is told when the line is judged for the first time, and
 * the others of its sheet are of the same file and night. */
static bool invoices_tell_sheets(const struct invoices *invoices, struct arena *arena,
                                 const struct match_input *input, const uint32_t *places,
                                 struct error *error_r)
{
    int64_t *told = ARENA_ARRAY(arena, int64_t, invoices->count);
    struct db_copy *copy;

    for (size_t i = 0; i < invoices->count; i++)
        told[i] = NOT_GIVEN;
    if (!db_copy_begin(invoices->db, sql_match_copy_invoice_sheets, &copy, error_r))
        return false;
    for (size_t i = 0; i < input->line_count; i++) {
        int64_t sheet = sheet_of(input->lines[i].line_id);
        if (input->carried[i].is_carried || told[places[i]] == sheet)
            continue;
        told[places[i]] = sheet;
        copy_begin_row(copy, 3);
        copy_int8(copy, invoices->council_id);
        copy_int8(copy, invoices->ids[places[i]]);
        copy_int8(copy, sheet);
    }
    return db_copy_end(copy, error_r);
}

bool invoice_numbers(struct db *db, int64_t council_id, struct arena *arena,
                     const struct match_input *input, const int64_t **invoice_ids_r,
                     struct error *error_r)
{
    uint32_t *places = ARENA_ARRAY(arena, uint32_t, input->line_count);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, input->line_count);
    struct invoices invoices = invoices_of(arena, input, places);

    *invoice_ids_r = ids;
    if (input->line_count == 0)
        return true;
    invoices.db = db;
    invoices.council_id = council_id;
    if (!invoices_find(&invoices, error_r) || !invoices_add_new(&invoices, error_r) ||
        !invoices_tell_sheets(&invoices, arena, input, places, error_r))
        return false;
    for (size_t i = 0; i < input->line_count; i++)
        ids[i] = invoices.ids[places[i]];
    return true;
}
