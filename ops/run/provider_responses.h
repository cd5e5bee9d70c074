/* What every provider is told of its lines, the same night: docs/files-out.md, "Line responses". */
#ifndef TALLYSTICK_RUN_PROVIDER_RESPONSES_H
#define TALLYSTICK_RUN_PROVIDER_RESPONSES_H

#include "ops/run/notify_work.h"

/* Writes a file for each provider of a line that the run judged or rejected, and sends it to those
 * with an address; a council in shadow tells nobody.  Leaves what each was told in work->tallies.
 */
bool provider_responses(struct notify_work *work, struct error *error_r);

#endif
