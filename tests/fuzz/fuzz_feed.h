/* A file as a feed reads it, with all that its records and its outcome may rely on asserted. */
#ifndef TALLYSTICK_TESTS_FUZZ_FEED_H
#define TALLYSTICK_TESTS_FUZZ_FEED_H

#include "adapters/inbound/inbound.h"
#include "tests/fuzz/fuzz.h"

/* stops_at: the record, 1 the first, at which the sink fails; 0: at none.  Whether all of the file
 * was taken. */
bool fuzz_feed_read(const struct feed_config *feed, struct text file, unsigned stops_at);

/* As fuzz_feed_read; what is taken is XML for a reader of whole trees too, unless it is packed. */
void fuzz_feed_read_xml(const struct feed_config *feed, struct text file, unsigned stops_at);

#endif
