#include <assert.h>
#include <string.h>

#include "adapters/outbound/ascii.h"
#include "adapters/outbound/brif_layout.h"
#include "adapters/outbound/brif_read.h"
#include "adapters/outbound/item_breakdown.h"
#include "adapters/outbound/settlement_files.h"
#include "adapters/outbound/text_buffer.h"
#include "matcher/base/decimal.h"
#include "matcher/payment/transaction_reference.h"

#define X(name, offset, length, kind) {offset, length, BRIF_##kind},
static const struct brif_field main_fields[] = {BRIF_MAIN_FIELDS(X)};
static const struct brif_field card_fields[] = {BRIF_CARD_FIELDS(X)};
static const struct brif_field item_fields[] = {BRIF_ITEM_FIELDS(X)};
#undef X

_Static_assert(TRANSACTION_REFERENCE_BYTES == BRIF_MAIN_REFERENCE_BYTES, "made to fit");
_Static_assert(BRIF_INVOICE_NO_BYTES == BRIF_CARD_INVOICE_NO_BYTES,
               "what is refused early is what fits");

/* Records with nothing put yet: blank texts and zero numbers. */
#define BLANK_TEXT                    ' '
#define BLANK_NUMBER                  '0'
#define X(name, offset, length, kind) [(offset)...(offset) + (length)-1] = BLANK_##kind,
#define BLANK_RECORD(fields)                                                                       \
    {                                                                                              \
        fields(X)[BRIF_RECORD_BYTES - 2] = '\r', '\n'                                              \
    }
static const char blank_main[BRIF_RECORD_BYTES] = BLANK_RECORD(BRIF_MAIN_FIELDS);
static const char blank_card[BRIF_RECORD_BYTES] = BLANK_RECORD(BRIF_CARD_FIELDS);
static const char blank_item[BRIF_RECORD_BYTES] = BLANK_RECORD(BRIF_ITEM_FIELDS);
#undef X

struct brif_writer {
    const struct file_subject *subject;
    struct text_buffer *file;
    struct wall_clock clock;
    day_t day; /* of the last item, as it is written */
    char date[DAY_TEXT_BYTES];
};

struct record {
    const struct brif_field *fields;
    char *bytes;
};

static struct record record_new(struct brif_writer *writer, const struct brif_field *fields,
                                const char *blank)
{
    struct record record = {fields, text_buffer_extend(writer->file, BRIF_RECORD_BYTES)};
    memcpy(record.bytes, blank, BRIF_RECORD_BYTES);
    return record;
}

static void put(struct record *record, int field, struct text ascii)
{
    const struct brif_field *where = &record->fields[field];
    assert(where->kind == BRIF_TEXT && ascii.length <= where->length);
    if (ascii.length > 0)
        memcpy(record->bytes + where->offset, ascii.bytes, ascii.length);
}

static void put_string(struct record *record, int field, const char *ascii)
{
    put(record, field, text_of(ascii));
}

static void put_cut(struct record *record, int field, struct text ascii)
{
    if (ascii.length > record->fields[field].length)
        ascii.length = record->fields[field].length;
    put(record, field, ascii);
}

/* Part of an identity would be another identity: it is there whole or not at all. */
static void put_if_it_fits(struct record *record, int field, struct text ascii)
{
    if (ascii.length <= record->fields[field].length)
        put(record, field, ascii);
}

/* The digits from the last on; the zeros before them are there. */
static void put_number(struct record *record, int field, int64_t value)
{
    const struct brif_field *where = &record->fields[field];
    char *at = record->bytes + where->offset + where->length;
    assert(where->kind == BRIF_NUMBER && value >= 0);
    for (size_t i = 0; i < where->length && value > 0; i++, value /= 10)
        *--at = (char)('0' + value % 10);
    assert(value == 0);
}

static bool fits(struct arena *arena, struct text value, struct brif_field field)
{
    return ascii_of(arena, value).length <= field.length;
}

static const char *refuses(struct arena *arena, const struct payer *payer,
                           const struct provider *provider, const struct payment_lot *lot)
{
    if (text_is_empty(provider->card_token))
        return "the provider has no card token";
    if (!fits(arena, provider->card_token, main_fields[BRIF_MAIN_CARD_TOKEN]))
        return "the card token is longer than 19 characters";
    if (!fits(arena, provider->merchant_id, main_fields[BRIF_MAIN_MERCHANT_ID]))
        return "the merchant id is longer than 15 characters";
    if (!fits(arena, text_of(payer->vat_no), card_fields[BRIF_CARD_CUSTOMER_VAT_NO]))
        return "the council's VAT number is longer than 13 characters";
    if (!fits(arena, lot->invoice_no, card_fields[BRIF_CARD_INVOICE_NO]))
        return "the invoice number is longer than 15 characters";
    if (signs_are_opposite(lot->net_pence, lot->vat_pence))
        return "net and VAT of a line have opposite signs";
    if (lot->line_count == 1 && lot_line_stands_alone(lot->net_pence, lot->vat_pence))
        return "the amount of a line is too large for a card transaction";
    return NULL;
}

static void add_main(struct brif_writer *writer, struct arena *arena,
                     const struct settlement_transaction *transaction,
                     const struct provider *provider)
{
    struct record record = record_new(writer, main_fields, blank_main);
    int year, month, day_of_month;
    day_to_ymd(writer->subject->batch->business_date, &year, &month, &day_of_month);
    const char *date = arena_printf(arena, "%04d%02d%02d", year, month, day_of_month);

    put(&record, BRIF_MAIN_RECORD_TYPE, TEXT_LITERAL("A"));
    put(&record, BRIF_MAIN_SALE_OR_REFUND,
        settlement_transaction_is_refund(transaction) ? TEXT_LITERAL("R") : TEXT_LITERAL("S"));
    put(&record, BRIF_MAIN_CONTINUATION, TEXT_LITERAL("A"));
    put(&record, BRIF_MAIN_LIVE_OR_TEST,
        writer->subject->payer->is_live ? TEXT_LITERAL("L") : TEXT_LITERAL("T"));
    put_string(&record, BRIF_MAIN_DATE, date);
    put(&record, BRIF_MAIN_TIME, TEXT_LITERAL("000000"));
    put(&record, BRIF_MAIN_MERCHANT_ID, ascii_of(arena, provider->merchant_id));
    put(&record, BRIF_MAIN_CARD_TOKEN, ascii_of(arena, provider->card_token));
    put_number(&record, BRIF_MAIN_AMOUNT,
               magnitude(transaction->net_pence + transaction->vat_pence));
    put(&record, BRIF_MAIN_REFERENCE,
        transaction_reference(arena, writer->subject->batch, transaction->number));
    put(&record, BRIF_MAIN_CURRENCY, TEXT_LITERAL("GBP"));
    put_number(&record, BRIF_MAIN_TRANSACTION_NO, transaction->number);
}

/* The value that all lines of a transaction have, or the empty text. */
static struct text shared(size_t line_count, const struct payable_line *lines,
                          struct text (*value)(const struct payable_line *line))
{
    struct text first = value(&lines[0]);
    for (size_t i = 1; i < line_count; i++)
        if (!text_equal(value(&lines[i]), first))
            return (struct text){0};
    return first;
}

static struct text order_of(const struct payable_line *line)
{
    return line->order_no;
}

static struct text cost_centre_of(const struct payable_line *line)
{
    return line->cost_centre;
}

static void add_card(struct brif_writer *writer, struct arena *arena,
                     const struct settlement_transaction *transaction,
                     const struct payable_line *lines)
{
    struct record record = record_new(writer, card_fields, blank_card);
    size_t line_count = transaction->line_count;
    put(&record, BRIF_CARD_RECORD_TYPE, TEXT_LITERAL("X"));
    put(&record, BRIF_CARD_AUXILIARY_TYPE, TEXT_LITERAL("P"));
    put(&record, BRIF_CARD_CONTINUATION, TEXT_LITERAL("A"));
    put(&record, BRIF_CARD_PAGE, TEXT_LITERAL("1"));
    put_number(&record, BRIF_CARD_VAT_AMOUNT, magnitude(transaction->vat_pence));
    put(&record, BRIF_CARD_CUSTOMER_VAT_NO,
        ascii_of(arena, text_of(writer->subject->payer->vat_no)));
    put_if_it_fits(&record, BRIF_CARD_ORDER_REFERENCE,
                   ascii_of(arena, shared(line_count, lines, order_of)));
    put_if_it_fits(&record, BRIF_CARD_CUSTOMER_REFERENCE, writer->subject->batch->council);
    put(&record, BRIF_CARD_INVOICE_NO, ascii_of(arena, transaction->invoice_no));
    put_if_it_fits(&record, BRIF_CARD_COST_CENTRE,
                   ascii_of(arena, shared(line_count, lines, cost_centre_of)));
    put_number(&record, BRIF_CARD_TOTAL_OF_ITEMS, magnitude(transaction->net_pence));
}

/* A field that is filled piece by piece, and cut where it ends. */
struct cut {
    struct arena *arena;
    char *at;
    size_t room;
};

static void cut_add_ascii(struct cut *cut, struct text ascii)
{
    size_t length = ascii.length < cut->room ? ascii.length : cut->room;
    if (length > 0)
        memcpy(cut->at, ascii.bytes, length);
    cut->at += length;
    cut->room -= length;
}

static void cut_add(struct cut *cut, struct text utf8)
{
    cut_add_ascii(cut, ascii_of(cut->arena, utf8));
}

static struct text date_of(struct brif_writer *writer, int64_t utc_s)
{
    const day_t day = wall_clock_day(&writer->clock, utc_s);
    if (day != writer->day || writer->date[0] == '\0') {
        writer->day = day;
        day_format(day, writer->date);
    }
    return (struct text){writer->date, DAY_TEXT_LENGTH};
}

static void put_description(struct record *record, struct brif_writer *writer, struct arena *arena,
                            const struct payable_line *line)
{
    const struct brif_field *where = &record->fields[BRIF_ITEM_DESCRIPTION];
    struct cut cut = {arena, record->bytes + where->offset, where->length};
    char minutes[DECIMAL_TEXT_BYTES];
    const int digits = decimal_format(line->delivered_minutes, 0, minutes);
    cut_add(&cut, line->service);
    cut_add_ascii(&cut, TEXT_LITERAL(" "));
    cut_add(&cut, line->client_ref);
    cut_add_ascii(&cut, TEXT_LITERAL(" "));
    cut_add_ascii(&cut, date_of(writer, line->delivered_start_s));
    cut_add_ascii(&cut, TEXT_LITERAL(" "));
    cut_add_ascii(&cut, (struct text){minutes, (size_t)digits});
    cut_add_ascii(&cut, TEXT_LITERAL("min"));
}

static void add_item(struct brif_writer *writer, struct arena *arena, size_t item_no, bool is_last,
                     const struct payable_line *line)
{
    const struct item_breakdown breakdown = item_breakdown(line);
    struct record record = record_new(writer, item_fields, blank_item);
    put(&record, BRIF_ITEM_RECORD_TYPE, TEXT_LITERAL("X"));
    put(&record, BRIF_ITEM_AUXILIARY_TYPE, TEXT_LITERAL("I"));
    put(&record, BRIF_ITEM_CONTINUATION, is_last ? TEXT_LITERAL(" ") : TEXT_LITERAL("A"));
    put(&record, BRIF_ITEM_PAGE, TEXT_LITERAL("1"));
    put_number(&record, BRIF_ITEM_ITEM_NO, (int64_t)item_no);
    put_number(&record, BRIF_ITEM_UNIT_COST, breakdown.unit_cost_e4);
    put_string(&record, BRIF_ITEM_UNIT_OF_MEASURE, breakdown.unit);
    put_description(&record, writer, arena, line);
    put_number(&record, BRIF_ITEM_QUANTITY, breakdown.quantity_e4);
    put_number(&record, BRIF_ITEM_VAT_RATE, line->vat_percent_e4 / 100);
    put_cut(&record, BRIF_ITEM_PRODUCT_CODE, ascii_of(arena, line->line_no));
    put_number(&record, BRIF_ITEM_LINE_VAT, magnitude(line->vat_pence));
    put_number(&record, BRIF_ITEM_LINE_TOTAL, magnitude(line->net_pence));
    put(&record, BRIF_ITEM_DEBIT_OR_CREDIT,
        line->net_pence + line->vat_pence < 0 ? TEXT_LITERAL("C") : TEXT_LITERAL("D"));
}

static void *begin(const struct file_subject *subject, struct text_buffer *file)
{
    struct brif_writer *writer = ARENA_NEW(file->arena, struct brif_writer);
    *writer = (struct brif_writer){
        .subject = subject, .file = file, .clock = wall_clock_of(subject->zone)};
    return writer;
}

static void add(void *to, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider)
{
    struct brif_writer *writer = to;
    assert(provider && transaction->line_count <= TRANSACTION_ITEMS_MAX);
    add_main(writer, arena, transaction, provider);
    add_card(writer, arena, transaction, lines);
    for (size_t i = 0; i < transaction->line_count; i++)
        add_item(writer, arena, i + 1, i + 1 == transaction->line_count, &lines[i]);
}

/* The last item has said that nothing follows. */
static void end(void *writer, const struct file_totals *totals)
{
    (void)writer;
    (void)totals;
}

const struct file_format brif_format = {
    .folder = "settlement",
    .suffix = ".brif",
    .refuses = refuses,
    .begin = begin,
    .add = add,
    .end = end,
    .read_back = brif_read_back,
    .reader = &brif_file_reader,
};
