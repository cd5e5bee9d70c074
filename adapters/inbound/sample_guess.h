/*
 * Which feed a table that was looked at asks for: its kind, and which column
 * holds which canonical field, by the headings' words and the values' shapes.
 */
#ifndef TALLYSTICK_INBOUND_SAMPLE_GUESS_H
#define TALLYSTICK_INBOUND_SAMPLE_GUESS_H

#include "adapters/inbound/record_fields.h"
#include "adapters/inbound/sample_table.h"

/* Stands where the feed needs something that the file does not say. */
#define SAMPLE_TO_BE_SAID "CHANGE-ME"
/* No file's heading: a field of that name is not read, though the file has a column of its name. */
#define SAMPLE_LEFT_OUT "(left out)"

struct sample_guess {
    enum feed_kind kind;
    const struct record_layout *layout;
    enum date_form date_form;
    enum number_form number_form;
    bool date_is_open;                  /* days and months could be the other way round */
    int column[FIELD_LIST_MOST];        /* of each field, or FIELD_NONE */
    int score[FIELD_LIST_MOST];         /* heading_words.h */
    const char *value[FIELD_LIST_MOST]; /* for every record, where no column has it; NULL: none */
    bool is_left_out[FIELD_LIST_MOST];
    bool is_missing[FIELD_LIST_MOST]; /* needed, and nothing can stand in for it */
};

/* `kind` FEED_KIND_COUNT: the likeliest.  `has_provider`: the feed names one itself. */
void sample_guess_make(const struct sample_table *table, enum feed_kind kind, bool has_provider,
                       struct sample_guess *guess_r);

/* A field of the guess's layout by its name, or FIELD_NONE. */
int sample_guess_field(const struct sample_guess *guess, const char *name);
/* The field's column, whatever it is called, holds something else. */
void sample_guess_leave_out(struct sample_guess *guess, int field);

/* The guess as a feed, for the file to be tried with. */
struct feed_config sample_guess_feed(struct arena *arena, const struct sample_table *table,
                                     const struct sample_guess *guess, struct text provider);

#endif
