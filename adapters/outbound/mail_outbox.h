/*
 * Mail transports `smtp` and `sendmail`: messages that wait for a mail server or the
 * machine's mail program (docs/files-out.md, "Mail").  A message lies in one of three folders of
 * the outbox:
 *
 *   waiting/   not taken yet
 *   sending/   while it is sent; what is found here later was sent and never
 *              answered, and is not sent again by us
 *   sent/      the server has it
 *
 * One process at a time sends from an outbox.
 */
#ifndef TALLYSTICK_OUTBOUND_MAIL_OUTBOX_H
#define TALLYSTICK_OUTBOUND_MAIL_OUTBOX_H

#include <stdbool.h>

#include "config/config.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"

/* Where messages are put (mail_folder.h); the same one again takes the place of the one before. */
const char *mail_outbox_waiting(struct arena *arena, const char *outbox);

struct mail_outcome {
    bool waits;        /* the server was away, or wants a message later */
    bool has_findings; /* a message or we were refused, or nobody knows whether it was taken */
};

/* Everything that waits, in order of names; what does not go is logged.  False: the outbox cannot
 * be read or written. */
bool mail_outbox_send(const char *outbox, const struct mail_config *mail,
                      struct mail_outcome *outcome_r, struct error *error_r);

#endif
