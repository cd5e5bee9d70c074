/* Bill lines: sheets of tallystick_data.bill_sheet, as they come. */
#include "adapters/postgres/load_lane.h"
#include "sql_statements.h"

static const enum sheet_type columns[] = {
    SHEET_INT2,        /* place */
    SHEET_INT2,        /* blocks */
    SHEET_INT8,        /* package_id */
    SHEET_TEXT,        /* invoice_no */
    SHEET_DATE,        /* invoice_date */
    SHEET_TEXT,        /* order_no */
    SHEET_TEXT,        /* carer_ref */
    SHEET_INT8,        /* rate_e6 */
    SHEET_TEXT,        /* line_no */
    SHEET_TEXT,        /* order_line */
    SHEET_TEXT,        /* outcome */
    SHEET_TEXT,        /* description */
    SHEET_TEXT,        /* credits_invoice_no */
    SHEET_TEXT,        /* credits_line_no */
    SHEET_TIMESTAMPTZ, /* claimed_start */
    SHEET_TIMESTAMPTZ, /* claimed_end */
    SHEET_TIMESTAMPTZ, /* actual_start */
    SHEET_TIMESTAMPTZ, /* actual_end */
    SHEET_TIMESTAMPTZ, /* notice_at */
    SHEET_INT8,        /* quantity_e4 */
    SHEET_INT8,        /* net_pence */
    SHEET_INT8,        /* vat_pence */
    SHEET_TEXT,        /* unit */
    SHEET_BOOL,        /* secondary */
};

#define BLOCK_COLUMNS 6 /* from package_id on */

struct load_bills {
    struct sheet *sheet;
    int64_t sheet_no;      /* of the lines on it, if any */
    size_t provider_count; /* of those lines, each once */
    struct text providers[SHEET_LINES];
};

struct load_bills *load_bills_new(struct arena *arena)
{
    struct load_bills *bills = ARENA_NEW(arena, struct load_bills);

    bills->sheet = sheet_new(arena, BLOCK_COLUMNS, COUNT_OF(columns), columns);
    return bills;
}

void load_bills_forget(struct load_bills *bills)
{
    sheet_clear(bills->sheet);
    bills->provider_count = 0;
}

bool load_bills_end(struct load_lane *lane, struct error *error_r)
{
    struct load_bills *bills = lane->bills;
    struct db_value providers = db_text_array(bills->provider_count, bills->providers);

    if (bills->sheet->line_count == 0)
        return true;
    if (!load_lane_copy(lane, sql_load_copy_bills, error_r))
        return false;
    copy_begin_row(lane->copy, 4 + COUNT_OF(columns));
    copy_int8(lane->copy, lane->loader->run.council_id);
    copy_int8(lane->copy, bills->sheet_no);
    copy_int8(lane->copy, lane->loader->run.run_id);
    copy_value(lane->copy, &providers);
    copy_sheet(lane->copy, bills->sheet);
    bills->provider_count = 0;
    return true;
}

/* The package's texts stay where they are: see package_memory. */
static void provider_note(struct load_bills *bills, struct text provider)
{
    for (size_t i = 0; i < bills->provider_count; i++)
        if (text_equal(bills->providers[i], provider))
            return;
    bills->providers[bills->provider_count++] = provider;
}

/* Null where the line is as long as its quantity says, in hours: 36 seconds a hundredth. */
static int64_t unusual_end_s(const struct bill_line *line)
{
    int64_t length_s = line->claimed_end_s - line->claimed_start_s;
    bool is_usual = given(line->quantity_e4) && 100 * length_s == 36 * line->quantity_e4;

    return is_usual ? NOT_GIVEN : line->claimed_end_s;
}

static void line_write(struct sheet *sheet, const struct bill_line *line)
{
    sheet_begin_line(sheet, sheet_place(line->line_id));
    sheet_int8(sheet, line->package_id);
    sheet_text(sheet, line->invoice_no);
    sheet_date(sheet, line->invoice_date);
    sheet_text_or_null(sheet, line->order_no);
    sheet_text_or_null(sheet, line->carer_ref);
    sheet_int8(sheet, line->rate_e6);
    sheet_end_block_columns(sheet);
    sheet_text(sheet, line->line_no);
    sheet_text_or_null(sheet, line->order_line);
    sheet_text(sheet, bill_line_is_delivered(line) ? (struct text){NULL, 0} : line->outcome);
    sheet_text_or_null(sheet, line->description);
    sheet_text_or_null(sheet, line->credits_invoice_no);
    sheet_text_or_null(sheet, line->credits_line_no);
    sheet_timestamptz(sheet, line->claimed_start_s);
    sheet_timestamptz(sheet, unusual_end_s(line));
    sheet_timestamptz(sheet, line->actual_start_s);
    sheet_timestamptz(sheet, line->actual_end_s);
    sheet_timestamptz(sheet, line->notice_at_s);
    sheet_int8(sheet, line->quantity_e4);
    sheet_int8(sheet, line->net_pence);
    sheet_int8(sheet, line->vat_pence);
    sheet_text_or_null(sheet, text_of(quantity_unit_word(line->unit)));
    if (line->secondary)
        sheet_bool(sheet, true);
    else
        sheet_null(sheet);
}

bool load_lane_add_bill(struct load_lane *lane, struct bill_line *line, struct error *error_r)
{
    struct load_bills *bills = lane->bills;

    line->line_id = record_id(lane, line->source_row);
    line->file_id = lane->file.file_id;
    line->package_id = package_number(lane->loader->packages, &lane->package, line->provider,
                                      line->client_ref, line->service);
    if (sheet_of(line->line_id) != bills->sheet_no && !load_bills_end(lane, error_r))
        return false;
    bills->sheet_no = sheet_of(line->line_id);
    provider_note(bills, lane->package.provider);
    line_write(bills->sheet, line);
    lane->rows_in_file++;
    lane->bill_pence += given(line->net_pence) ? line->net_pence : 0;
    return true;
}
