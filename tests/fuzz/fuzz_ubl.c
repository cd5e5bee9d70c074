/*
 * UBL invoices, credit notes and orders.  The first line says which preset, whether the feed names
 * item properties and its provider; the file follows.
 */
#include "tests/fuzz/fuzz_feed.h"

static const struct column_name columns[] = {{"carer_ref", "Carer"}, {"client_ref", "Client"}};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = fuzz_input_of(data, size);
    bool is_order = fuzz_choose(&input, 2) == 1;
    struct feed_config feed = {
        .name = "feed",
        .kind = is_order ? FEED_KIND_ORDER : FEED_KIND_BILL,
        .preset = is_order ? PRESET_UBL_ORDER : PRESET_UBL_INVOICE,
        .record = "",
    };

    if (fuzz_choose(&input, 2)) {
        feed.columns = is_order ? columns + 1 : columns;
        feed.column_count = is_order ? 1 : 2;
    }
    feed.provider = fuzz_choose(&input, 2) ? TEXT_LITERAL("P1") : TEXT_LITERAL("");
    unsigned stops_at = fuzz_choose(&input, 4);
    fuzz_feed_read_xml(&feed, fuzz_rest(&input), stops_at);
    return 0;
}
