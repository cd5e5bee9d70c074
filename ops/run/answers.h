/*
 * Answers of the bank and the acquirer, as the load stage reads them:
 * docs/files-in.md, "response".  What an answer means is
 * matcher/payment/answer.h.
 */
#ifndef TALLYSTICK_RUN_ANSWERS_H
#define TALLYSTICK_RUN_ANSWERS_H

#include "adapters/postgres/answer_store.h"
#include "ops/run/council_night.h"

/* Takes an answer that counts; one that does not agree becomes a finding and changes nothing. */
bool answer_read(struct council_night *night, struct record_place place, const char *file,
                 const struct payment_response *response, struct error *error_r);

#endif
