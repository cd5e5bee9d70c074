/*
 * Typed values out of a row.  Each function takes a canonical field of the
 * row's kind and returns false with row->why set where the value is not what
 * the field must be; an empty value is missing.  Results point into the row.
 */
#ifndef TALLYSTICK_INBOUND_FIELD_H
#define TALLYSTICK_INBOUND_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "adapters/inbound/feed_map.h"
#include "adapters/inbound/inbound.h"
#include "matcher/base/arena.h"
#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "matcher/record/reject.h"
#include "matcher/record/words.h"

#define REFERENCE_BYTES_MOST 64

struct row {
    const struct inbound_context *context;
    const struct feed_map *map;
    const struct field_spec *fields; /* the map's */
    struct zone_memory *zone;
    enum date_form date_form;
    enum number_form number_form;
    struct arena *arena; /* for what the record needs; emptied before the next */
    size_t field_count;
    const struct text *values; /* of each canonical field; empty: missing */
    bool is_plain;             /* printable ASCII throughout: no field needs to be asked */
    int32_t source_row;
    int64_t line;              /* of the file, 1 for the first; where the record begins */
    int64_t number_in_invoice; /* from 1; 0 where the invoice cannot be told */
    struct reject *why;
};

/* Empty: missing. */
static inline struct text field_value(const struct row *row, size_t field)
{
    return row->values[field];
}

static inline bool field_is_given(const struct row *row, size_t field)
{
    return row->values[field].length > 0;
}

/* It need not be there, and is not. */
static inline bool field_is_left_out(const struct row *row, size_t field)
{
    return row->values[field].length == 0 && !(row->fields[field].flags & FIELD_NEEDED);
}

/* Left out, or printable and too short for a card number: as most fields are. */
static inline bool field_is_harmless(const struct row *row, size_t field)
{
    size_t length = row->values[field].length;

    if (length == 0)
        return !(row->fields[field].flags & FIELD_NEEDED);
    return row->is_plain && length < CARD_DIGITS_LEAST;
}

/* Sets why, with the field's name and column; returns false. */
bool field_refuse(const struct row *row, size_t field, enum reject_code code, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));
/* The same for a value that is not `what`: "value" is not WHAT. */
bool field_refuse_value(const struct row *row, size_t field, const char *what);
bool field_refuse_missing(const struct row *row, size_t field);
/* The same for one that is no date and time in the feed's form. */
bool field_refuse_moment(const struct row *row, size_t field);

/* At most REFERENCE_BYTES_MOST, printable; empty if missing and not needed. */
bool field_check_reference(const struct row *row, size_t field);
static inline bool field_reference(const struct row *row, size_t field, struct text *reference_r)
{
    *reference_r = row->values[field];
    return field_is_harmless(row, field) || field_check_reference(row, field);
}
/* A reference; whole numbers without leading zeros. */
void field_drop_leading_zeros(struct text *reference);
static inline bool field_number_reference(const struct row *row, size_t field,
                                          struct text *reference_r)
{
    if (!field_reference(row, field, reference_r))
        return false;
    if (reference_r->length > 1 && reference_r->bytes[0] == '0')
        field_drop_leading_zeros(reference_r);
    return true;
}
/* The row's provider: its own, which must be the feed's if the feed has one, else the feed's. */
bool field_provider(const struct row *row, struct text *provider_r);
/* Text of any length, over several lines if it wants. */
bool field_check_text(const struct row *row, size_t field);
static inline bool field_text(const struct row *row, size_t field, struct text *text_r)
{
    *text_r = row->values[field];
    return field_is_harmless(row, field) || field_check_text(row, field);
}
/* The same on one line: names. */
bool field_line(const struct row *row, size_t field, struct text *text_r);
bool field_email(const struct row *row, size_t field, struct text *email_r);
/* ASCII that a settlement file has room for. */
bool field_ascii(const struct row *row, size_t field, size_t bytes_most, struct text *text_r);

/* NOT_GIVEN where missing. */
bool field_read_decimal(const struct row *row, size_t field, int places, int64_t *scaled_r);
static inline bool field_decimal(const struct row *row, size_t field, int places, int64_t *scaled_r)
{
    *scaled_r = NOT_GIVEN;
    return field_is_left_out(row, field) || field_read_decimal(row, field, places, scaled_r);
}
bool field_refuse_negative(const struct row *row, size_t field);
static inline bool field_decimal_not_negative(const struct row *row, size_t field, int places,
                                              int64_t *scaled_r)
{
    return field_decimal(row, field, places, scaled_r) &&
           (*scaled_r >= 0 || !given(*scaled_r) || field_refuse_negative(row, field));
}
/* A whole number from least to most, both at least 0; keeps *number_r where missing. */
bool field_count(const struct row *row, size_t field, int32_t least, int32_t most,
                 int32_t *number_r);
/* Keeps *flag_r where missing. */
bool field_flag(const struct row *row, size_t field, bool *flag_r);

/* DAY_NOT_GIVEN where missing. */
bool field_read_day(const struct row *row, size_t field, day_t *day_r);
static inline bool field_day(const struct row *row, size_t field, day_t *day_r)
{
    *day_r = DAY_NOT_GIVEN;
    return field_is_left_out(row, field) || field_read_day(row, field, day_r);
}
/* The field must be given. */
bool field_time_of_day(const struct row *row, size_t field, int32_t *time_of_day_s_r);
/* Above zero; the field must be given. */
bool field_duration(const struct row *row, size_t field, int64_t *duration_s_r);
/* Real time: the first that shows this date and time; NOT_GIVEN where missing. */
bool field_read_moment(const struct row *row, size_t field, int64_t *utc_s_r);
static inline bool field_moment(const struct row *row, size_t field, int64_t *utc_s_r)
{
    *utc_s_r = NOT_GIVEN;
    return field_is_left_out(row, field) || field_read_moment(row, field, utc_s_r);
}
/* Real time of the first moment that the wall clock shows civil_s, which the field gave. */
bool field_first_moment(const struct row *row, size_t field, int64_t civil_s, int64_t *utc_s_r);
bool field_refuse_nonexistent(const struct row *row, size_t field, int64_t civil_s);
/* A last day that is not before the first. */
bool field_last_day(const struct row *row, size_t field, day_t first, day_t *day_r);

/* field_basis(row, field, &basis) and so on: a word of a closed list (words.h).  Keeps
 * *value_r where missing. */
#define FIELD_WORD(type) bool field_##type(const struct row *row, size_t field, enum type *value_r);
FIELD_WORD(basis)
FIELD_WORD(period)
FIELD_WORD(order_status)
FIELD_WORD(provider_status)
FIELD_WORD(rail)
FIELD_WORD(day_type)
FIELD_WORD(rate_kind)
FIELD_WORD(evidence_method)
FIELD_WORD(decision_kind)
FIELD_WORD(payment_answer)
#undef FIELD_WORD

#endif
