#include "adapters/inbound/ubl_invoice.h"

#include <stdio.h>
#include <string.h>

#include "adapters/inbound/ubl_form.h"
#include "adapters/inbound/ubl_line.h"
#include "adapters/inbound/ubl_totals.h"
#include "adapters/inbound/ubl_value.h"
#include "adapters/inbound/utf8.h"
#include "adapters/inbound/xml_feed.h"

struct ubl_bill {
    struct record_feed rows;
    struct error *error;
    int fd;
    const struct xml_form *form;
    struct ubl_head head;
    struct xml_value head_values[UBL_BILL_SLOT_COUNT];
    struct ubl_totals totals;
    struct ubl_line_parts parts;
    struct xml_place places[BILL_FIELD_COUNT];
    int64_t line_count, allowance_count; /* so far, in the pass at hand */
};

typedef bool record_taker(void *context, const struct xml_record *record);

/* One reading of the whole file.  False: the environment failed; a file that is broken is set
 * aside. */
static bool pass(struct ubl_bill *bill, record_taker *take)
{
    struct xml_record_sink sink = {.context = bill, .record = take};
    int64_t seen[XML_RECORD_KINDS_MOST];
    struct xml_fault fault;

    bill->line_count = 0;
    bill->allowance_count = 0;
    ubl_line_parts_empty(&bill->parts);
    switch (xml_records_read(bill->rows.file_arena, bill->fd, bill->form, &sink, seen, &fault,
                             bill->error)) {
    case XML_WHOLE:
        return true;
    case XML_BROKEN:
        xml_feed_set_aside(&bill->rows, &fault);
        return true;
    case XML_STOPPED:
        return bill->rows.outcome->quarantined;
    case XML_FAILED:
        break;
    }
    return false;
}

/* --- the first pass: sums, and the document's own values ---------------------- */

static void survey_currency(struct ubl_bill *bill, const struct xml_value *currency)
{
    if (text_is_empty(bill->head.foreign) && ubl_is_foreign(currency->text))
        bill->head.foreign = arena_text(bill->rows.file_arena, currency->text);
}

static void survey_line(struct ubl_bill *bill, const struct xml_value *values)
{
    int64_t amount = 0;

    bill->line_count++;
    survey_currency(bill, &values[UBL_SLOT_NET_CURRENCY]);
    survey_currency(bill, &values[UBL_SLOT_PRICE_CURRENCY]);
    ubl_decimal(values[UBL_SLOT_NET].text, &amount);
    ubl_totals_add_line(&bill->totals, amount);
    ubl_totals_add_tax(&bill->totals, amount, bill->parts.tax_category.text,
                       bill->parts.tax_percent.text);
    ubl_line_parts_empty(&bill->parts);
}

static void survey_allowance(struct ubl_bill *bill, const struct xml_value *values)
{
    bool is_charge = ubl_is_charge(values[UBL_SLOT_ALLOWANCE_IS_CHARGE].text);
    int64_t amount = 0;

    bill->allowance_count++;
    survey_currency(bill, &values[UBL_SLOT_ALLOWANCE_CURRENCY]);
    ubl_decimal(values[UBL_SLOT_ALLOWANCE_AMOUNT].text, &amount);
    ubl_totals_add_allowance(&bill->totals, is_charge, amount);
    ubl_totals_add_tax(&bill->totals, is_charge ? amount : -amount,
                       values[UBL_SLOT_ALLOWANCE_TAX].text,
                       values[UBL_SLOT_ALLOWANCE_TAX_PERCENT].text);
}

/* One in another currency repeats the tax for the ledger. */
static void survey_tax_total(struct ubl_bill *bill, const struct xml_value *values)
{
    struct text currency = values[UBL_SLOT_TAX_CURRENCY].text;
    int64_t amount;

    if ((currency.length == 0 || text_equal(currency, TEXT_LITERAL("GBP"))) &&
        ubl_decimal(values[UBL_SLOT_TAX_AMOUNT].text, &amount))
        ubl_totals_add_tax_total(&bill->totals, amount);
}

static void keep_head(struct ubl_bill *bill, const struct xml_value *values)
{
    for (size_t slot = 0; slot < UBL_BILL_SLOT_COUNT; slot++) {
        bill->head_values[slot] = values[slot];
        bill->head_values[slot].text = arena_text(bill->rows.file_arena, values[slot].text);
    }
}

static bool set_aside_total(struct ubl_bill *bill, const struct xml_value *total)
{
    char shown[SHOWN_BYTES], reason[SHOWN_BYTES + 32];

    utf8_show(total->text, shown);
    snprintf(reason, sizeof(reason), "%s is not a number", shown);
    record_feed_quarantine(&bill->rows, total->place.line, total->place.column,
                           "LegalMonetaryTotal", reason);
    return false;
}

/* Returns false where the file is set aside. */
static bool conclude_survey(struct ubl_bill *bill, struct xml_place place)
{
    struct inbound_outcome *outcome = bill->rows.outcome;
    int unreadable;

    if (bill->line_count == 0) {
        record_feed_quarantine(&bill->rows, place.line, place.column, "",
                               "the document has no lines");
        return false;
    }
    if (!ubl_head_is_in_pounds(&bill->head))
        return true; /* its lines are rejected */
    ubl_totals_agree(&bill->totals, bill->head_values, outcome->totals,
                     &outcome->totals_differ_pence, &unreadable);
    return unreadable < 0 || set_aside_total(bill, &bill->head_values[unreadable]);
}

static bool survey(void *context, const struct xml_record *record)
{
    struct ubl_bill *bill = context;

    switch (record->number) {
    case UBL_LINE_TAX:
        ubl_line_parts_add_tax(&bill->parts, record->values);
        break;
    case UBL_LINE:
        survey_line(bill, record->values);
        break;
    case UBL_ALLOWANCE:
        survey_allowance(bill, record->values);
        break;
    case UBL_TAX_TOTAL:
        survey_tax_total(bill, record->values);
        break;
    case UBL_DOCUMENT:
        keep_head(bill, record->values);
        return conclude_survey(bill, record->place);
    }
    return true;
}

/* --- the second: lines; the third: allowances and charges --------------------- */

static bool take_line(struct ubl_bill *bill, const struct xml_record *record)
{
    record_feed_begin_row(&bill->rows);
    bool is_valid =
        ubl_line_fill(&bill->rows, &bill->head, record->values, &bill->parts, bill->places);
    bool ok = xml_feed_take_row(&bill->rows, bill->places, record->place, is_valid, bill->error);
    ubl_line_parts_empty(&bill->parts);
    return ok;
}

static bool take_lines(void *context, const struct xml_record *record)
{
    struct ubl_bill *bill = context;

    switch (record->number) {
    case UBL_LINE_TAX:
        ubl_line_parts_add_tax(&bill->parts, record->values);
        break;
    case UBL_LINE_ALLOWANCE:
        ubl_line_parts_add_allowance(&bill->parts, record->values);
        break;
    case UBL_PROPERTY:
        ubl_line_parts_add_property(&bill->parts, &bill->rows, record->values);
        break;
    case UBL_LINE:
        return take_line(bill, record);
    }
    return true;
}

static bool take_allowances(void *context, const struct xml_record *record)
{
    struct ubl_bill *bill = context;

    if (record->number != UBL_ALLOWANCE)
        return true;
    record_feed_begin_row(&bill->rows);
    bool is_valid = ubl_allowance_fill(&bill->rows, &bill->head, record->values,
                                       ++bill->allowance_count, bill->places);
    return xml_feed_take_row(&bill->rows, bill->places, record->place, is_valid, bill->error);
}

/* An allowance or charge of the document need not name a client. */
static void let_clients_be_left_out(struct ubl_bill *bill)
{
    struct arena *arena = bill->rows.file_arena;
    const struct record_layout *layout = bill->rows.map.layout;
    struct field_spec *fields = ARENA_ARRAY(arena, struct field_spec, layout->field_count);
    struct record_layout *open = ARENA_NEW(arena, struct record_layout);

    memcpy(fields, layout->fields, layout->field_count * sizeof(*fields));
    fields[BILL_FIELD_CLIENT_REF].flags &= ~FIELD_NEEDED;
    *open = *layout;
    open->fields = fields;
    bill->rows.map.layout = open;
    bill->rows.row.fields = fields;
}

static bool take_all(struct ubl_bill *bill)
{
    const struct inbound_outcome *outcome = bill->rows.outcome;

    if (!pass(bill, survey))
        return false;
    int64_t allowance_count = bill->allowance_count;
    if (outcome->quarantined || !pass(bill, take_lines))
        return outcome->quarantined;
    if (outcome->quarantined || allowance_count == 0)
        return true;
    let_clients_be_left_out(bill);
    return pass(bill, take_allowances);
}

/* --- the file ------------------------------------------------------------- */

static bool read_document(struct ubl_bill *bill)
{
    enum ubl_document document = UBL_DOCUMENT_COUNT;
    struct xml_fault fault;

    switch (ubl_document_read(bill->rows.file_arena, bill->fd, &document, &fault, bill->error)) {
    case XML_BROKEN:
        xml_feed_set_aside(&bill->rows, &fault);
        return true;
    case XML_FAILED:
        return false;
    default:
        break;
    }
    if (document != UBL_INVOICE && document != UBL_CREDIT_NOTE) {
        record_feed_quarantine(&bill->rows, 1, 1, "",
                               "the file is neither an Invoice nor a CreditNote of UBL 2");
        return true;
    }
    bill->head = (struct ubl_head){document == UBL_CREDIT_NOTE, bill->head_values, {NULL, 0}};
    bill->form = document == UBL_CREDIT_NOTE ? &ubl_credit_note_form : &ubl_invoice_form;
    return !ubl_begin_rows(&bill->rows) || take_all(bill);
}

bool ubl_invoice_read(int fd, const struct inbound_context *context,
                      const struct inbound_sink *sink, struct inbound_outcome *outcome_r,
                      struct error *error_r)
{
    struct ubl_bill bill = {.error = error_r, .fd = fd, .parts = {.arena = arena_new()}};

    record_feed_open(&bill.rows, context, sink, outcome_r);
    ubl_totals_begin(&bill.totals);
    bool ok = read_document(&bill);
    record_feed_close(&bill.rows);
    arena_free(bill.parts.arena);
    return ok;
}
