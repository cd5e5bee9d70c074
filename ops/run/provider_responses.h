/* What every provider is told of its lines, the same night: docs/files-out.md, "Line responses". */
#ifndef TALLYSTICK_RUN_PROVIDER_RESPONSES_H
#define TALLYSTICK_RUN_PROVIDER_RESPONSES_H

#include "matcher/record/standing.h"
#include "ops/run/council_night.h"

/* Writes a file for each provider of a line that the run judged or rejected, and sends it to those
 * with an address.  run_number: of the run on its date.  Nothing
 * of it for a council in shadow.  providers: by provider as bytes. */
bool provider_responses(const struct council_night *night, int run_number, size_t provider_count,
                        const struct provider *providers, struct error *error_r);

#endif
