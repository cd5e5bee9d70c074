/*
 * The fields of a record in the making, out of a UBL document: which value goes where, and the
 * first reason why there is no such record.
 */
#ifndef TALLYSTICK_INBOUND_UBL_FILL_H
#define TALLYSTICK_INBOUND_UBL_FILL_H

#include "adapters/inbound/record_feed.h"
#include "adapters/inbound/xml_records.h"

struct ubl_filling {
    struct record_feed *feed;
    const struct xml_value *values; /* of the form's slots */
    struct xml_place *places;       /* of each field */
    bool is_valid;                  /* else feed->why says why not */
};

/* Before the first record: every field may stand in the document.  False: the file is set aside. */
bool ubl_begin_rows(struct record_feed *feed);

/* Empties feed->values but for what the feed itself says (`values`). */
struct ubl_filling ubl_fill_begin(struct record_feed *feed, const struct xml_value *values,
                                  struct xml_place *places);

static inline struct arena *ubl_arena(const struct ubl_filling *filling)
{
    return filling->feed->record_arena;
}

/* The message is the value, then what; without a value, "it". */
void ubl_refuse(struct ubl_filling *filling, size_t field, enum reject_code code, struct text value,
                const char *what);
void ubl_refuse_missing(struct ubl_filling *filling, size_t field);

/* An empty text puts nothing. */
void ubl_put_at(struct ubl_filling *filling, size_t field, struct text text,
                struct xml_place place);
/* Refused where the document has the value more than once. */
void ubl_put(struct ubl_filling *filling, size_t field, const struct xml_value *value);
/* Where the line says nothing, the document may. */
void ubl_put_either(struct ubl_filling *filling, size_t field, const struct xml_value *of_line,
                    const struct xml_value *of_document);

/* Anything but GBP rejects the record; empty is no currency. */
void ubl_check_currency(struct ubl_filling *filling, const struct xml_value *currency,
                        size_t field);

/* Item properties by the name of a field, or by what the feed's `columns` call it; others are
 * ignored. */
struct ubl_properties {
    struct arena *arena;
    struct xml_value values[FIELD_LIST_MOST];
};

/* The first stands; whatever comes after marks it doubled. */
void ubl_keep(struct arena *arena, struct xml_value *kept, const struct xml_value *value);
void ubl_properties_add(struct ubl_properties *properties, const struct record_feed *feed,
                        struct text name, const struct xml_value *value);
/* A property goes before what the document's elements say, but for fields that are the document's
 * own where it has them. */
void ubl_put_properties(struct ubl_filling *filling, const struct ubl_properties *properties,
                        bool (*is_the_documents)(size_t field));

#endif
