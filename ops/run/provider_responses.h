/* What every provider is told of its lines, the same night: docs/files-out.md, "Line responses". */
#ifndef TALLYSTICK_RUN_PROVIDER_RESPONSES_H
#define TALLYSTICK_RUN_PROVIDER_RESPONSES_H

#include "adapters/outbound/response_message.h"
#include "ops/run/notify_work.h"

struct provider_tally {
    struct text provider;
    struct response_tally tally;
};

/* Writes a file for each provider of a line that the run judged or rejected, and sends it to those
 * with an address; a council in shadow tells nobody.  tallies_r: of each, by provider as bytes, in
 * arena. */
bool provider_responses(const struct notify_work *notify, struct arena *arena, size_t *count_r,
                        const struct provider_tally **tallies_r, struct error *error_r);

#endif
