#include "adapters/inbound/csv_feed.h"

#include <string.h>

#include "adapters/inbound/csv_reader.h"
#include "adapters/inbound/preset_access_portal.h"
#include "adapters/inbound/record_feed.h"
#include "adapters/inbound/trailer.h"
#include "adapters/inbound/utf8.h"

struct csv_feed {
    int fd;
    struct csv_reader *reader;
    struct record_feed rows;
    struct trailer trailer;
};

static enum progress quarantine_broken(struct csv_feed *feed, const struct csv_reader *reader)
{
    struct csv_fault fault = csv_reader_fault(reader);

    return record_feed_quarantine(&feed->rows, fault.line, fault.column, "", fault.reason);
}

static struct csv_reader *open_reader(struct csv_feed *feed, struct error *error_r)
{
    const struct feed_config *config = feed->rows.context->feed;

    struct csv_reader *reader = csv_reader_open(feed->rows.file_arena, feed->fd, config->encoding,
                                                config->delimiter, error_r);

    if (reader != NULL)
        csv_reader_skip_lines(reader, config->preamble);
    return reader;
}

static enum progress read_headings(struct csv_feed *feed, struct error *error_r)
{
    const struct feed_config *config = feed->rows.context->feed;
    const struct record_layout *layout = record_layout_of(config->kind, config->preset);
    struct csv_record headings;
    struct reject why;

    switch (csv_reader_next(feed->reader, &headings, error_r)) {
    case CSV_STEP_RECORD:
        break;
    case CSV_STEP_END:
        return record_feed_quarantine(&feed->rows, 0, 0, "", "the file is empty");
    case CSV_STEP_BROKEN:
        return quarantine_broken(feed, feed->reader);
    case CSV_STEP_FAILED:
        return PROGRESS_FAILED;
    }
    if (!feed_map_build(config, layout, &headings, &feed->rows.map, &why))
        return record_feed_quarantine(&feed->rows, headings.line, why.column, why.field,
                                      why.message);
    record_feed_begin_rows(&feed->rows);
    return PROGRESS_ON;
}

/* A pass of its own: whether an access-portal file bills is known only at its end. */
static bool look_for_payment(struct csv_feed *feed, struct error *error_r)
{
    struct csv_record headings;

    if (feed->rows.context->feed->preset != PRESET_ACCESS_PORTAL)
        return true;
    struct csv_reader *reader = open_reader(feed, error_r);
    if (reader == NULL)
        return false;
    bool ok =
        csv_reader_next(reader, &headings, error_r) == CSV_STEP_RECORD &&
        access_portal_claims_payment(reader, &feed->rows.map, &feed->rows.claims_payment, error_r);
    csv_reader_close(reader);
    return ok;
}

/* Another pass of its own: which record is the last is known only at the end. */
static bool count_records(struct csv_feed *feed, int64_t *count_r, struct error *error_r)
{
    struct csv_record record;
    enum csv_step step;
    struct csv_reader *reader = open_reader(feed, error_r);

    *count_r = -1; /* the headings */
    if (reader == NULL)
        return false;
    while ((step = csv_reader_next(reader, &record, error_r)) == CSV_STEP_RECORD)
        ++*count_r;
    csv_reader_close(reader);
    return step != CSV_STEP_FAILED;
}

static enum progress begin_trailer(struct csv_feed *feed, struct error *error_r)
{
    const struct feed_config *config = feed->rows.context->feed;
    int64_t records = 0;
    struct reject why;

    if (trailer_needs_count(config) && !count_records(feed, &records, error_r))
        return PROGRESS_FAILED;
    return trailer_begin(config, &feed->rows.map, records, &feed->trailer, &why)
               ? PROGRESS_ON
               : record_feed_quarantine(&feed->rows, 0, 0, why.field, why.message);
}

static enum progress end_trailer(struct csv_feed *feed)
{
    struct reject why;

    return trailer_end(&feed->trailer, &why)
               ? PROGRESS_ON
               : record_feed_quarantine(&feed->rows, 0, 0, why.field, why.message);
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

static struct text kept_field(const struct csv_feed *feed, const struct csv_record *record,
                              size_t column)
{
    const struct feed_map *map = &feed->rows.map;
    int field = is_aligned(map, record->field_count) ? map->field_of[column] : FIELD_NONE;

    return record_feed_kept(&feed->rows, field, record->fields[column]);
}

/* In a record with too many or too few fields a withheld one may stand anywhere from its column
 * on. */
static struct text kept_record(const struct csv_feed *feed, const struct csv_record *record)
{
    const struct feed_map *map = &feed->rows.map;
    size_t count = record->field_count;
    struct text *kept = ARENA_ARRAY(feed->rows.record_arena, struct text, count);

    if (!is_aligned(map, count) && count > (size_t)map->first_withheld)
        count = (size_t)map->first_withheld;
    for (size_t i = 0; i < count; i++)
        kept[i] = kept_field(feed, record, i);
    return csv_join(feed->rows.record_arena, kept, count, feed->rows.context->feed->delimiter);
}

static bool hand_over_reject(struct csv_feed *feed, const struct csv_record *record,
                             struct error *error_r)
{
    struct rejected_record rejected = {.line = record->line, .raw = kept_record(feed, record)};

    return record_feed_reject(&feed->rows, &rejected, error_r);
}

/* The access portal's file is one invoice, and its reference the file's name for ever. */
static enum progress note_reference(struct csv_feed *feed, const struct row *row, int64_t line)
{
    if (feed->rows.context->feed->preset != PRESET_ACCESS_PORTAL)
        return PROGRESS_ON;
    struct text reference = record_feed_readable(row, BILL_FIELD_INVOICE_NO);
    struct text noted = text_of(feed->rows.outcome->reference);
    if (reference.length == 0 || text_equal(reference, noted))
        return PROGRESS_ON;
    if (noted.length > 0)
        return record_feed_quarantine(
            &feed->rows, line, feed->rows.map.column[BILL_FIELD_INVOICE_NO] + 1, "invoice_no",
            "another FileReference than the records before: a file has one");
    memcpy(feed->rows.outcome->reference, reference.bytes, reference.length);
    feed->rows.outcome->reference[reference.length] = '\0';
    return PROGRESS_ON;
}

/* A record with too few fields lacks the last. */
static void find_values(struct csv_feed *feed, const struct csv_record *record)
{
    const struct feed_map *map = &feed->rows.map;

    for (size_t i = 0; i < map->found_count; i++) {
        size_t field = map->found[i];
        size_t column = (size_t)map->column[field];
        feed->rows.values[field] =
            column < record->field_count ? record->fields[column] : (struct text){"", 0};
    }
}

static void begin_row(struct csv_feed *feed, const struct csv_record *record)
{
    record_feed_begin_row(&feed->rows);
    find_values(feed, record);
    feed->rows.row.line = record->line;
    feed->rows.row.field_count = record->field_count;
    feed->rows.row.is_plain = utf8_is_plain(record->bytes);
    record_feed_number_row(&feed->rows);
}

/* A record of the trailer is none of the feed's kind. */
static enum trailer_step look_for_trailer(struct csv_feed *feed, const struct csv_record *record)
{
    struct reject why;
    enum trailer_step step = trailer_take(&feed->trailer, record, &why);

    if (step == TRAILER_STEP_WRONG)
        record_feed_quarantine(&feed->rows, record->line, why.column, why.field, why.message);
    return step;
}

static enum progress take_record(struct csv_feed *feed, const struct csv_record *record,
                                 struct error *error_r)
{
    const struct row *row = &feed->rows.row;
    union inbound_record taken;

    if (feed->trailer.config != NULL) {
        enum trailer_step step = look_for_trailer(feed, record);
        if (step != TRAILER_STEP_BEFORE)
            return step == TRAILER_STEP_WITHIN ? PROGRESS_ON : PROGRESS_QUARANTINED;
    }
    begin_row(feed, record);
    if (note_reference(feed, row, record->line) == PROGRESS_QUARANTINED)
        return PROGRESS_QUARANTINED;
    bool ok = is_well_formed(row, record) && record_feed_read(&feed->rows, &taken)
                  ? feed->rows.sink->record(feed->rows.sink->context, taken, error_r)
                  : hand_over_reject(feed, record, error_r);
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
            return end_trailer(feed);
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
        progress = begin_trailer(feed, error_r);
    if (progress == PROGRESS_ON)
        progress = look_for_payment(feed, error_r) ? take_records(feed, error_r) : PROGRESS_FAILED;
    csv_reader_close(feed->reader);
    return progress != PROGRESS_FAILED;
}

bool csv_feed_read(int fd, const struct inbound_context *context, const struct inbound_sink *sink,
                   struct inbound_outcome *outcome_r, struct error *error_r)
{
    struct csv_feed feed = {.fd = fd};

    record_feed_open(&feed.rows, context, sink, outcome_r);
    bool ok = read_file(&feed, error_r);
    record_feed_close(&feed.rows);
    return ok;
}
