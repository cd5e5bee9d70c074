/*
 * What a bank or an acquirer answers in a document of ISO 20022 into responses: the reader of
 * inbound.h for presets `caaa012`, `pain002` and `camt054`.  docs/files-in.md, "Documents of ISO
 * 20022".
 */
#ifndef TALLYSTICK_INBOUND_RESPONSE_DOCUMENT_H
#define TALLYSTICK_INBOUND_RESPONSE_DOCUMENT_H

#include "adapters/inbound/inbound.h"

bool response_document_read(int fd, const struct inbound_context *context,
                            const struct inbound_sink *sink, struct inbound_outcome *outcome_r,
                            struct error *error_r);

#endif
