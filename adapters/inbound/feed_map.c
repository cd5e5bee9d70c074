#include "adapters/inbound/feed_map.h"

#include <assert.h>
#include <string.h>

#include "adapters/inbound/utf8.h"

/* Every name in `columns` must be a field, or the feed does not mean what it says. */
static bool columns_are_fields(const struct feed_config *feed, const struct record_layout *layout,
                               struct reject *why_r)
{
    for (size_t i = 0; i < feed->column_count; i++) {
        struct text name = text_of(feed->columns[i].field);
        size_t field = 0;
        while (field < layout->field_count &&
               !text_equal(name, text_of(layout->fields[field].name)))
            field++;
        if (field == layout->field_count)
            return reject_set(why_r, REJECT_INVALID, "",
                              "the feed's columns name %s, which is no field of its kind",
                              feed->columns[i].field);
    }
    return true;
}

/* A heading that `columns` gives to one field is no other's by its own name: "Start" may be a time
 * of day.  What a record needs is still looked for under its name. */
static bool is_given_away(const struct feed_config *feed, const struct field_spec *field)
{
    for (size_t i = 0; i < feed->column_count && !(field->flags & FIELD_NEEDED); i++)
        if (text_equal_nocase(text_trim(text_of(feed->columns[i].heading)), text_of(field->name)))
            return true;
    return false;
}

const char *feed_map_heading(const struct feed_config *feed, const struct record_layout *layout,
                             size_t field)
{
    struct text name = text_of(layout->fields[field].name);

    for (size_t i = 0; i < feed->column_count; i++)
        if (text_equal(name, text_of(feed->columns[i].field)))
            return feed->columns[i].heading;
    if (layout->headings != NULL)
        return layout->headings[field];
    if (feed->preset == PRESET_XML || is_given_away(feed, &layout->fields[field]))
        return NULL;
    return layout->fields[field].name;
}

static struct text text_from(struct text t, size_t at)
{
    return (struct text){t.bytes + at, t.length - at};
}

/* The bytes of the blank that t begins with; 0: it begins with none. */
static size_t blank_bytes(struct text t)
{
    if (t.length > 1 && t.bytes[0] == '\xC2' && t.bytes[1] == '\xA0')
        return 2;
    return t.length > 0 && strchr(" \t\r\n", t.bytes[0]) != NULL && t.bytes[0] != '\0';
}

/* Any case, and any blanks and line ends where there is one. */
static bool is_same_heading(struct text a, struct text b)
{
    for (;;) {
        size_t a_blanks = 0, b_blanks = 0;
        for (size_t step; (step = blank_bytes(text_from(a, a_blanks))) > 0;)
            a_blanks += step;
        for (size_t step; (step = blank_bytes(text_from(b, b_blanks))) > 0;)
            b_blanks += step;
        a = text_from(a, a_blanks);
        b = text_from(b, b_blanks);
        if (a.length == 0 || b.length == 0)
            return a.length == b.length;
        if ((a_blanks > 0) != (b_blanks > 0) ||
            !text_equal_nocase((struct text){a.bytes, 1}, (struct text){b.bytes, 1}))
            return false;
        a = text_from(a, 1);
        b = text_from(b, 1);
    }
}

static bool find_column(const struct csv_record *headings, const char *heading,
                        const char *field_name, int *column_r, struct reject *why_r)
{
    *column_r = FIELD_NONE;
    for (size_t i = 0; i < headings->field_count; i++) {
        if (!is_same_heading(headings->fields[i], text_trim(text_of(heading))))
            continue;
        if (*column_r != FIELD_NONE) {
            reject_set(why_r, REJECT_INVALID, field_name, "the heading \"%s\" is there twice",
                       heading);
            why_r->column = (int32_t)i + 1;
            return false;
        }
        *column_r = (int)i;
    }
    return true;
}

struct text feed_map_value(const struct feed_config *feed, const struct record_layout *layout,
                           size_t field)
{
    struct text name = text_of(layout->fields[field].name);

    if ((int)field == layout->provider)
        return feed->provider;
    for (size_t i = 0; i < feed->value_count; i++)
        if (text_equal(name, text_of(feed->values[i].field)))
            return text_of(feed->values[i].value);
    return (struct text){"", 0};
}

/* By a column or by the feed. */
static bool has(const struct feed_config *feed, const struct feed_map *map, size_t field)
{
    return map->column[field] != FIELD_NONE ||
           !text_is_empty(feed_map_value(feed, map->layout, field));
}

static bool missing(const struct feed_config *feed, const struct feed_map *map, size_t field,
                    struct reject *why_r)
{
    const char *name = map->layout->fields[field].name;
    const char *heading = feed_map_heading(feed, map->layout, field);

    if (heading == NULL)
        return reject_set(why_r, REJECT_MISSING, name, "the feed's columns have nothing for it");
    return reject_set(why_r, REJECT_MISSING, name, "the heading \"%s\" is missing", heading);
}

static bool needed_are_there(const struct feed_config *feed, const struct feed_map *map,
                             struct reject *why_r)
{
    const struct record_layout *layout = map->layout;

    for (size_t field = 0; field < layout->field_count; field++)
        if ((layout->fields[field].flags & FIELD_NEEDED) && !has(feed, map, field))
            return missing(feed, map, field, why_r);
    if (!layout->starts || has(feed, map, BILL_FIELD_START))
        return true;
    if (!has(feed, map, BILL_FIELD_VISIT_DATE))
        return missing(feed, map,
                       layout->headings == NULL ? BILL_FIELD_START : BILL_FIELD_VISIT_DATE, why_r);
    return has(feed, map, BILL_FIELD_START_TIME) ||
           missing(feed, map, BILL_FIELD_START_TIME, why_r);
}

/* A value of the feed's own leaves no column to be read, or one of them would be passed over. */
static bool values_are_alone(const struct feed_config *feed, const struct feed_map *map,
                             struct reject *why_r)
{
    const struct record_layout *layout = map->layout;

    for (size_t field = 0; field < layout->field_count; field++) {
        if ((int)field == layout->provider || map->column[field] == FIELD_NONE ||
            text_is_empty(feed_map_value(feed, layout, field)))
            continue;
        reject_set(why_r, REJECT_INVALID, layout->fields[field].name,
                   "the file has a column for it, and the feed's values have it too");
        why_r->column = (int32_t)map->column[field] + 1;
        return false;
    }
    return true;
}

static void turn_around(struct feed_map *map)
{
    map->first_withheld = CSV_COLUMNS_MOST;
    map->found_count = 0;
    for (size_t i = 0; i < map->column_count; i++)
        map->field_of[i] = FIELD_NONE;
    for (size_t field = 0; field < map->layout->field_count; field++) {
        int column = map->column[field];
        if (column == FIELD_NONE)
            continue;
        map->found[map->found_count++] = (unsigned char)field;
        map->field_of[column] = (int)field;
        if ((map->layout->fields[field].flags & FIELD_WITHHELD) && column < map->first_withheld)
            map->first_withheld = column;
    }
}

bool feed_map_build(const struct feed_config *feed, const struct record_layout *layout,
                    const struct csv_record *headings, struct feed_map *map_r, struct reject *why_r)
{
    assert(headings->field_count <= CSV_COLUMNS_MOST);
    map_r->layout = layout;
    map_r->column_count = headings->field_count;
    if (!columns_are_fields(feed, layout, why_r))
        return false;
    for (size_t field = 0; field < layout->field_count; field++) {
        const char *heading = feed_map_heading(feed, layout, field);
        map_r->column[field] = FIELD_NONE;
        if (heading != NULL && !find_column(headings, heading, layout->fields[field].name,
                                            &map_r->column[field], why_r))
            return false;
    }
    turn_around(map_r);
    return values_are_alone(feed, map_r, why_r) && needed_are_there(feed, map_r, why_r);
}

bool feed_map_build_paths(const struct feed_config *feed, const struct record_layout *layout,
                          struct feed_map *map_r, struct reject *why_r)
{
    map_r->layout = layout;
    map_r->column_count = 0;
    if (!columns_are_fields(feed, layout, why_r))
        return false;
    for (size_t field = 0; field < layout->field_count; field++)
        map_r->column[field] =
            feed_map_heading(feed, layout, field) == NULL ? FIELD_NONE : (int)map_r->column_count++;
    turn_around(map_r);
    return (feed->preset != PRESET_XML || values_are_alone(feed, map_r, why_r)) &&
           needed_are_there(feed, map_r, why_r);
}
