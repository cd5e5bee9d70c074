#include "config/feed_fields.h"

#include <string.h>

#include "config/canonical_field.h"
#include "config/config.h"
#include "config/source_fields.h"
#include "config/text_form.h"
#include "config/xml_path.h"

#define FEED_NAME_BYTES 48
#define VALUE_BYTES     200
#define PREAMBLE_MOST   1000
#define TRAILER_MOST    100
#define COLUMN_MOST     256

_Static_assert(sizeof(enum preset) == sizeof(unsigned), "words are stored as unsigned");

#define X(name, word) word,
static const char *const manifest_word_list[] = {MANIFEST_LIST(X)};
static const char *const preset_word_list[] = {PRESET_LIST(X)};
static const char *const encoding_word_list[] = {ENCODING_LIST(X)};
static const char *const date_word_list[] = {DATE_FORM_LIST(X)};
static const char *const number_word_list[] = {NUMBER_FORM_LIST(X)};
static const char *const kind_word_list[] = {FEED_KIND_LIST(X)};
#undef X
static const struct words manifest_words = WORDS_OF(manifest_word_list);
static const struct words preset_words = WORDS_OF(preset_word_list);
static const struct words encoding_words = WORDS_OF(encoding_word_list);
static const struct words date_words = WORDS_OF(date_word_list);
static const struct words number_words = WORDS_OF(number_word_list);
static const struct words kind_words = WORDS_OF(kind_word_list);

static void read_feed_name(struct reader *reader, const struct field *field,
                           const struct node *value, void *base)
{
    read_form(reader, field, value, base, is_feed_name, "must be letters, digits, _ and -");
}

static void read_url(struct reader *reader, const struct field *field, const struct node *value,
                     void *base)
{
    const struct feed_config *feed = base;
    size_t faults_before = reader->faults->count;

    read_string(reader, field, value, base);
    if (reader->faults->count > faults_before)
        return;
    if (is_remote_url(feed->url))
        return; /* check_source */
    if (strstr(feed->url, "://"))
        fault_add(reader->faults, value->line, field->key,
                  "must be a path below the spool, sftp:// or https://");
    else if (!is_relative_path(feed->url))
        fault_add(reader->faults, value->line, field->key,
                  "must be a path below the spool without empty, . and .. parts");
}

/* One byte that can part fields: nothing that values are written with. */
static void read_delimiter(struct reader *reader, const struct field *field,
                           const struct node *value, void *base)
{
    struct feed_config *feed = base;
    struct text text;

    if (!scalar_text(reader, field, value, &text))
        return;
    if (text.length == 1 && (text.bytes[0] == '\t' || strchr(",;|:^~!", text.bytes[0])))
        feed->delimiter = text.bytes[0];
    else
        fault_add(reader->faults, value->line, field->key,
                  "must be a tab or one of , ; | : ^ ~ !, not \"%s\"", shown(reader, text));
}

static bool is_heading(const struct node *value)
{
    return value->kind == NODE_SCALAR && !text_is_empty(text_trim(value->text));
}

/* Any key here; whether the feed's kind has such a field is known once the feed is read. */
static void read_columns(struct reader *reader, const struct field *field, const struct node *value,
                         void *base)
{
    struct feed_config *feed = base;
    struct column_name *columns;

    if (node_is_null(value))
        return;
    if (value->kind != NODE_MAPPING) {
        fault_add(reader->faults, value->line, field->key,
                  "must be a mapping of fields to headings");
        return;
    }
    columns = ARENA_ARRAY(reader->arena, struct column_name, value->count);
    for (size_t i = 0; i < value->count; i++) {
        columns[i].field = value->keys[i]->text.bytes;
        columns[i].heading = value->values[i]->text.bytes;
        if (!is_heading(value->values[i]))
            fault_add(reader->faults, value->values[i]->line, columns[i].field,
                      "must be a heading of the file");
    }
    feed->columns = columns;
    feed->column_count = value->count;
}

static bool is_value(const struct node *value)
{
    return is_heading(value) && value->text.length <= VALUE_BYTES &&
           memchr(value->text.bytes, '\n', value->text.length) == NULL;
}

/* As with columns: whether there are such fields is known once the feed is read. */
static void read_values(struct reader *reader, const struct field *field, const struct node *value,
                        void *base)
{
    struct feed_config *feed = base;
    struct field_value *values;

    if (node_is_null(value))
        return;
    if (value->kind != NODE_MAPPING) {
        fault_add(reader->faults, value->line, field->key, "must be a mapping of fields to values");
        return;
    }
    values = ARENA_ARRAY(reader->arena, struct field_value, value->count);
    for (size_t i = 0; i < value->count; i++) {
        values[i].field = value->keys[i]->text.bytes;
        values[i].value = value->values[i]->text.bytes;
        if (!is_value(value->values[i]))
            fault_add(reader->faults, value->values[i]->line, values[i].field,
                      "must be a value on one line, at most %d bytes", VALUE_BYTES);
    }
    feed->values = values;
    feed->value_count = value->count;
}

static bool is_renamed(const struct feed_config *feed, struct text name)
{
    for (size_t i = 0; i < feed->column_count; i++)
        if (text_equal(text_of(feed->columns[i].field), name))
            return true;
    return false;
}

static void check_values(struct reader *reader, const struct node *values,
                         const struct feed_config *feed)
{
    for (size_t i = 0; i < values->count; i++) {
        const struct node *key = values->keys[i];

        if (!canonical_field_known(feed->kind, key->text))
            fault_add(reader->faults, key->line, shown(reader, key->text), "a %s has no such field",
                      feed_kind_word(feed->kind));
        else if (text_equal(key->text, TEXT_LITERAL("provider")))
            fault_add(reader->faults, key->line, "provider", "belongs to the feed, not to values");
        else if (is_renamed(feed, key->text))
            fault_add(reader->faults, key->line, shown(reader, key->text),
                      "is in columns and in values: it can be only one of them");
    }
}

static bool can_be_added_up(enum feed_kind kind, const char *name)
{
    static const char *const of_bill[] = {"net", "vat", "gross", "quantity"};

    if (kind == FEED_KIND_ORDER)
        return strcmp(name, "quantity") == 0;
    for (size_t i = 0; kind == FEED_KIND_BILL && i < sizeof(of_bill) / sizeof(of_bill[0]); i++)
        if (strcmp(name, of_bill[i]) == 0)
            return true;
    return false;
}

static void check_trailer(struct reader *reader, const struct node *trailer,
                          struct feed_config *feed)
{
    const struct node *total = node_find(trailer, "total"), *name = node_find(trailer, "field");

    if (feed->trailer.total_field == NULL)
        return; /* it has a fault */
    if (feed->trailer.total_field[0] == '\0')
        feed->trailer.total_field = feed->kind == FEED_KIND_ORDER ? "quantity" : "net";
    if (name != NULL && total == NULL)
        fault_add(reader->faults, name->line, "field", "needs total, which it is about");
    else if (total != NULL && !can_be_added_up(feed->kind, feed->trailer.total_field))
        fault_add(reader->faults, total->line, "total",
                  "is of net, vat, gross or quantity of a bill, or of quantity of an order");
}

/* Of ISO 20022, with elements of its own. */
static bool is_response_document(enum preset preset)
{
    return preset == PRESET_CAAA012 || preset == PRESET_PAIN002 || preset == PRESET_CAMT054;
}

/* Only a table of our own headings has rows around it. */
static void refuse_around_preset(struct reader *reader, const struct node *mapping,
                                 const struct feed_config *feed, const char *key)
{
    const struct node *value = node_find(mapping, key);

    bool is_text = feed->preset == PRESET_TALLYSTICK;
    bool is_xml =
        feed->preset != PRESET_ACCESS_PORTAL && !is_response_document(feed->preset) && !is_text;

    if (value != NULL && !is_text && !(is_xml && strcmp(key, "values") == 0))
        fault_add(reader->faults, value->line, key, "is for preset tallystick, not %s",
                  preset_word_list[feed->preset]);
}

static void check_columns(struct reader *reader, const struct node *columns,
                          const struct feed_config *feed)
{
    if (feed->preset == PRESET_ACCESS_PORTAL || is_response_document(feed->preset))
        fault_add(reader->faults, columns->line, "columns", "preset %s has %s of its own",
                  preset_word_list[feed->preset],
                  feed->preset == PRESET_ACCESS_PORTAL ? "headings" : "elements");
    for (size_t i = 0; i < columns->count; i++)
        if (!canonical_field_known(feed->kind, columns->keys[i]->text))
            fault_add(reader->faults, columns->keys[i]->line, shown(reader, columns->keys[i]->text),
                      "a %s has no such field", feed_kind_word(feed->kind));
}

static void check_xml(struct reader *reader, const struct node *mapping,
                      const struct feed_config *feed)
{
    const struct node *record = node_find(mapping, "record");
    const struct node *columns = node_find(mapping, "columns");
    struct xml_path path;

    if (!record)
        fault_add(reader->faults, mapping->line, "record",
                  "must be given: the path of the element that is a record");
    else if (!xml_path_is_of_element(feed->record))
        fault_add(reader->faults, record->line, "record",
                  "must be a path such as /Visits/Visit, not \"%s\"", shown(reader, record->text));
    if (!columns)
        fault_add(reader->faults, mapping->line, "columns",
                  "must be given: the paths of the fields below the record");
    for (size_t i = 0; i < feed->column_count; i++)
        if (!xml_path_parse(feed->columns[i].heading, &path))
            fault_add(reader->faults, columns->values[i]->line, feed->columns[i].field,
                      "must be a path such as Client/Ref or @id, not \"%s\"",
                      shown(reader, columns->values[i]->text));
}

static void check_kind(struct reader *reader, const struct node *mapping,
                       const struct feed_config *feed, enum feed_kind kind)
{
    if (feed->kind != kind)
        fault_add(reader->faults, node_find(mapping, "preset")->line, "preset",
                  "%s brings kind %s, not kind %s", preset_word_list[feed->preset],
                  feed_kind_word(kind), feed_kind_word(feed->kind));
}

/* The portal writes its dates day first, whatever a feed says. */
static void check_access_portal(struct reader *reader, const struct node *mapping,
                                struct feed_config *feed)
{
    const struct node *csv = node_find(mapping, "csv");
    const struct node *date = csv && csv->kind == NODE_MAPPING ? node_find(csv, "date") : NULL;

    if (feed->kind != FEED_KIND_BILL)
        fault_add(reader->faults, node_find(mapping, "preset")->line, "preset",
                  "access-portal brings bills, not kind %s", feed_kind_word(feed->kind));
    if (date && feed->date_form != DATE_FORM_DMY)
        fault_add(reader->faults, date->line, "date", "access-portal writes dates as dmy");
    feed->date_form = DATE_FORM_DMY;
}

static void check_feed(struct reader *reader, const struct node *mapping, void *base)
{
    struct feed_config *feed = base;
    const struct node *columns = node_find(mapping, "columns");

    feed->line = mapping->line;
    check_source(reader, mapping, feed);
    const struct node *values = node_find(mapping, "values");
    const struct node *trailer = node_find(mapping, "trailer");

    if (columns)
        check_columns(reader, columns, feed);
    if (values && values->kind == NODE_MAPPING)
        check_values(reader, values, feed);
    if (trailer && trailer->kind == NODE_MAPPING) {
        feed->trailer.is_there = true;
        check_trailer(reader, trailer, feed);
    }
    refuse_around_preset(reader, mapping, feed, "preamble");
    refuse_around_preset(reader, mapping, feed, "trailer");
    if (feed->preset != PRESET_XML)
        refuse_around_preset(reader, mapping, feed, "values");
    if (feed->preset == PRESET_ACCESS_PORTAL)
        check_access_portal(reader, mapping, feed);
    if (feed->preset == PRESET_XML)
        check_xml(reader, mapping, feed);
    else if (node_find(mapping, "record"))
        fault_add(reader->faults, node_find(mapping, "record")->line, "record",
                  "is for preset xml alone");
    if (feed->preset == PRESET_UBL_INVOICE)
        check_kind(reader, mapping, feed, FEED_KIND_BILL);
    if (feed->preset == PRESET_UBL_ORDER)
        check_kind(reader, mapping, feed, FEED_KIND_ORDER);
    if (is_response_document(feed->preset))
        check_kind(reader, mapping, feed, FEED_KIND_RESPONSE);
}

static bool same_feed(const void *a, const void *b)
{
    const struct feed_config *one = a, *other = b;

    return strcmp(one->name, other->name) == 0;
}

#define AT(member) offsetof(struct feed_config, member)
static const struct field csv_fields[] = {
    FIELD("delimiter", read_delimiter, AT(delimiter), .standard = ","),
    FIELD("encoding", read_word, AT(encoding), .words = &encoding_words, .standard = "UTF-8"),
    FIELD("date", read_word, AT(date_form), .words = &date_words, .standard = "iso"),
    FIELD("number", read_word, AT(number_form), .words = &number_words, .standard = "plain"),
};
#define TRAILER_AT(member) offsetof(struct trailer_config, member)
static const struct field trailer_fields[] = {
    FIELD("mark", read_string, TRAILER_AT(mark), .low = 1, .high = VALUE_BYTES),
    FIELD("records", read_whole, TRAILER_AT(records), .low = 1, .high = TRAILER_MOST,
          .standard = "1"),
    FIELD("count", read_whole, TRAILER_AT(count_column), .low = 1, .high = COLUMN_MOST),
    FIELD("total", read_whole, TRAILER_AT(total_column), .low = 1, .high = COLUMN_MOST),
    FIELD("field", read_string, TRAILER_AT(total_field), .low = 1, .high = VALUE_BYTES),
};
#undef TRAILER_AT
static const struct level trailer_level = {.size = sizeof(struct trailer_config),
                                           FIELDS_OF(trailer_fields)};
static const struct level csv_level = {.size = sizeof(struct feed_config), FIELDS_OF(csv_fields)};

static const struct field feed_fields[] = {
    FIELD("name", read_feed_name, AT(name), .required = true, .low = 1, .high = FEED_NAME_BYTES),
    FIELD("kind", read_word, AT(kind), .required = true, .words = &kind_words),
    FIELD("preset", read_word, AT(preset), .words = &preset_words, .standard = "tallystick"),
    FIELD("url", read_url, AT(url), .required = true, .low = 1, .high = PATH_BYTES),
    FIELD("record", read_string, AT(record), .high = PATH_BYTES),
    FIELD("required", read_flag, AT(required), .standard = "false"),
    FIELD("manifest", read_word, AT(manifest), .words = &manifest_words, .standard = "none"),
    FIELD("provider", read_reference, AT(provider)),
    FIELD("csv", read_mapping, 0, .level = &csv_level, .standard = "{}"),
    FIELD("columns", read_columns, 0),
    FIELD("values", read_values, 0),
    FIELD("trailer", read_mapping, AT(trailer), .level = &trailer_level),
    FIELD("preamble", read_whole, AT(preamble), .low = 0, .high = PREAMBLE_MOST, .standard = "0"),
    SOURCE_FIELDS,
};
#undef AT
const struct level feed_level = {.size = sizeof(struct feed_config),
                                 FIELDS_OF(feed_fields),
                                 .check = check_feed,
                                 .same = same_feed,
                                 .same_key = "name"};
