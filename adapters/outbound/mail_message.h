/*
 * One e-mail message: a text and an HTML version of the same, and attached files.
 * The only module that includes GMime.
 */
#ifndef TALLYSTICK_OUTBOUND_MAIL_MESSAGE_H
#define TALLYSTICK_OUTBOUND_MAIL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/arena.h"
#include "matcher/base/civil.h"
#include "matcher/base/text.h"

enum mail_attachment_kind { MAIL_ATTACHMENT_CSV, MAIL_ATTACHMENT_WORKBOOK };

struct mail_attachment {
    enum mail_attachment_kind kind;
    const char *name;    /* ASCII */
    struct text content; /* CSV: UTF-8 */
};

struct mail_message {
    const char *from, *to; /* plain addresses (mail_address.h) */
    const char *to_name;   /* UTF-8, may be empty */
    const char *subject;   /* UTF-8 */
    const char *id;        /* Message-ID without angle brackets */
    day_t date;            /* sent at 00:00:00 UTC of that day */
    struct text plain;     /* UTF-8, lines end with LF */
    struct text html;
    size_t attachment_count;
    const struct mail_attachment *attachments;
};

/* As RFC 5322 has it, CR LF; the same message has the same bytes.  What does not belong into a
 * header is taken out of it: none of the values can add a header or a recipient. */
struct text mail_message_write(struct arena *arena, const struct mail_message *message);

/* From whom and to whom a message written so is; false: it is not one. */
bool mail_message_addresses(struct arena *arena, struct text message, const char **from_r,
                            const char **to_r);

#endif
