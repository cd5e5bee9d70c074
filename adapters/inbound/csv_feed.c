#include "adapters/inbound/csv_feed.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "adapters/inbound/csv_reader.h"
#include "adapters/inbound/feed_map.h"
#include "adapters/inbound/field.h"
#include "adapters/inbound/invoice_count.h"
#include "adapters/inbound/preset_access_portal.h"
#include "adapters/inbound/record_rows.h"
#include "adapters/inbound/utf8.h"

union record_space {
    struct bill_line bill;
    struct order_line order;
    struct evidence evidence;
    struct rate_entry rate;
    struct provider provider;
    struct contact contact;
    struct suspension suspension;
    struct decision decision;
};

struct csv_feed {
    int fd;
    const struct inbound_context *context;
    const struct inbound_sink *sink;
    struct inbound_outcome *outcome;
    struct arena *file_arena;
    struct arena *record_arena;
    struct csv_reader *reader;
    struct feed_map map;
    struct zone_memory zone;
    struct row row;                      /* the one being read */
    struct text values[FIELD_LIST_MOST]; /* its; fields that the file has not stay empty */
    struct reject why;                   /* not */
    union record_space record;
    struct invoice_count *invoices;
    bool claims_payment; /* access-portal */
};

/* What happens to the file: to be read on, or set aside, or the environment failed. */
enum progress { PROGRESS_ON, PROGRESS_QUARANTINED, PROGRESS_FAILED };

/* file:line:column: field: reason; what is not known is left out. */
static enum progress quarantine(struct csv_feed *feed, int64_t line, int32_t column,
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

static enum progress quarantine_broken(struct csv_feed *feed, const struct csv_reader *reader)
{
    struct csv_fault fault = csv_reader_fault(reader);

    return quarantine(feed, fault.line, fault.column, "", fault.reason);
}

static struct csv_reader *open_reader(struct csv_feed *feed, struct error *error_r)
{
    const struct feed_config *config = feed->context->feed;

    return csv_reader_open(feed->file_arena, feed->fd, config->encoding, config->delimiter,
                           error_r);
}

static void begin_rows(struct csv_feed *feed)
{
    bool is_portal = feed->context->feed->preset == PRESET_ACCESS_PORTAL;

    feed->zone = (struct zone_memory){.zone = feed->context->zone};
    feed->row = (struct row){
        .context = feed->context,
        .map = &feed->map,
        .fields = feed->map.layout->fields,
        .zone = &feed->zone,
        .date_form = is_portal ? DATE_FORM_DMY : feed->context->feed->date_form,
        .arena = feed->record_arena,
        .values = feed->values,
        .why = &feed->why,
    };
    for (size_t field = 0; field < FIELD_LIST_MOST; field++)
        feed->values[field] = (struct text){"", 0};
}

static enum progress read_headings(struct csv_feed *feed, struct error *error_r)
{
    const struct feed_config *config = feed->context->feed;
    const struct record_layout *layout = record_layout_of(config->kind, config->preset);
    struct csv_record headings;
    struct reject why;

    if (layout == NULL)
        return quarantine(feed, 0, 0, "", "no file of this feed's kind is read as CSV");
    switch (csv_reader_next(feed->reader, &headings, error_r)) {
    case CSV_STEP_RECORD:
        break;
    case CSV_STEP_END:
        return quarantine(feed, 0, 0, "", "the file is empty");
    case CSV_STEP_BROKEN:
        return quarantine_broken(feed, feed->reader);
    case CSV_STEP_FAILED:
        return PROGRESS_FAILED;
    }
    if (!feed_map_build(config, layout, &headings, &feed->map, &why))
        return quarantine(feed, headings.line, why.column, why.field, why.message);
    begin_rows(feed);
    return PROGRESS_ON;
}

/* A pass of its own: whether an access-portal file bills is known only at its end. */
static bool look_for_payment(struct csv_feed *feed, struct error *error_r)
{
    struct csv_record headings;

    if (feed->context->feed->preset != PRESET_ACCESS_PORTAL)
        return true;
    struct csv_reader *reader = open_reader(feed, error_r);
    if (reader == NULL)
        return false;
    bool ok = csv_reader_next(reader, &headings, error_r) == CSV_STEP_RECORD &&
              access_portal_claims_payment(reader, &feed->map, &feed->claims_payment, error_r);
    csv_reader_close(reader);
    return ok;
}

static bool invoice_no_fits(const struct csv_feed *feed, const struct row *row,
                            const struct bill_line *line)
{
    const struct inbound_sink *sink = feed->sink;

    return sink->invoice_no_fits == NULL || sink->invoice_no_fits(sink->context, line) ||
           field_refuse(row, BILL_FIELD_INVOICE_NO, REJECT_INVALID,
                        "\"%.*s\" is longer than its settlement file has room for",
                        TEXT_ARGS(line->invoice_no));
}

static bool read_bill(const struct csv_feed *feed, const struct row *row, struct bill_line *line_r)
{
    bool is_valid = feed->context->feed->preset == PRESET_ACCESS_PORTAL
                        ? access_portal_row_read(row, feed->claims_payment, line_r)
                        : bill_row_read(row, line_r);

    return is_valid && invoice_no_fits(feed, row, line_r);
}

/* The row as a record of the feed's kind. */
static bool read_record(struct csv_feed *feed, union inbound_record *record_r)
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
    case FEED_KIND_DECISION:
        record_r->decision = &space->decision;
        return decision_row_read(row, &space->decision);
    default:
        assert(false && "a layout without a reader of its rows");
        return false;
    }
}

/* Columns hold what the headings say. */
static bool is_aligned(const struct feed_map *map, size_t field_count)
{
    return field_count == map->column_count;
}

static bool is_utf8(const struct row *row, const struct csv_record *record)
{
    for (size_t i = 0; i < record->field_count && !row->is_plain; i++) {
        if (utf8_is_valid(record->fields[i]))
            continue;
        int field = row->map->field_of[i];
        reject_set(row->why, REJECT_INVALID,
                   field == FIELD_NONE ? "" : row->map->layout->fields[field].name,
                   "holds bytes that are no text in the encoding of the feed");
        row->why->column = (int32_t)i + 1;
        return false;
    }
    return true;
}

static bool is_well_formed(const struct row *row, const struct csv_record *record)
{
    if (is_aligned(row->map, record->field_count))
        return is_utf8(row, record);
    return reject_set(row->why, REJECT_INVALID, "", "has %zu fields where the heading has %zu",
                      record->field_count, row->map->column_count);
}

/* For a bill: the record's place in its invoice, where provider and invoice can be read. */
static int64_t count_in_invoice(struct csv_feed *feed)
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

/* A field as a rejected record keeps it. */
static struct text kept_field(const struct csv_feed *feed, const struct csv_record *record,
                              size_t column)
{
    const struct feed_map *map = &feed->map;
    int field = is_aligned(map, record->field_count) ? map->field_of[column] : FIELD_NONE;
    unsigned flags = field == FIELD_NONE ? 0 : map->layout->fields[field].flags;
    char masked[CARD_MASK_BYTES];

    if (flags & FIELD_WITHHELD)
        return (struct text){"", 0};
    struct text kept = utf8_repaired(feed->record_arena, record->fields[column]);
    if ((flags & FIELD_OPEN) || !card_number_found(kept, masked))
        return kept;
    char *copy = arena_alloc(feed->record_arena, kept.length, 1);
    memcpy(copy, kept.bytes, kept.length);
    card_numbers_mask(copy, kept.length);
    return (struct text){copy, kept.length};
}

/* In a record with too many or too few fields a withheld one may stand anywhere from its column
 * on. */
static struct text kept_record(const struct csv_feed *feed, const struct csv_record *record)
{
    const struct feed_map *map = &feed->map;
    size_t count = record->field_count;
    struct text *kept = ARENA_ARRAY(feed->record_arena, struct text, count);

    if (!is_aligned(map, count) && count > (size_t)map->first_withheld)
        count = (size_t)map->first_withheld;
    for (size_t i = 0; i < count; i++)
        kept[i] = kept_field(feed, record, i);
    return csv_join(feed->record_arena, kept, count, feed->context->feed->delimiter);
}

static struct text readable(const struct row *row, int field)
{
    struct text value;
    char masked[CARD_MASK_BYTES];

    if (field == FIELD_NONE || !utf8_is_valid(field_value(row, (size_t)field)) ||
        !field_reference(row, (size_t)field, &value))
        return (struct text){"", 0};
    if (!is_aligned(row->map, row->field_count) && card_number_found(value, masked))
        return (struct text){"", 0};
    return value;
}

/* Who and what the record speaks of, as far as it can be read. */
static void name_reject(struct row row, const struct csv_feed *feed,
                        struct rejected_record *rejected)
{
    const struct record_layout *layout = feed->map.layout;
    struct reject ignored;

    row.why = &ignored;
    rejected->provider = feed->context->feed->provider;
    if (rejected->provider.length == 0)
        rejected->provider = readable(&row, layout->provider);
    rejected->invoice_no = readable(&row, layout->invoice_no);
    rejected->client_ref = readable(&row, layout->client_ref);
    rejected->line_no = (struct text){"", 0};
    if (feed->context->feed->preset == PRESET_ACCESS_PORTAL)
        rejected->line_no = text_of(arena_printf(row.arena, "%d", row.source_row));
    else if (feed->context->feed->kind == FEED_KIND_BILL &&
             !bill_row_line_no(&row, &rejected->line_no))
        rejected->line_no = (struct text){"", 0};
    else if (feed->context->feed->kind == FEED_KIND_DECISION)
        rejected->line_no = readable(&row, layout->line_no);
}

static bool hand_over_reject(const struct csv_feed *feed, const struct row *row,
                             const struct csv_record *record, struct error *error_r)
{
    struct rejected_record rejected = {
        .source_row = row->source_row,
        .line = record->line,
        .why = *row->why,
        .raw = kept_record(feed, record),
    };

    name_reject(*row, feed, &rejected);
    feed->outcome->rows_rejected++;
    return feed->sink->reject(feed->sink->context, &rejected, error_r);
}

/* The access portal's file is one invoice, and its reference the file's name for ever. */
static enum progress note_reference(struct csv_feed *feed, const struct row *row, int64_t line)
{
    if (feed->context->feed->preset != PRESET_ACCESS_PORTAL)
        return PROGRESS_ON;
    struct text reference = readable(row, BILL_FIELD_INVOICE_NO);
    struct text noted = text_of(feed->outcome->reference);
    if (reference.length == 0 || text_equal(reference, noted))
        return PROGRESS_ON;
    if (noted.length > 0)
        return quarantine(feed, line, feed->map.column[BILL_FIELD_INVOICE_NO] + 1, "invoice_no",
                          "another FileReference than the records before: a file has one");
    memcpy(feed->outcome->reference, reference.bytes, reference.length);
    feed->outcome->reference[reference.length] = '\0';
    return PROGRESS_ON;
}

/* A record with too few fields lacks the last. */
static void find_values(struct csv_feed *feed, const struct csv_record *record)
{
    const struct feed_map *map = &feed->map;

    for (size_t i = 0; i < map->found_count; i++) {
        size_t field = map->found[i];
        size_t column = (size_t)map->column[field];
        feed->values[field] =
            column < record->field_count ? record->fields[column] : (struct text){"", 0};
    }
}

static void begin_row(struct csv_feed *feed, const struct csv_record *record)
{
    arena_empty(feed->record_arena);
    feed->outcome->rows_read++;
    find_values(feed, record);
    feed->row.field_count = record->field_count;
    feed->row.is_plain = utf8_is_plain(record->bytes);
    feed->row.source_row = (int32_t)feed->outcome->rows_read;
    feed->row.number_in_invoice = count_in_invoice(feed);
}

static enum progress take_record(struct csv_feed *feed, const struct csv_record *record,
                                 struct error *error_r)
{
    const struct row *row = &feed->row;
    union inbound_record taken;

    begin_row(feed, record);
    if (note_reference(feed, row, record->line) == PROGRESS_QUARANTINED)
        return PROGRESS_QUARANTINED;
    bool ok = is_well_formed(row, record) && read_record(feed, &taken)
                  ? feed->sink->record(feed->sink->context, taken, error_r)
                  : hand_over_reject(feed, row, record, error_r);
    return ok ? PROGRESS_ON : PROGRESS_FAILED;
}

static enum progress take_records(struct csv_feed *feed, struct error *error_r)
{
    enum progress progress = PROGRESS_ON;
    struct csv_record record;

    while (progress == PROGRESS_ON) {
        switch (csv_reader_next(feed->reader, &record, error_r)) {
        case CSV_STEP_RECORD:
            progress = take_record(feed, &record, error_r);
            break;
        case CSV_STEP_END:
            return PROGRESS_ON;
        case CSV_STEP_BROKEN:
            return quarantine_broken(feed, feed->reader);
        case CSV_STEP_FAILED:
            return PROGRESS_FAILED;
        }
    }
    return progress;
}

static bool read_file(struct csv_feed *feed, struct error *error_r)
{
    feed->reader = open_reader(feed, error_r);
    if (feed->reader == NULL)
        return false;
    enum progress progress = read_headings(feed, error_r);
    if (progress == PROGRESS_ON)
        progress = look_for_payment(feed, error_r) ? take_records(feed, error_r) : PROGRESS_FAILED;
    csv_reader_close(feed->reader);
    return progress != PROGRESS_FAILED;
}

bool csv_feed_read(int fd, const struct inbound_context *context, const struct inbound_sink *sink,
                   struct inbound_outcome *outcome_r, struct error *error_r)
{
    struct csv_feed feed = {
        .fd = fd,
        .context = context,
        .sink = sink,
        .outcome = outcome_r,
        .file_arena = arena_new(),
        .record_arena = arena_new(),
    };

    feed.invoices = invoice_count_new(feed.file_arena);
    bool ok = read_file(&feed, error_r);
    arena_free(feed.record_arena);
    arena_free(feed.file_arena);
    return ok;
}
