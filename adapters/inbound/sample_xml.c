/*
 * Where the records of an unknown XML file are: the element that comes most often
 * among those that have several values of their own right below them.
 */
#include <string.h>

#include "adapters/inbound/sample_table.h"
#include "adapters/inbound/xml_reader.h"

#define PATHS_MOST 512

/* A path of elements from the root, and what stands there. */
struct xml_spot {
    int parent; /* -1: none */
    bool is_attribute;
    struct text name;
    int64_t seen;
    bool has_children, has_text;
    struct sample_column values;
};

struct xml_look {
    struct arena *arena;
    size_t count;
    struct xml_spot *spots; /* PATHS_MOST */
    int open[XML_DEPTH_MOST + 1];
    bool is_invoice, is_order; /* UBL's */
};

/* -1: there are too many. */
static int spot_at(struct xml_look *look, int parent, bool is_attribute, struct text name)
{
    for (size_t i = 0; i < look->count; i++)
        if (look->spots[i].parent == parent && look->spots[i].is_attribute == is_attribute &&
            text_equal(look->spots[i].name, name))
            return (int)i;
    if (look->count == PATHS_MOST)
        return -1;
    look->spots[look->count] = (struct xml_spot){
        .parent = parent, .is_attribute = is_attribute, .name = arena_text(look->arena, name)};
    return (int)look->count++;
}

static void add_value(struct xml_look *look, int spot, struct text value)
{
    if (spot < 0 || text_is_empty(value))
        return;
    look->spots[spot].has_text = true;
    sample_column_add(&look->spots[spot].values, value);
}

static bool ends_with(struct text t, const char *end)
{
    size_t length = strlen(end);

    return t.length >= length && memcmp(t.bytes + t.length - length, end, length) == 0;
}

static void note_root(struct xml_look *look, const struct xml_element *root)
{
    look->is_invoice =
        ends_with(root->space, ":Invoice-2") || ends_with(root->space, ":CreditNote-2");
    look->is_order = ends_with(root->space, ":Order-2") ||
                     ends_with(root->space, ":OrderChange-2") ||
                     ends_with(root->space, ":OrderCancellation-2");
}

static enum xml_want look_begin(void *context, const struct xml_element *element)
{
    struct xml_look *look = context;
    int parent = element->depth > 1 ? look->open[element->depth - 1] : -1;

    if (element->depth == 1)
        note_root(look, element);
    if (look->is_invoice || look->is_order)
        return XML_WANT_NOTHING; /* a preset knows what is in it */
    int spot = spot_at(look, parent, false, element->name);
    if (spot < 0)
        return XML_WANT_NOTHING;
    look->open[element->depth] = spot;
    look->spots[spot].seen++;
    if (parent >= 0)
        look->spots[parent].has_children = true;
    for (size_t i = 0; i < element->attribute_count; i++) {
        add_value(look, spot_at(look, spot, true, element->attributes[i].name),
                  element->attributes[i].value);
    }
    return XML_WANT_FIRST;
}

static bool look_end(void *context, size_t depth, struct text text)
{
    struct xml_look *look = context;

    if (!look->spots[look->open[depth]].has_children)
        add_value(look, look->open[depth], text);
    return true;
}

static bool is_below(const struct xml_look *look, size_t spot, int record)
{
    int at = (int)spot;

    while (at >= 0 && at != record)
        at = look->spots[at].parent;
    return at == record && (int)spot != record;
}

static int64_t values_right_below(const struct xml_look *look, size_t record)
{
    int64_t count = 0;

    for (size_t i = 0; i < look->count; i++)
        count += look->spots[i].parent == (int)record && look->spots[i].has_text;
    return count;
}

static int record_of(const struct xml_look *look)
{
    int best = -1;
    int64_t best_worth = 0;

    for (size_t i = 0; i < look->count; i++) {
        int64_t values = values_right_below(look, i);
        int64_t worth = values >= 2 ? look->spots[i].seen * 1000 + values : 0;
        if (worth <= best_worth)
            continue;
        best_worth = worth;
        best = (int)i;
    }
    return best;
}

/* The names from below `top` (-1: the root's above) down to the spot. */
static const char *path_between(const struct xml_look *look, int top, int spot)
{
    const char *path = "";

    for (int at = spot; at != top; at = look->spots[at].parent)
        path = arena_printf(look->arena, "%s%.*s%s%s", look->spots[at].is_attribute ? "@" : "",
                            TEXT_ARGS(look->spots[at].name), path[0] == '\0' ? "" : "/", path);
    return path;
}

/* Client/Ref is a ClientRef, and Invoice/@number an Invoice number. */
static struct text name_with_parent(const struct xml_look *look, size_t spot)
{
    int parent = look->spots[spot].parent;

    if (parent < 0)
        return look->spots[spot].name;
    return text_of(arena_printf(look->arena, "%.*s%.*s", TEXT_ARGS(look->spots[parent].name),
                                TEXT_ARGS(look->spots[spot].name)));
}

static void fill_table(const struct xml_look *look, int record, struct sample_table *table)
{
    table->preset = PRESET_XML;
    table->record = arena_printf(look->arena, "/%s", path_between(look, -1, record));
    table->record_count = look->spots[record].seen;
    for (size_t i = 0; i < look->count && table->column_count < SAMPLE_COLUMNS_MOST; i++) {
        if (!look->spots[i].has_text)
            continue;
        struct sample_column *column = &table->columns[table->column_count++];
        *column = look->spots[i].values;
        column->heading =
            text_of(is_below(look, i, record)
                        ? path_between(look, record, (int)i)
                        : arena_printf(look->arena, "/%s", path_between(look, -1, (int)i)));
        column->last = look->spots[i].name;
        column->name = name_with_parent(look, i);
    }
}

bool sample_xml_read(struct arena *arena, int fd, struct sample_table *table_r,
                     struct error *error_r)
{
    struct xml_look look = {.arena = arena,
                            .spots = ARENA_ARRAY(arena, struct xml_spot, PATHS_MOST)};
    const struct xml_handler handler = {&look, look_begin, look_end};
    struct xml_fault fault;
    enum xml_outcome outcome = xml_read(arena, fd, &handler, &fault, error_r);

    if (outcome == XML_FAILED)
        return false;
    if (outcome == XML_BROKEN)
        return error_set(error_r, EXIT_STATUS_BAD_DATA, "%lld:%d: %s", (long long)fault.place.line,
                         (int)fault.place.column, fault.reason);
    if (look.is_invoice || look.is_order) {
        table_r->preset = look.is_invoice ? PRESET_UBL_INVOICE : PRESET_UBL_ORDER;
        return true;
    }
    int record = record_of(&look);
    if (record < 0)
        return error_set(error_r, EXIT_STATUS_BAD_DATA,
                         "no element with several values can be seen in the file");
    fill_table(&look, record, table_r);
    return true;
}
