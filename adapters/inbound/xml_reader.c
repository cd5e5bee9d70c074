#include "adapters/inbound/xml_reader.h"

#include <assert.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "adapters/inbound/byte_source.h"
#include "matcher/record/card_number.h"

#define CHUNK_BYTES ((size_t)32 * 1024)
/* Of a CDATA section the library takes 300 bytes a call, and looks through all it holds for the
 * section's end: so it is fed little by little. */
#define CDATA_STEP_BYTES 256

struct reading {
    const struct xml_handler *handler;
    struct arena *arena;
    xmlParserCtxtPtr parser;
    bool has_begun; /* the encoding is settled */
    bool is_at_end;
    bool is_stopped;
    struct xml_fault *fault;

    size_t depth;
    size_t passed_over; /* depth of the element that is; 0: none */
    enum xml_want wants[XML_DEPTH_MOST + 1];
    size_t text_begins[XML_DEPTH_MOST + 1];
    struct xml_place places[XML_DEPTH_MOST + 1];
    size_t text_length, text_room;
    char *text; /* of the open elements that want theirs, one behind the other */
};

static bool is_broken(const struct reading *reading)
{
    return reading->fault->reason[0] != '\0';
}

static bool is_over(const struct reading *reading)
{
    return reading->is_stopped || is_broken(reading);
}

static struct xml_place place_now(const struct reading *reading)
{
    const xmlParserInput *input = reading->parser->input;

    if (input == NULL)
        return (struct xml_place){1, 1};
    return (struct xml_place){input->line, input->col};
}

/* The first fault is the one that is told. */
static void set_fault(struct reading *reading, struct xml_place place, const char *reason)
{
    if (is_broken(reading))
        return;
    reading->fault->place = place;
    snprintf(reading->fault->reason, XML_REASON_BYTES, "%s", reason);
}

static void stop(struct reading *reading)
{
    reading->is_stopped = true;
    xmlStopParser(reading->parser);
}

static void refuse(struct reading *reading, struct xml_place place, const char *reason)
{
    if (!is_over(reading))
        set_fault(reading, place, reason);
    stop(reading);
}

static const char *reason_of(const struct reading *reading, const xmlError *error)
{
    if (error->code == XML_ERR_DOCUMENT_EMPTY)
        return "the file does not begin as XML does";
    if (reading->is_at_end)
        return reading->has_begun ? "the end of the XML is not reached: the file may be cut"
                                  : "the file is empty";
    if (error->code == XML_ERR_INVALID_ENCODING || error->code == XML_ERR_INVALID_CHAR)
        return "a character that XML does not allow, or bytes that are none in its encoding";
    return error->message == NULL ? "not well-formed XML" : error->message;
}

/* The library quotes the file: what it says is shown without control and card numbers. */
static void take_error(void *user, xmlErrorPtr error)
{
    struct reading *reading = user;
    char reason[XML_REASON_BYTES];

    if (error->level < XML_ERR_ERROR || is_over(reading))
        return;
    snprintf(reason, sizeof(reason), "%s", reason_of(reading, error));
    size_t length = strlen(reason);
    while (length > 0 && (reason[length - 1] == '\n' || reason[length - 1] == ' '))
        reason[--length] = '\0';
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)reason[i] < ' ' || (unsigned char)reason[i] >= 0x7F)
            reason[i] = '?';
    card_numbers_mask(reason, length);
    set_fault(
        reading,
        (struct xml_place){error->line > 0 ? error->line : 1, error->int2 > 0 ? error->int2 : 1},
        reason);
}

/* --- what a file may be --------------------------------------------------- */

/* Anything else is refused: what turns rarer encodings has a long record of faults. */
static bool encoding_is_known(const xmlParserInput *input)
{
    static const char *const names[] = {"UTF-8",      "UTF-16",      "UTF-16LE",
                                        "UTF-16BE",   "ASCII",       "US-ASCII",
                                        "ISO-8859-1", "ISO-8859-15", "windows-1252"};

    if (input == NULL || input->buf == NULL || input->buf->encoder == NULL)
        return true; /* UTF-8 */
    struct text name = text_of(input->buf->encoder->name);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (text_equal_nocase(name, text_of(names[i])))
            return true;
    return false;
}

static void take_document(void *user)
{
    struct reading *reading = user;

    reading->has_begun = true;
    if (!encoding_is_known(reading->parser->input))
        refuse(reading, (struct xml_place){1, 1},
               "the encoding is none of UTF-8, UTF-16, ISO-8859-1, ISO-8859-15, windows-1252 and "
               "ASCII");
}

static void take_doctype(void *user, const xmlChar *name, const xmlChar *public_id,
                         const xmlChar *system_id)
{
    struct reading *reading = user;

    (void)name, (void)public_id, (void)system_id;
    refuse(reading, place_now(reading), "a DOCTYPE, which no bill has");
}

static void take_reference(void *user, const xmlChar *name)
{
    struct reading *reading = user;

    (void)name;
    refuse(reading, place_now(reading), "an entity other than the five of XML itself");
}

/* --- elements ------------------------------------------------------------- */

static struct text name_text(const xmlChar *name)
{
    return text_of((const char *)name);
}

/* The library hands over five pointers an attribute: name, prefix, namespace, value, its end. */
static bool take_attributes(struct reading *reading, int count, const xmlChar **raw,
                            struct xml_attribute attributes_r[XML_ATTRIBUTES_MOST])
{
    for (int i = 0; i < count; i++, raw += 5) {
        size_t length = (size_t)(raw[4] - raw[3]);
        if (length > XML_FIELD_BYTES_MOST) {
            refuse(reading, place_now(reading), "an attribute is longer than 64 KiB");
            return false;
        }
        attributes_r[i] = (struct xml_attribute){name_text(raw[0]), {(const char *)raw[3], length}};
    }
    return true;
}

/* Why there may be no such element; NULL: there may. */
static const char *too_much(const struct reading *reading, int attribute_count)
{
    if (reading->depth == XML_DEPTH_MOST)
        return "elements stand more than 100 deep in each other";
    if (attribute_count > XML_ATTRIBUTES_MOST)
        return "the element has more than 256 attributes";
    if (reading->parser->nsNr / 2 > XML_ATTRIBUTES_MOST)
        return "more than 256 namespaces";
    return NULL;
}

static void open_element(struct reading *reading, const struct xml_element *element)
{
    enum xml_want want = reading->handler->begin(reading->handler->context, element);

    reading->wants[reading->depth] = want;
    reading->text_begins[reading->depth] = reading->text_length;
    reading->places[reading->depth] = element->place;
    if (want == XML_WANT_NOTHING)
        reading->passed_over = reading->depth;
    if (want == XML_WANT_STOP)
        stop(reading);
}

static void take_begin(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space,
                       int namespace_count, const xmlChar **namespaces, int attribute_count,
                       int defaulted_count, const xmlChar **raw_attributes)
{
    struct reading *reading = user;
    struct xml_attribute attributes[XML_ATTRIBUTES_MOST];
    struct xml_place place = place_now(reading);

    (void)namespace_count, (void)namespaces, (void)defaulted_count;
    if (is_over(reading))
        return;
    const char *reason = too_much(reading, attribute_count);
    if (reason != NULL) {
        refuse(reading, place, reason);
        return;
    }
    reading->depth++;
    if (reading->passed_over > 0 ||
        !take_attributes(reading, attribute_count, raw_attributes, attributes))
        return;
    place.column++; /* behind the tag's end */
    open_element(reading, &(struct xml_element){
                              .name = name_text(name),
                              .prefix = name_text(prefix),
                              .space = name_text(space),
                              .depth = reading->depth,
                              .place = place,
                              .attribute_count = (size_t)attribute_count,
                              .attributes = attributes,
                          });
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct text without_space_behind(struct text t)
{
    while (t.length > 0 && is_space(t.bytes[t.length - 1]))
        t.length--;
    return t;
}

static void close_element(struct reading *reading)
{
    size_t begins = reading->text_begins[reading->depth];
    struct text text = {"", 0};

    if (reading->text_length > begins)
        text = without_space_behind(
            (struct text){reading->text + begins, reading->text_length - begins});
    reading->text_length = begins;
    if (!reading->handler->end(reading->handler->context, reading->depth, text))
        stop(reading);
}

static void take_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    struct reading *reading = user;

    (void)name, (void)prefix, (void)space;
    if (is_over(reading))
        return;
    assert(reading->depth > 0);
    if (reading->passed_over == 0)
        close_element(reading);
    else if (reading->passed_over == reading->depth)
        reading->passed_over = 0;
    reading->depth--;
}

static struct text without_space_before(struct text t)
{
    while (t.length > 0 && is_space(t.bytes[0]))
        t = (struct text){t.bytes + 1, t.length - 1};
    return t;
}

/* What is between the children of a long list is white space without end: none is kept. */
static void take_text(void *user, const xmlChar *bytes, int length)
{
    struct reading *reading = user;
    struct text more = {(const char *)bytes, (size_t)length};
    enum xml_want want = reading->wants[reading->depth];

    if (is_over(reading) || reading->depth == 0 || reading->passed_over > 0 ||
        (want != XML_WANT_TEXT && want != XML_WANT_FIRST))
        return;
    size_t so_far = reading->text_length - reading->text_begins[reading->depth];
    if (so_far == 0)
        more = without_space_before(more);
    if (so_far + more.length > XML_FIELD_BYTES_MOST) {
        if (want == XML_WANT_TEXT)
            refuse(reading, reading->places[reading->depth], "the value is longer than 64 KiB");
        return;
    }
    reading->text = arena_grow(reading->arena, reading->text, &reading->text_room,
                               reading->text_length + more.length, 1);
    if (more.length > 0)
        memcpy(reading->text + reading->text_length, more.bytes, more.length);
    reading->text_length += more.length;
}

/* --- the file ------------------------------------------------------------- */

/* What the parser holds back until it has seen all of it: a tag, a comment or an instruction. */
static void check_held_back(struct reading *reading)
{
    const xmlParserInput *input = reading->parser->input;

    if (input == NULL || is_over(reading))
        return;
    size_t held_back = (size_t)(input->end - input->cur);
    bool is_note =
        held_back > 1 && input->cur[0] == '<' && (input->cur[1] == '!' || input->cur[1] == '?');
    if (held_back > (is_note ? XML_NOTE_BYTES_MOST : XML_FIELD_BYTES_MOST) + CHUNK_BYTES)
        refuse(reading, place_now(reading),
               is_note ? "a comment or instruction is longer than 1 MiB"
                       : "a tag is longer than 64 KiB");
}

static void say_nothing(void *user, const char *format, ...)
{
    (void)user, (void)format;
}

/* Bytes that are no characters of the encoding stop the parser; it says so to nobody, and calls the
 * XML before them well-formed. */
static void parse(struct reading *reading, const char *bytes, size_t length)
{
    int status = xmlParseChunk(reading->parser, bytes, (int)length, length == 0);

    if (status != XML_ERR_OK && !is_over(reading) && !reading->parser->wellFormed)
        set_fault(reading, place_now(reading), "not well-formed XML");
    if (status != XML_ERR_OK && !is_over(reading) && reading->parser->disableSAX)
        set_fault(reading, place_now(reading), "not in the encoding that it says it is in");
    check_held_back(reading);
}

static bool is_in_cdata(const struct reading *reading)
{
    return reading->parser->instate == XML_PARSER_CDATA_SECTION && !is_over(reading);
}

static ptrdiff_t bytes_held(const struct reading *reading)
{
    return reading->parser->input->end - reading->parser->input->cur;
}

/* Where the bytes it would take begin with a character that XML does not allow, the library takes
 * none and does not say so. */
static void drain_cdata(struct reading *reading)
{
    ptrdiff_t before = PTRDIFF_MAX;

    while (is_in_cdata(reading) && bytes_held(reading) > CDATA_STEP_BYTES * 2) {
        if (bytes_held(reading) == before) {
            refuse(reading, place_now(reading),
                   "a character that XML does not allow, or bytes that are none");
            return;
        }
        before = bytes_held(reading);
        xmlParseChunk(reading->parser, "", 0, 0);
    }
}

static void parse_piece(struct reading *reading, const char *bytes, size_t length)
{
    while (length > 0 && !is_over(reading)) {
        size_t step = is_in_cdata(reading) && length > CDATA_STEP_BYTES ? CDATA_STEP_BYTES : length;
        parse(reading, bytes, step);
        drain_cdata(reading);
        bytes += step;
        length -= step;
    }
}

/* Byte by byte until the encoding is settled, so that nothing behind the XML declaration is turned
 * by an encoding that is then refused. */
static void parse_chunk(struct reading *reading, const char *bytes, size_t length)
{
    size_t at = 0;

    while (!reading->has_begun && at < length && !is_over(reading))
        parse(reading, bytes + at++, 1);
    parse_piece(reading, bytes + at, length - at);
}

/* Behind the XML the library does not mind half a character. */
static void parse_end(struct reading *reading)
{
    const xmlParserInput *input = reading->parser->input;

    reading->is_at_end = true;
    parse(reading, "", 0);
    if (input != NULL && input->buf != NULL && input->buf->encoder != NULL &&
        xmlBufUse(input->buf->raw) > 0 && !is_over(reading))
        set_fault(reading, place_now(reading), "the last character is cut");
}

static bool parse_file(struct reading *reading, struct byte_source *source, struct error *error_r)
{
    char *chunk = arena_alloc(reading->arena, CHUNK_BYTES, 1);
    size_t length;

    while (!is_over(reading)) {
        if (!byte_source_read(source, chunk, CHUNK_BYTES, &length, error_r))
            return false;
        if (length == 0)
            break;
        parse_chunk(reading, chunk, length);
    }
    if (byte_source_fault(source) != NULL && !is_over(reading))
        set_fault(reading, place_now(reading), byte_source_fault(source));
    if (!is_over(reading))
        parse_end(reading);
    return true;
}

/* Once, by whichever thread comes first: several must not find it half begun. */
static pthread_once_t libxml_begun = PTHREAD_ONCE_INIT;

static xmlParserCtxtPtr parser_new(struct reading *reading)
{
    static const xmlSAXHandler callbacks = {
        .initialized = XML_SAX2_MAGIC,
        .startDocument = take_document,
        .internalSubset = take_doctype,
        .reference = take_reference,
        .startElementNs = take_begin,
        .endElementNs = take_end,
        .characters = take_text,
        .ignorableWhitespace = take_text,
        .cdataBlock = take_text,
        .serror = take_error,
    };
    xmlSAXHandler writable = callbacks;

    pthread_once(&libxml_begun, xmlInitParser);
    xmlSetGenericErrorFunc(NULL, say_nothing); /* faults of encodings, to stderr else */
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&writable, reading, NULL, 0, NULL);
    if (parser == NULL) {
        fputs("tallystick: out of memory\n", stderr);
        abort();
    }
    /* Never XML_PARSE_NOENT, which reads files under NONET too, nor HUGE, nor a DTD. */
    xmlCtxtUseOptions(parser, XML_PARSE_NONET);
    return parser;
}

enum xml_outcome xml_read(struct arena *arena, int fd, const struct xml_handler *handler,
                          struct xml_fault *fault_r, struct error *error_r)
{
    struct reading reading = {.handler = handler, .arena = arena, .fault = fault_r};

    *fault_r = (struct xml_fault){.reason = ""};
    reading.parser = parser_new(&reading);
    struct byte_source *source = byte_source_open(arena, fd);
    bool ok = parse_file(&reading, source, error_r);
    byte_source_close(source);
    xmlFreeParserCtxt(reading.parser);
    if (!ok)
        return XML_FAILED;
    if (is_broken(&reading))
        return XML_BROKEN;
    return reading.is_stopped ? XML_STOPPED : XML_WHOLE;
}
