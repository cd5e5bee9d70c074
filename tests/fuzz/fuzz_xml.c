/*
 * XML of anybody's design: preset xml, paths as a council would give them.  The first line says
 * which paths, and whether the feed itself says a field or its provider; the file follows.
 */
#include "tests/fuzz/fuzz_feed.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct column_name visit_columns[] = {
    {"invoice_no", "/Visits/Invoice/@no"},
    {"provider", "/Visits/Provider"},
    {"line_no", "@id"},
    {"client_ref", "Client/Ref"},
    {"service", "Service"},
    {"start", "Start"},
    {"quantity", "Money/Units"},
    {"net", "Money/Net"},
};
static const struct column_name call_columns[] = {
    {"provider", "@p"}, {"client_ref", "C"}, {"carer_ref", "W/@w"},
    {"log_in", "In"},   {"log_out", "Out"},  {"visit_ref", "Call"},
};
static const struct field_value values[] = {{"service", "HC"}};
static const struct column_name answer_columns[] = {
    {"transaction", "OrgnlEndToEndId"},
    {"status", "TxSts"},
    {"message", "StsRsnInf/AddtlInf"},
};
static const struct field_value answer_values[] = {{"batch", "*"}};

static const struct feed_config feeds[] = {
    {.name = "visits",
     .kind = FEED_KIND_BILL,
     .record = "/Visits/Invoice/Visit",
     .column_count = COUNT_OF(visit_columns),
     .columns = visit_columns},
    {.name = "calls",
     .kind = FEED_KIND_EVIDENCE,
     .record = "Call", /* anywhere, and within itself */
     .column_count = COUNT_OF(call_columns),
     .columns = call_columns,
     .value_count = 1,
     .values = values},
    {.name = "answers", /* pain.002 */
     .kind = FEED_KIND_RESPONSE,
     .record = "TxInfAndSts",
     .column_count = COUNT_OF(answer_columns),
     .columns = answer_columns,
     .value_count = 1,
     .values = answer_values},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = fuzz_input_of(data, size);
    struct feed_config feed = feeds[fuzz_choose(&input, COUNT_OF(feeds))];

    feed.preset = PRESET_XML;
    feed.date_form = (enum date_form)fuzz_choose(&input, DATE_FORM_NAMED + 1);
    feed.provider = fuzz_choose(&input, 2) ? TEXT_LITERAL("P1") : TEXT_LITERAL("");
    unsigned stops_at = fuzz_choose(&input, 4);
    fuzz_feed_read_xml(&feed, fuzz_rest(&input), stops_at);
    return 0;
}
