#include "adapters/inbound/xml_feed.h"

#include <string.h>

#include "adapters/inbound/utf8.h"
#include "config/xml_path.h"

/* --- rows ----------------------------------------------------------------- */

/* field: value, field: value; card numbers masked. */
static struct text kept_row(const struct record_feed *feed)
{
    const struct record_layout *layout = feed->map.layout;
    struct text *kept = ARENA_ARRAY(feed->record_arena, struct text, layout->field_count);
    size_t count = 0;

    for (size_t field = 0; field < layout->field_count; field++) {
        if (feed->values[field].length == 0)
            continue;
        struct text value = record_feed_kept(feed, (int)field, feed->values[field]);
        const char *line = arena_printf(feed->record_arena, "%s: %.*s", layout->fields[field].name,
                                        TEXT_ARGS(value));
        kept[count++] = text_of(line);
    }
    return csv_join(feed->record_arena, kept, count, ',');
}

/* Where the value stands that the reject is about, else where the record does. */
static struct xml_place place_of_reject(const struct record_feed *feed,
                                        const struct xml_place *places, struct xml_place record)
{
    const struct record_layout *layout = feed->map.layout;

    for (size_t field = 0; field < layout->field_count; field++)
        if (places[field].line > 0 && strcmp(layout->fields[field].name, feed->why.field) == 0)
            return places[field];
    return record;
}

static bool hand_over_reject(struct record_feed *feed, const struct xml_place *places,
                             struct xml_place record, struct error *error_r)
{
    struct xml_place place = place_of_reject(feed, places, record);
    struct rejected_record rejected = {.line = place.line, .raw = kept_row(feed)};

    feed->why.column = place.column;
    return record_feed_reject(feed, &rejected, error_r);
}

static bool values_are_plain(const struct record_feed *feed)
{
    for (size_t field = 0; field < feed->map.layout->field_count; field++)
        if (!utf8_is_plain(feed->values[field]))
            return false;
    return true;
}

bool xml_feed_take_row(struct record_feed *feed, const struct xml_place *places,
                       struct xml_place record, bool is_valid, struct error *error_r)
{
    union inbound_record taken;
    struct reject found = feed->why;

    feed->row.field_count = feed->map.column_count;
    feed->row.is_plain = values_are_plain(feed);
    record_feed_number_row(feed); /* which tries fields, and may refuse some */
    feed->why = found;
    return is_valid && record_feed_read(feed, &taken)
               ? feed->sink->record(feed->sink->context, taken, error_r)
               : hand_over_reject(feed, places, record, error_r);
}

void xml_feed_set_aside(struct record_feed *feed, const struct xml_fault *fault)
{
    record_feed_quarantine(feed, fault->place.line, fault->place.column, "", fault->reason);
}

/* --- a form from the feed's paths ------------------------------------------ */

struct xml_feed {
    struct record_feed rows;
    struct error *error;
    const char *record_path;
    struct xml_form form; /* record 0 is the record; the others hold what stands outside it */
    size_t parent;        /* of the records, where the path has it; else 0 */
    const char *records[XML_RECORD_KINDS_MOST];
    struct xml_slot slots[FIELD_LIST_MOST];
    size_t field_of[FIELD_LIST_MOST]; /* of each slot */
    struct xml_place places[FIELD_LIST_MOST];
};

/* What stands outside the record is forgotten where the element begins that it stands in. */
static struct xml_slot outer_slot(struct xml_feed *feed, const char *path)
{
    const char *last = strrchr(path, '/');
    size_t number = feed->form.record_count++;

    if (last == path) { /* of the root itself */
        feed->records[number] = path;
        return (struct xml_slot){number, "."};
    }
    feed->records[number] = arena_printf(feed->rows.file_arena, "%.*s", (int)(last - path), path);
    return (struct xml_slot){number, last + 1};
}

static void make_form(struct xml_feed *feed)
{
    const struct feed_config *config = feed->rows.context->feed;
    const struct record_layout *layout = feed->rows.map.layout;

    feed->records[0] = feed->record_path;
    feed->form = (struct xml_form){.record_count = 1, .slots = feed->slots};
    for (size_t field = 0; field < layout->field_count; field++) {
        const char *path = feed_map_heading(config, layout, field);
        if (path == NULL)
            continue;
        feed->field_of[feed->form.slot_count] = field;
        feed->slots[feed->form.slot_count++] =
            path[0] == '/' ? outer_slot(feed, path) : (struct xml_slot){0, path};
    }
    feed->form.records = feed->records;
}

/* --- the file ------------------------------------------------------------- */

static bool take_record(void *context, const struct xml_record *record)
{
    struct xml_feed *feed = context;
    struct record_feed *rows = &feed->rows;
    bool is_valid = true;

    if (record->number != 0)
        return true;
    record_feed_begin_row(rows);
    rows->row.line = record->place.line;
    for (size_t slot = 0; slot < feed->form.slot_count; slot++) {
        const struct xml_value *value = &record->values[slot];
        size_t field = feed->field_of[slot];
        rows->values[field] = value->text;
        feed->places[field] = value->place;
        if (value->is_doubled && is_valid)
            is_valid = reject_set(&rows->why, REJECT_INVALID, rows->map.layout->fields[field].name,
                                  "is there more than once");
    }
    return xml_feed_take_row(rows, feed->places, record->place, is_valid, feed->error);
}

/* A file without records is fine where what they stand in is there. */
static bool holds_what_it_should(const struct xml_feed *feed, const int64_t *seen)
{
    return seen[0] > 0 || seen[feed->parent] > 0;
}

static void add_parent_of_records(struct xml_feed *feed)
{
    const char *last = strrchr(feed->record_path, '/');

    if (last == NULL || last == feed->record_path)
        return;
    feed->parent = feed->form.record_count++;
    feed->records[feed->parent] = arena_printf(feed->rows.file_arena, "%.*s",
                                               (int)(last - feed->record_path), feed->record_path);
}

static bool read_file(struct xml_feed *feed, int fd)
{
    struct xml_record_sink sink = {.context = feed, .record = take_record};
    int64_t seen[XML_RECORD_KINDS_MOST];
    struct xml_fault fault;

    add_parent_of_records(feed);
    switch (xml_records_read(feed->rows.file_arena, fd, &feed->form, &sink, seen, &fault,
                             feed->error)) {
    case XML_WHOLE:
        if (!holds_what_it_should(feed, seen))
            record_feed_quarantine(
                &feed->rows, 1, 1, "",
                arena_printf(feed->rows.file_arena, "no element stands at %s", feed->record_path));
        return true;
    case XML_BROKEN:
        xml_feed_set_aside(&feed->rows, &fault);
        return true;
    case XML_STOPPED:
    case XML_FAILED:
        break;
    }
    return false;
}

static bool read_feed(struct xml_feed *feed, int fd)
{
    const struct feed_config *config = feed->rows.context->feed;
    const struct record_layout *layout = record_layout_of(config->kind, config->preset);
    struct reject why;

    feed->record_path = layout->record == NULL ? config->record : layout->record;
    if (!feed_map_build_paths(config, layout, &feed->rows.map, &why)) {
        record_feed_quarantine(&feed->rows, 0, 0, why.field, why.message);
        return true;
    }
    record_feed_begin_rows(&feed->rows);
    make_form(feed);
    return read_file(feed, fd);
}

bool xml_feed_read(int fd, const struct inbound_context *context, const struct inbound_sink *sink,
                   struct inbound_outcome *outcome_r, struct error *error_r)
{
    struct xml_feed feed = {.error = error_r};

    record_feed_open(&feed.rows, context, sink, outcome_r);
    bool ok = read_feed(&feed, fd);
    record_feed_close(&feed.rows);
    return ok;
}
