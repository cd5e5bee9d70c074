#include "adapters/inbound/record_feed.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "adapters/inbound/preset_access_portal.h"
#include "adapters/inbound/record_rows.h"
#include "adapters/inbound/utf8.h"

void record_feed_open(struct record_feed *feed, const struct inbound_context *context,
                      const struct inbound_sink *sink, struct inbound_outcome *outcome)
{
    *feed = (struct record_feed){
        .context = context,
        .sink = sink,
        .outcome = outcome,
        .file_arena = arena_new(),
        .record_arena = arena_new(),
    };
    feed->invoices = invoice_count_new(feed->file_arena);
}

void record_feed_close(struct record_feed *feed)
{
    arena_free(feed->record_arena);
    arena_free(feed->file_arena);
}

enum progress record_feed_quarantine(struct record_feed *feed, int64_t line, int32_t column,
                                     const char *field, const char *reason)
{
    struct inbound_outcome *outcome = feed->outcome;
    char place[64] = "";

    if (line > 0 && column > 0)
        snprintf(place, sizeof(place), "%lld:%d:", (long long)line, column);
    else if (line > 0)
        snprintf(place, sizeof(place), "%lld:", (long long)line);
    outcome->quarantined = true;
    snprintf(outcome->reason, sizeof(outcome->reason), "%s:%s %s%s%s", feed->context->shown_name,
             place, field, field[0] == '\0' ? "" : ": ", reason);
    return PROGRESS_QUARANTINED;
}

/* What the feed says of every record. */
static void put_value(struct record_feed *feed, const struct field_value *value)
{
    const struct record_layout *layout = feed->map.layout;

    for (size_t field = 0; field < layout->field_count; field++)
        if (text_equal(text_of(layout->fields[field].name), text_of(value->field)))
            feed->values[field] = text_of(value->value);
}

void record_feed_begin_rows(struct record_feed *feed)
{
    bool is_portal = feed->context->feed->preset == PRESET_ACCESS_PORTAL;

    feed->zone = (struct zone_memory){.zone = feed->context->zone};
    feed->row = (struct row){
        .context = feed->context,
        .map = &feed->map,
        .fields = feed->map.layout->fields,
        .zone = &feed->zone,
        .date_form = is_portal ? DATE_FORM_DMY : feed->context->feed->date_form,
        .number_form = feed->context->feed->number_form,
        .arena = feed->record_arena,
        .values = feed->values,
        .why = &feed->why,
    };
    for (size_t field = 0; field < FIELD_LIST_MOST; field++)
        feed->values[field] = (struct text){"", 0};
    for (size_t i = 0; i < feed->context->feed->value_count; i++)
        put_value(feed, &feed->context->feed->values[i]);
}

static bool invoice_no_fits(const struct record_feed *feed, const struct row *row,
                            const struct bill_line *line)
{
    const struct inbound_sink *sink = feed->sink;

    return sink->invoice_no_fits == NULL || sink->invoice_no_fits(sink->context, line) ||
           field_refuse(row, BILL_FIELD_INVOICE_NO, REJECT_INVALID,
                        "\"%.*s\" is longer than its settlement file has room for",
                        TEXT_ARGS(line->invoice_no));
}

static bool read_bill(const struct record_feed *feed, const struct row *row,
                      struct bill_line *line_r)
{
    bool is_valid = feed->context->feed->preset == PRESET_ACCESS_PORTAL
                        ? access_portal_row_read(row, feed->claims_payment, line_r)
                        : bill_row_read(row, line_r);

    return is_valid && invoice_no_fits(feed, row, line_r);
}

bool record_feed_read(struct record_feed *feed, union inbound_record *record_r)
{
    const struct row *row = &feed->row;
    union record_space *space = &feed->record;

    switch (feed->context->feed->kind) {
    case FEED_KIND_BILL:
        record_r->bill = &space->bill;
        return read_bill(feed, row, &space->bill);
    case FEED_KIND_ORDER:
        record_r->order = &space->order;
        return order_row_read(row, &space->order);
    case FEED_KIND_EVIDENCE:
        record_r->evidence = &space->evidence;
        return evidence_row_read(row, &space->evidence);
    case FEED_KIND_RATE:
        record_r->rate = &space->rate;
        return rate_row_read(row, &space->rate);
    case FEED_KIND_PROVIDER:
        record_r->provider = &space->provider;
        return provider_row_read(row, &space->provider);
    case FEED_KIND_CONTACT:
        record_r->contact = &space->contact;
        return contact_row_read(row, &space->contact);
    case FEED_KIND_SUSPENSION:
        record_r->suspension = &space->suspension;
        return suspension_row_read(row, &space->suspension);
    case FEED_KIND_PAID:
        record_r->paid = &space->paid;
        return paid_row_read(row, &space->paid);
    case FEED_KIND_DECISION:
        record_r->decision = &space->decision;
        return decision_row_read(row, &space->decision);
    case FEED_KIND_RESPONSE:
        record_r->response = &space->response;
        return response_row_read(row, &space->response);
    case FEED_KIND_STATEMENT:
        record_r->statement = &space->statement;
        return statement_row_read(row, &space->statement);
    default:
        assert(false && "a layout without a reader of its rows");
        return false;
    }
}

/* For a bill: the record's place in its invoice, where provider and invoice can be read. */
static int64_t count_in_invoice(struct record_feed *feed)
{
    const struct row *row = &feed->row;
    struct text provider, invoice_no;

    if (feed->context->feed->kind != FEED_KIND_BILL)
        return 0;
    /* What could be counted once can be read. */
    int64_t number = invoice_count_again(feed->invoices, field_value(row, BILL_FIELD_PROVIDER),
                                         field_value(row, BILL_FIELD_INVOICE_NO));
    if (number > 0)
        return number;
    if (!field_provider(row, &provider) ||
        !field_reference(row, BILL_FIELD_INVOICE_NO, &invoice_no))
        return 0;
    return invoice_count_next(feed->invoices, provider, invoice_no);
}

void record_feed_begin_row(struct record_feed *feed)
{
    arena_empty(feed->record_arena);
    feed->outcome->rows_read++;
    feed->row.source_row = (int32_t)feed->outcome->rows_read;
}

void record_feed_number_row(struct record_feed *feed)
{
    feed->row.number_in_invoice = count_in_invoice(feed);
}

struct text record_feed_kept(const struct record_feed *feed, int field, struct text value)
{
    unsigned flags = field == FIELD_NONE ? 0 : feed->map.layout->fields[field].flags;
    char masked[CARD_MASK_BYTES];

    if (flags & FIELD_WITHHELD)
        return (struct text){"", 0};
    struct text kept = utf8_repaired(feed->record_arena, value);
    if ((flags & FIELD_OPEN) || !card_number_found(kept, masked))
        return kept;
    char *copy = arena_alloc(feed->record_arena, kept.length, 1);
    memcpy(copy, kept.bytes, kept.length);
    card_numbers_mask(copy, kept.length);
    return (struct text){copy, kept.length};
}

struct text record_feed_readable(const struct row *row, int field)
{
    struct text value;
    char masked[CARD_MASK_BYTES];

    if (field == FIELD_NONE || !utf8_is_valid(field_value(row, (size_t)field)) ||
        !field_reference(row, (size_t)field, &value))
        return (struct text){"", 0};
    if (row->field_count != row->map->column_count && card_number_found(value, masked))
        return (struct text){"", 0};
    return value;
}

/* The number that the record gives itself, else its place in its invoice. */
static struct text readable_line_no(const struct row *row, const struct record_layout *layout)
{
    struct text line_no = record_feed_readable(row, layout->line_no);
    bool is_readable = line_no.length > 0 || !field_is_given(row, (size_t)layout->line_no);

    return is_readable && bill_row_line_no(row, &line_no) ? line_no : (struct text){"", 0};
}

/* Who and what the record speaks of, as far as it can be read. */
static void name_reject(struct row row, const struct record_feed *feed,
                        struct rejected_record *rejected)
{
    const struct record_layout *layout = feed->map.layout;
    struct reject ignored;

    row.why = &ignored;
    rejected->provider = feed->context->feed->provider;
    if (rejected->provider.length == 0)
        rejected->provider = record_feed_readable(&row, layout->provider);
    rejected->invoice_no = record_feed_readable(&row, layout->invoice_no);
    rejected->client_ref = record_feed_readable(&row, layout->client_ref);
    rejected->line_no = (struct text){"", 0};
    if (feed->context->feed->preset == PRESET_ACCESS_PORTAL)
        rejected->line_no = text_of(arena_printf(row.arena, "%d", row.source_row));
    else if (feed->context->feed->kind == FEED_KIND_BILL)
        rejected->line_no = readable_line_no(&row, layout);
    else if (feed->context->feed->kind == FEED_KIND_DECISION)
        rejected->line_no = record_feed_readable(&row, layout->line_no);
}

bool record_feed_reject(struct record_feed *feed, struct rejected_record *rejected,
                        struct error *error_r)
{
    rejected->source_row = feed->row.source_row;
    rejected->why = feed->why;
    name_reject(feed->row, feed, rejected);
    feed->outcome->rows_rejected++;
    return feed->sink->reject(feed->sink->context, rejected, error_r);
}
