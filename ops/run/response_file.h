/*
 * A provider's line responses of a night in the making: the file, and what the
 * message to the provider will say of it.  The match stage begins it while it
 * has the lines (ops/run/response_book.h), or else notify does; notify ends it.
 */
#ifndef TALLYSTICK_RUN_RESPONSE_FILE_H
#define TALLYSTICK_RUN_RESPONSE_FILE_H

#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/response_message.h"
#include "ops/run/council_night.h"

struct publication;

struct response_file {
    /* The caller's: */
    const struct zone *zone;
    struct arena *arena;   /* the file's */
    struct arena *scratch; /* a line's */
    /* Since response_file_begin() or _go_on(): */
    struct publication *publication; /* NULL: lines are only counted, or none is open */
    size_t length;                   /* of the file, with what is gathered */
    struct text_buffer gathered;     /* and not yet handed to the publication */
    struct csv_writer csv;
    struct text_buffer disputed; /* headings, and rows of lines that do not agree */
    struct response_tally tally;
};

/* out/COUNCIL/responses/DATE-PROVIDER.csv; of a later run on the date DATE.2-PROVIDER.csv.
 * number: of the run on its date. */
const char *response_file_path(struct arena *arena, const struct council_night *night, int number,
                               struct text provider);
/* Removes what killed runs left of them. */
bool response_files_sweep(const struct council_night *night, struct error *error_r);

/* path: NULL: lines are only counted.  The publication is the caller's to publish or abandon; on
 * false there is none. */
bool response_file_begin(struct response_file *file, const char *path, struct error *error_r);
/* One that others began: publication (or NULL) is from now on this caller's, to publish or abandon;
 * length in bytes, disputed and tally are as they left them, and are copied. */
void response_file_go_on(struct response_file *file, struct publication *publication, size_t length,
                         struct text disputed, const struct response_tally *tally);

void response_file_add(struct response_file *file, const struct line_response *response);
/* Nothing is gathered any more. */
void response_file_hand_over(struct response_file *file);
/* The whole file as it stands on the disk, in its arena, after response_file_hand_over(). */
bool response_file_read(const struct response_file *file, struct text *content_r,
                        struct error *error_r);

#endif
