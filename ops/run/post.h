/* How a night's messages leave: by the transport that the configuration names. */
#ifndef TALLYSTICK_RUN_POST_H
#define TALLYSTICK_RUN_POST_H

#include "adapters/host/publish.h"
#include "ops/run/council_night.h"

/* Removes what a killed night had begun to write. */
bool post_sweep(const struct council_night *night, struct error *error_r);

/* With the edition.  stem: names the message; message: as mail_message.h writes it; arena: for the
 * call. */
bool post_send(const struct council_night *night, struct edition *edition, struct arena *arena,
               struct text stem, struct text message, struct error *error_r);

/* After the commit: the mail server gets what waits for it, if there is one. */
bool post_deliver(struct council_night *night, struct error *error_r);

#endif
