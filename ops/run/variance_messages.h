/* What the night tells care managers and finance: docs/files-out.md, "Messages". */
#ifndef TALLYSTICK_RUN_VARIANCE_MESSAGES_H
#define TALLYSTICK_RUN_VARIANCE_MESSAGES_H

#include "ops/run/notify_work.h"

/* One message for each care manager with news, and finance's; counts for the night report what is
 * held.  In a session of its own, where it needs one. */
bool variance_messages(struct notify_work *work, struct error *error_r);

#endif
