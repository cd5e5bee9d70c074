/*
 * CSV feeds of every kind, as they come: any encoding, packed or not, with preamble and trailer.
 * The first line says how the feed is configured, a letter each (see below); the file follows.
 */
#include "tests/fuzz/fuzz_feed.h"

#define PREAMBLES 4

static const char delimiters[] = {',', ';', '\t', '|'};

/* Sums are of what a bill or an order has. */
static const struct trailer_config trailers[] = {
    {.is_there = false},
    {.is_there = true, .mark = "T", .records = 1, .count_column = 2},
    {.is_there = true, .mark = "", .records = 1, .count_column = 1},
    {.is_there = true, .mark = "END", .records = 2, .count_column = 3, .total_column = 2},
    {.is_there = true, .mark = "", .records = 2, .total_column = 1},
};
#define TRAILERS (sizeof(trailers) / sizeof(trailers[0]))

static const struct column_name columns[] = {{"client_ref", "Service User No"}};
static const struct field_value values[] = {{"service", "HC"}};

static struct trailer_config trailer_of(enum feed_kind kind, unsigned number)
{
    struct trailer_config trailer = trailers[number];

    trailer.total_field = kind == FEED_KIND_ORDER ? "quantity" : "net";
    if (kind != FEED_KIND_ORDER && kind != FEED_KIND_BILL)
        trailer.total_column = 0;
    return trailer;
}

static void choose_more(struct fuzz_input *input, struct feed_config *feed)
{
    feed->provider = fuzz_choose(input, 2) ? TEXT_LITERAL("P1") : TEXT_LITERAL("");
    unsigned named = fuzz_choose(input, 3);
    bool has_both = feed->kind == FEED_KIND_BILL || feed->kind == FEED_KIND_ORDER ||
                    feed->kind == FEED_KIND_EVIDENCE;
    if (feed->preset != PRESET_TALLYSTICK || !has_both)
        return;
    feed->column_count = named == 1;
    feed->columns = columns;
    feed->value_count = named == 2;
    feed->values = values;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = fuzz_input_of(data, size);
    struct feed_config feed = {.name = "feed"};

    feed.kind = (enum feed_kind)fuzz_choose(&input, FEED_KIND_COUNT);
    bool is_portal = fuzz_choose(&input, 2) && feed.kind == FEED_KIND_BILL;
    feed.preset = is_portal ? PRESET_ACCESS_PORTAL : PRESET_TALLYSTICK;
    feed.encoding = (enum encoding)fuzz_choose(&input, ENCODING_COUNT);
    feed.delimiter = delimiters[fuzz_choose(&input, sizeof(delimiters))];
    feed.date_form = (enum date_form)fuzz_choose(&input, DATE_FORM_NAMED + 1);
    unsigned preamble = fuzz_choose(&input, PREAMBLES);
    unsigned trailer = fuzz_choose(&input, TRAILERS);
    choose_more(&input, &feed);
    unsigned stops_at = fuzz_choose(&input, 4);
    if (feed.preset == PRESET_TALLYSTICK) {
        feed.preamble = (int)preamble;
        feed.trailer = trailer_of(feed.kind, trailer);
    }
    fuzz_feed_read(&feed, fuzz_rest(&input), stops_at);
    return 0;
}
