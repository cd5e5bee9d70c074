/* A CSV file of any kind and preset into records: the reader of inbound.h for CSV. */
#ifndef TALLYSTICK_INBOUND_CSV_FEED_H
#define TALLYSTICK_INBOUND_CSV_FEED_H

#include "adapters/inbound/inbound.h"

bool csv_feed_read(int fd, const struct inbound_context *context, const struct inbound_sink *sink,
                   struct inbound_outcome *outcome_r, struct error *error_r);

#endif
