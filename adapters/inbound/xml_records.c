#include "adapters/inbound/xml_records.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "config/xml_path.h"

struct record_state {
    struct xml_path path;
    size_t depth; /* of its open element; 0: none is */
    struct xml_place place;
};

struct slot_state {
    size_t record;
    struct xml_path path;
    size_t room;
    char *bytes;
};

struct scan {
    struct arena *arena;
    const struct xml_form *form;
    const struct xml_record_sink *sink;
    int64_t *seen;
    struct xml_fault *fault;
    struct xml_name open[XML_DEPTH_MOST];
    struct record_state records[XML_RECORD_KINDS_MOST];
    struct slot_state slots[XML_SLOTS_MOST];
    struct xml_value values[XML_SLOTS_MOST];
    size_t waiting_count[XML_DEPTH_MOST + 1]; /* slots that want the text of the open element */
    unsigned char waiting[XML_DEPTH_MOST + 1][XML_SLOTS_MOST];
    struct xml_place places[XML_DEPTH_MOST + 1];
    size_t byte_count; /* of all values */
};

/* --- values --------------------------------------------------------------- */

static bool refuse(struct scan *scan, struct xml_place place, const char *reason)
{
    scan->fault->place = place;
    snprintf(scan->fault->reason, XML_REASON_BYTES, "%s", reason);
    return false;
}

static bool give(struct scan *scan, size_t number, struct text text, struct xml_place place)
{
    struct slot_state *slot = &scan->slots[number];
    struct xml_value *value = &scan->values[number];

    if (text.length == 0)
        return true;
    if (value->text.length > 0) {
        value->is_doubled = true;
        return true;
    }
    if (scan->byte_count + text.length > XML_RECORD_BYTES_MOST)
        return refuse(scan, place, "the record is longer than 1 MiB");
    scan->byte_count += text.length;
    slot->bytes = arena_grow(scan->arena, slot->bytes, &slot->room, text.length, 1);
    memcpy(slot->bytes, text.bytes, text.length);
    *value = (struct xml_value){.text = {slot->bytes, text.length}, .place = place};
    return true;
}

static void clear_record(struct scan *scan, size_t record)
{
    for (size_t i = 0; i < scan->form->slot_count; i++) {
        if (scan->slots[i].record != record)
            continue;
        scan->byte_count -= scan->values[i].text.length;
        scan->values[i] = (struct xml_value){.text = {"", 0}};
    }
}

/* --- elements ------------------------------------------------------------- */

static bool begins_record(const struct scan *scan, const struct record_state *record, size_t depth)
{
    size_t steps = record->path.step_count;

    if (record->depth > 0 || depth < steps || (record->path.is_from_root && depth != steps))
        return false;
    return xml_path_fits(&record->path, scan->open, depth - steps, depth);
}

static void begin_records(struct scan *scan, const struct xml_element *element)
{
    for (size_t i = 0; i < scan->form->record_count; i++) {
        struct record_state *record = &scan->records[i];
        if (!begins_record(scan, record, element->depth))
            continue;
        record->depth = element->depth;
        record->place = element->place;
        clear_record(scan, i);
    }
}

static bool give_attribute(struct scan *scan, size_t slot, const struct xml_element *element)
{
    for (size_t i = 0; i < element->attribute_count; i++)
        if (text_equal(element->attributes[i].name, scan->slots[slot].path.attribute))
            return give(scan, slot, element->attributes[i].value, element->place);
    return true;
}

/* False: the file is refused. */
static bool begin_slots(struct scan *scan, const struct xml_element *element)
{
    size_t depth = element->depth;

    scan->waiting_count[depth] = 0;
    for (size_t i = 0; i < scan->form->slot_count; i++) {
        const struct slot_state *slot = &scan->slots[i];
        size_t from = scan->records[slot->record].depth;
        if (from == 0 || !xml_path_fits(&slot->path, scan->open, from, depth))
            continue;
        if (slot->path.attribute.length == 0)
            scan->waiting[depth][scan->waiting_count[depth]++] = (unsigned char)i;
        else if (!give_attribute(scan, i, element))
            return false;
    }
    return true;
}

static enum xml_want begin(void *context, const struct xml_element *element)
{
    struct scan *scan = context;
    size_t depth = element->depth;
    const char *reason = depth == 1 && scan->sink->root != NULL
                             ? scan->sink->root(scan->sink->context, element)
                             : NULL;

    if (reason != NULL) {
        refuse(scan, element->place, reason);
        return XML_WANT_STOP;
    }
    scan->open[depth - 1] = (struct xml_name){element->prefix, element->name};
    scan->places[depth] = element->place;
    begin_records(scan, element);
    if (!begin_slots(scan, element))
        return XML_WANT_STOP;
    return scan->waiting_count[depth] > 0 ? XML_WANT_TEXT : XML_WANT_CHILDREN;
}

static bool end_records(struct scan *scan, size_t depth)
{
    bool go_on = true;

    for (size_t i = 0; go_on && i < scan->form->record_count; i++) {
        struct record_state *record = &scan->records[i];
        if (record->depth != depth)
            continue;
        struct xml_record ended = {i, record->place, scan->values};
        scan->seen[i]++;
        go_on = scan->sink->record(scan->sink->context, &ended);
        record->depth = 0;
    }
    return go_on;
}

static bool end(void *context, size_t depth, struct text text)
{
    struct scan *scan = context;

    for (size_t i = 0; i < scan->waiting_count[depth]; i++)
        if (!give(scan, scan->waiting[depth][i], text, scan->places[depth]))
            return false;
    return end_records(scan, depth);
}

/* --- the file ------------------------------------------------------------- */

static void prepare(struct scan *scan)
{
    const struct xml_form *form = scan->form;

    assert(form->record_count <= XML_RECORD_KINDS_MOST && form->slot_count <= XML_SLOTS_MOST);
    for (size_t i = 0; i < form->record_count; i++) {
        bool is_path = xml_path_parse(form->records[i], &scan->records[i].path);
        assert(is_path);
        scan->seen[i] = 0;
    }
    for (size_t i = 0; i < form->slot_count; i++) {
        bool is_path = xml_path_parse(form->slots[i].path, &scan->slots[i].path);
        assert(is_path && form->slots[i].record < form->record_count);
        scan->slots[i].record = form->slots[i].record;
        scan->values[i] = (struct xml_value){.text = {"", 0}};
    }
}

enum xml_outcome xml_records_read(struct arena *arena, int fd, const struct xml_form *form,
                                  const struct xml_record_sink *sink,
                                  int64_t seen_r[XML_RECORD_KINDS_MOST], struct xml_fault *fault_r,
                                  struct error *error_r)
{
    struct scan *scan = ARENA_NEW(arena, struct scan);
    struct xml_fault own = {.reason = ""};
    struct xml_handler handler = {scan, begin, end};

    *scan =
        (struct scan){.arena = arena, .form = form, .sink = sink, .seen = seen_r, .fault = &own};
    prepare(scan);
    enum xml_outcome outcome = xml_read(arena, fd, &handler, fault_r, error_r);
    if (outcome != XML_STOPPED || own.reason[0] == '\0')
        return outcome;
    *fault_r = own;
    return XML_BROKEN;
}
