#include "adapters/inbound/preset_access_portal.h"

#include <string.h>

#include "adapters/inbound/record_rows.h"

bool access_portal_claims_payment(struct csv_reader *reader, const struct feed_map *map,
                                  bool *claims_r, struct error *error_r)
{
    int column = map->column[BILL_FIELD_NET];
    struct csv_record record;
    enum csv_step step;

    *claims_r = column != FIELD_NONE;
    while ((step = csv_reader_next(reader, &record, error_r)) == CSV_STEP_RECORD)
        if (record.field_count == map->column_count && column != FIELD_NONE &&
            text_is_empty(record.fields[column]))
            *claims_r = false;
    return step != CSV_STEP_FAILED;
}

#define DESCRIPTION_BYTES_MOST (3 * (REFERENCE_BYTES_MOST + sizeof("ServiceUserContribution ; ")))

static size_t put(char *at, struct text t)
{
    memcpy(at, t.bytes, t.length);
    return t.length;
}

/* "ContractNumber C7; OurRef 12": what the portal's file knows besides a bill's fields. */
static bool describe(const struct row *row, struct text *description_r)
{
    static const struct {
        size_t field;
        struct text label;
    } parts[] = {
        {PORTAL_FIELD_CONTRACT_NUMBER, TEXT_LITERAL("ContractNumber ")},
        {PORTAL_FIELD_OUR_REF, TEXT_LITERAL("OurRef ")},
        {PORTAL_FIELD_CONTRIBUTION, TEXT_LITERAL("ServiceUserContribution ")},
    };
    const struct text separator = TEXT_LITERAL("; ");
    char *description = arena_alloc(row->arena, DESCRIPTION_BYTES_MOST, 1);
    size_t length = 0;

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct text value;
        if (!field_reference(row, parts[i].field, &value))
            return false;
        if (value.length == 0)
            continue;
        if (length > 0)
            length += put(description + length, separator);
        length += put(description + length, parts[i].label);
        length += put(description + length, value);
    }
    *description_r = (struct text){description, length};
    return true;
}

bool access_portal_row_read(const struct row *row, bool claims_payment, struct bill_line *line_r)
{
    int64_t contribution_pence;

    if (!bill_row_read(row, line_r) ||
        !field_decimal(row, PORTAL_FIELD_CONTRIBUTION, PLACES_MONEY, &contribution_pence) ||
        !describe(row, &line_r->description))
        return false;
    line_r->line_no = text_of(arena_printf(row->arena, "%d", row->source_row));
    if (!claims_payment)
        line_r->net_pence = NOT_GIVEN;
    return true;
}
