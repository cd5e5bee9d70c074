/*
 * Records of an XML file: elements that a form knows by their path, each with the
 * values of its slots.  Records may stand within each other; an inner one is handed
 * over when it ends, with what the outer ones have given so far.
 *
 * A record's path (config/xml_path.h) begins with `/` where it is meant from the root on;
 * else it is the end of the element's path.  A slot's path goes from its record downwards.
 */
#ifndef TALLYSTICK_INBOUND_XML_RECORDS_H
#define TALLYSTICK_INBOUND_XML_RECORDS_H

#include "adapters/inbound/xml_reader.h"

#define XML_RECORD_BYTES_MOST ((size_t)1024 * 1024) /* of all slots together */
#define XML_RECORD_KINDS_MOST 48
#define XML_SLOTS_MOST        96

struct xml_slot {
    size_t record; /* number of its record in the form */
    const char *path;
};

struct xml_form {
    size_t record_count;
    const char *const *records;
    size_t slot_count;
    const struct xml_slot *slots;
};

/* What a slot has in the record that is open, or was last. */
struct xml_value {
    struct text text; /* empty: nothing */
    struct xml_place place;
    bool is_doubled; /* given more than once; the first stands */
};

struct xml_record {
    size_t number; /* in the form */
    struct xml_place place;
    const struct xml_value *values; /* of all slots; good until the call returns */
};

struct xml_record_sink {
    void *context;
    /* NULL: any root will do.  Else why the file is none of ours (a static text), or NULL. */
    const char *(*root)(void *context, const struct xml_element *root);
    bool (*record)(void *context, const struct xml_record *record); /* false: stop */
};

/* The form's paths are sound.  seen_r[number]: how often each record was handed over. */
enum xml_outcome xml_records_read(struct arena *arena, int fd, const struct xml_form *form,
                                  const struct xml_record_sink *sink,
                                  int64_t seen_r[XML_RECORD_KINDS_MOST], struct xml_fault *fault_r,
                                  struct error *error_r);

#endif
