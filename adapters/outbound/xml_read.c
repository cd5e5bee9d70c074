#include "adapters/outbound/xml_read.h"

#include <libxml/parser.h>
#include <libxml/xmlreader.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

enum { PATH_BYTES = 512, VALUE_BYTES = 8192, DEPTH_MOST = 32 };

struct reading {
    xmlTextReader *from;
    const char *name_space;
    const struct xml_visitor *visitor;
    struct error *error_r;
    bool has_failed; /* and error_r says why */
    size_t depth;
    struct {
        size_t path_length; /* of its parent */
        bool has_children;
    } open[DEPTH_MOST];
    char path[PATH_BYTES];
    char value[VALUE_BYTES];
    size_t value_length;
    char currency[4];
};

bool xml_bad(const struct xml_element *place, const char *what, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT, "line %d, %s: %s", place->line,
                     place->path, what);
}

static bool fail(struct reading *reading, const char *what)
{
    if (!reading->has_failed)
        error_set(reading->error_r, EXIT_STATUS_BROKEN_INVARIANT, "XML, line %d: %s",
                  xmlTextReaderGetParserLineNumber(reading->from), what);
    reading->has_failed = true;
    return false;
}

static void note_error(void *to, const xmlError *error)
{
    struct reading *reading = to;
    char what[200];
    snprintf(what, sizeof(what), "%.*s", (int)strcspn(error->message, "\n"), error->message);
    fail(reading, what);
}

static struct xml_element place_of(const struct reading *reading, const char *value)
{
    const size_t parents = reading->open[reading->depth > 0 ? reading->depth - 1 : 0].path_length;
    return (struct xml_element){.path = reading->path,
                                .name = reading->path + parents + (parents > 0),
                                .value = value,
                                .currency = reading->currency[0] != '\0' ? reading->currency : NULL,
                                .line = xmlTextReaderGetParserLineNumber(reading->from)};
}

static bool visited(struct reading *reading, bool is_good)
{
    reading->has_failed = reading->has_failed || !is_good;
    return is_good;
}

static void take_currency(struct reading *reading)
{
    xmlChar *currency = xmlTextReaderGetAttribute(reading->from, (const xmlChar *)"Ccy");
    if (currency == NULL)
        currency = xmlTextReaderGetAttribute(reading->from, (const xmlChar *)"currencyID");
    reading->currency[0] = '\0';
    if (currency != NULL)
        snprintf(reading->currency, sizeof(reading->currency), "%s", (const char *)currency);
    xmlFree(currency);
}

static bool leave(struct reading *reading)
{
    const size_t depth = reading->depth - 1;
    struct xml_element place =
        place_of(reading, reading->open[depth].has_children ? NULL : reading->value);
    reading->depth = depth;
    if (!visited(reading, reading->visitor->end(reading->visitor->to, &place, reading->error_r)))
        return false;
    reading->path[reading->open[depth].path_length] = '\0';
    reading->currency[0] = '\0';
    return true;
}

static bool enter(struct reading *reading)
{
    const char *name = (const char *)xmlTextReaderConstLocalName(reading->from);
    const size_t length = strlen(reading->path);
    if (reading->depth == DEPTH_MOST || length + 1 + strlen(name) >= PATH_BYTES)
        return fail(reading, "elements within elements beyond reason");
    if (reading->depth == 0 && xmlStrcmp(xmlTextReaderConstNamespaceUri(reading->from),
                                         (const xmlChar *)reading->name_space) != 0)
        return fail(reading, "not a document of the namespace that is wanted");
    if (reading->depth > 0)
        reading->open[reading->depth - 1].has_children = true;
    reading->open[reading->depth].path_length = length;
    reading->open[reading->depth].has_children = false;
    reading->depth++;
    snprintf(reading->path + length, PATH_BYTES - length, "%s%s", length > 0 ? "/" : "", name);
    reading->value_length = 0;
    reading->value[0] = '\0';
    take_currency(reading);
    struct xml_element place = place_of(reading, NULL);
    const bool is_empty = xmlTextReaderIsEmptyElement(reading->from);
    return visited(reading,
                   reading->visitor->begin(reading->visitor->to, &place, reading->error_r)) &&
           (!is_empty || leave(reading));
}

static bool add_text(struct reading *reading)
{
    const char *text = (const char *)xmlTextReaderConstValue(reading->from);
    const size_t length = text != NULL ? strlen(text) : 0;
    if (length >= VALUE_BYTES - reading->value_length)
        return fail(reading, "a value beyond reason");
    if (length > 0)
        memcpy(reading->value + reading->value_length, text, length + 1);
    reading->value_length += length;
    return true;
}

static bool take_node(struct reading *reading)
{
    switch (xmlTextReaderNodeType(reading->from)) {
    case XML_READER_TYPE_ELEMENT:
        return enter(reading);
    case XML_READER_TYPE_END_ELEMENT:
        return leave(reading);
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
        return add_text(reading);
    case XML_READER_TYPE_DOCUMENT_TYPE:
        return fail(reading, "a DOCTYPE");
    default:
        return true;
    }
}

static bool read_nodes(struct reading *reading)
{
    int has_node;
    while ((has_node = xmlTextReaderRead(reading->from)) == 1)
        if (!take_node(reading))
            return false;
    return has_node == 0 && !reading->has_failed ? true : fail(reading, "not well-formed");
}

/* Once, by whichever thread comes first: several must not find it half begun. */
static pthread_once_t libxml_begun = PTHREAD_ONCE_INIT;

bool xml_walk(int fd, struct arena *arena, const char *name_space,
              const struct xml_visitor *visitor, struct error *error_r)
{
    struct reading *reading = ARENA_NEW(arena, struct reading);
    *reading = (struct reading){.name_space = name_space, .visitor = visitor, .error_r = error_r};
    pthread_once(&libxml_begun, xmlInitParser);
    reading->from = xmlReaderForFd(fd, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
    if (reading->from == NULL)
        return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT, "XML cannot be read");
    xmlTextReaderSetStructuredErrorHandler(reading->from, (xmlStructuredErrorFunc)note_error,
                                           reading);
    bool is_read = read_nodes(reading);
    xmlFreeTextReader(reading->from);
    return is_read;
}

bool xml_is(const struct xml_element *place, const char *within, const char *name)
{
    if (strcmp(place->name, name) != 0)
        return false;
    const size_t before = (size_t)(place->name - place->path), length = strlen(within);
    return before > length && memcmp(place->name - 1 - length, within, length) == 0 &&
           (before == length + 1 || place->name[-2 - (ptrdiff_t)length] == '/');
}

static bool take_digits(const char **at, size_t most, int64_t *value_r)
{
    const char *begin = *at;
    int64_t value = 0;
    while (**at >= '0' && **at <= '9' && (size_t)(*at - begin) < most)
        value = value * 10 + (*(*at)++ - '0');
    *value_r = value;
    return *at > begin;
}

bool xml_read_number(const struct xml_element *place, int64_t *value_r, struct error *error_r)
{
    const char *at = place->value;
    return (at != NULL && take_digits(&at, 18, value_r) && *at == '\0') ||
           xml_bad(place, "not a whole number", error_r);
}

bool xml_read_pounds(const struct xml_element *place, int64_t *pence_r, struct error *error_r)
{
    const char *at = place->value;
    int64_t pounds, pence;
    if (at == NULL || !take_digits(&at, 15, &pounds) || *at++ != '.' ||
        !take_digits(&at, 2, &pence) || at[-2] == '.' || *at != '\0')
        return xml_bad(place, "not an amount with two decimals", error_r);
    *pence_r = pounds * 100 + pence;
    return true;
}
