#include "adapters/inbound/bill_time.h"
#include "adapters/inbound/record_rows.h"

bool bill_row_line_no(const struct row *row, struct text *line_no_r)
{
    if (!field_number_reference(row, BILL_FIELD_LINE_NO, line_no_r))
        return false;
    if (line_no_r->length == 0 && row->number_in_invoice > 0)
        *line_no_r = text_of(arena_printf(row->arena, "%lld", (long long)row->number_in_invoice));
    return true;
}

static bool read_name(const struct row *row, struct bill_line *line)
{
    return field_provider(row, &line->provider) &&
           field_reference(row, BILL_FIELD_INVOICE_NO, &line->invoice_no) &&
           bill_row_line_no(row, &line->line_no) &&
           field_day(row, BILL_FIELD_INVOICE_DATE, &line->invoice_date);
}

static bool has_upper(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if (t.bytes[i] >= 'A' && t.bytes[i] <= 'Z')
            return true;
    return false;
}

static struct text lowered(struct arena *arena, struct text t)
{
    if (!has_upper(t))
        return t;
    char *lower = arena_alloc(arena, t.length, 1);
    for (size_t i = 0; i < t.length; i++) {
        char c = t.bytes[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return (struct text){lower, t.length};
}

static bool read_outcome(const struct row *row, struct bill_line *line)
{
    if (!field_reference(row, BILL_FIELD_OUTCOME, &line->outcome))
        return false;
    line->secondary = false;
    line->outcome =
        line->outcome.length == 0 ? TEXT_LITERAL("delivered") : lowered(row->arena, line->outcome);
    return field_moment(row, BILL_FIELD_NOTICE_AT, &line->notice_at_s) &&
           field_flag(row, BILL_FIELD_SECONDARY, &line->secondary);
}

static bool read_service(const struct row *row, struct bill_line *line)
{
    return field_reference(row, BILL_FIELD_CLIENT_REF, &line->client_ref) &&
           field_reference(row, BILL_FIELD_CARER_REF, &line->carer_ref) &&
           field_reference(row, BILL_FIELD_SERVICE, &line->service) &&
           field_reference(row, BILL_FIELD_ORDER_NO, &line->order_no) &&
           field_number_reference(row, BILL_FIELD_ORDER_LINE, &line->order_line) &&
           read_outcome(row, line) && field_text(row, BILL_FIELD_DESCRIPTION, &line->description);
}

/* A line with a gross and no net has net = gross - VAT; a gross that is not net + VAT is no
 * gross. */
static bool settle_gross(const struct row *row, int64_t gross_pence, struct bill_line *line)
{
    int64_t vat_pence = given(line->vat_pence) ? line->vat_pence : 0;

    if (!given(gross_pence))
        return true;
    if (!given(line->net_pence))
        line->net_pence = gross_pence - vat_pence;
    return gross_pence == line->net_pence + vat_pence ||
           field_refuse_value(row, BILL_FIELD_GROSS, "net plus VAT");
}

static bool read_money(const struct row *row, struct bill_line *line)
{
    int64_t gross_pence;

    return field_decimal(row, BILL_FIELD_NET, PLACES_MONEY, &line->net_pence) &&
           field_decimal(row, BILL_FIELD_VAT, PLACES_MONEY, &line->vat_pence) &&
           field_decimal(row, BILL_FIELD_GROSS, PLACES_MONEY, &gross_pence) &&
           settle_gross(row, gross_pence, line) &&
           field_reference(row, BILL_FIELD_CREDITS_INVOICE_NO, &line->credits_invoice_no) &&
           field_number_reference(row, BILL_FIELD_CREDITS_LINE_NO, &line->credits_line_no);
}

/* Only a credit takes back. */
static bool read_signed(const struct row *row, size_t field, int places,
                        const struct bill_line *line, int64_t *scaled_r)
{
    return bill_line_is_credit(line) ? field_decimal(row, field, places, scaled_r)
                                     : field_decimal_not_negative(row, field, places, scaled_r);
}

static bool read_unit(const struct row *row, struct bill_line *line)
{
    struct text unit = field_value(row, BILL_FIELD_UNIT);

    line->unit = QUANTITY_UNIT_NOT_GIVEN;
    return unit.length == 0 || quantity_unit_parse(unit, &line->unit) ||
           field_refuse_value(row, BILL_FIELD_UNIT, "a unit that is known here");
}

static bool read_quantity(const struct row *row, struct bill_line *line)
{
    return read_signed(row, BILL_FIELD_QUANTITY, PLACES_QUANTITY, line, &line->quantity_e4) &&
           read_unit(row, line) &&
           read_signed(row, BILL_FIELD_RATE, PLACES_RATE, line, &line->rate_e6);
}

bool bill_row_read(const struct row *row, struct bill_line *line_r)
{
    line_r->source_row = row->source_row;
    return read_name(row, line_r) && read_service(row, line_r) && read_money(row, line_r) &&
           read_quantity(row, line_r) && bill_time_read(row, line_r);
}
