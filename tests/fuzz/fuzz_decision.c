/* The decision file that finance sends in: its people are those of the council.  The file alone. */
#include "tests/fuzz/fuzz_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct feed_config feed = {
        .name = "decisions", .kind = FEED_KIND_DECISION, .delimiter = ','};

    fuzz_feed_read(&feed, (struct text){(const char *)data, size}, 0);
    return 0;
}
