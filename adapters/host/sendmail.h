/*
 * Mail by the machine's own mail program, called as sendmail is called: -i -f FROM -- TO, with the
 * message, its lines ended by LF alone, as standard input.
 */
#ifndef TALLYSTICK_HOST_SENDMAIL_H
#define TALLYSTICK_HOST_SENDMAIL_H

#include "adapters/host/transfer.h"

/* timeout_s: how long the program may take.  Its exit status says how it went (sysexits.h). */
enum mail_end sendmail_mail(const char *program, int timeout_s, const struct transfer_mail *mail,
                            struct error *error_r);

#endif
