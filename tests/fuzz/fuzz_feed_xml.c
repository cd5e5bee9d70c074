#include <assert.h>
#include <libxml/parser.h>

#include "tests/fuzz/fuzz_feed.h"

static bool is_packed(struct text file)
{
    return file.length >= 2 && (unsigned char)file.bytes[0] == 0x1F &&
           (unsigned char)file.bytes[1] == 0x8B;
}

static bool is_well_formed(struct text file)
{
    xmlDocPtr document = xmlReadMemory(file.bytes, (int)file.length, NULL, NULL,
                                       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

    xmlFreeDoc(document);
    return document != NULL;
}

void fuzz_feed_read_xml(const struct feed_config *feed, struct text file, unsigned stops_at)
{
    if (fuzz_feed_read(feed, file, stops_at) && !is_packed(file))
        assert(is_well_formed(file));
}
