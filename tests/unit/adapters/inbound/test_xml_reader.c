#include "adapters/inbound/xml_reader.h"

#include "harness.h"

#define DECLARED "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static const char *seen; /* elements as (name text) */
static bool text_wanted;
static struct xml_fault fault;

static enum xml_want note_begin(void *context, const struct xml_element *element)
{
    (void)context;
    if (text_equal(element->name, TEXT_LITERAL("skip")))
        return XML_WANT_NOTHING;
    seen = arena_printf(arena, "%s(%s", seen, string_of(element->name));
    for (size_t i = 0; i < element->attribute_count; i++)
        seen = arena_printf(arena, "%s %s=%s", seen, string_of(element->attributes[i].name),
                            string_of(element->attributes[i].value));
    return text_wanted ? XML_WANT_TEXT : XML_WANT_CHILDREN;
}

static bool note_end(void *context, size_t depth, struct text text)
{
    (void)context, (void)depth;
    seen = arena_printf(arena, "%s%s%s)", seen, text.length == 0 ? "" : " ", string_of(text));
    return true;
}

static enum xml_want ignore_begin(void *context, const struct xml_element *element)
{
    (void)context, (void)element;
    return text_wanted ? XML_WANT_TEXT : XML_WANT_CHILDREN;
}

static bool ignore_end(void *context, size_t depth, struct text text)
{
    (void)context, (void)depth, (void)text;
    return true;
}

static enum xml_outcome read_with(const void *bytes, size_t length,
                                  const struct xml_handler *handler)
{
    struct error error;
    int fd = file_of(bytes, length);
    enum xml_outcome outcome = xml_read(arena, fd, handler, &fault, &error);

    close(fd);
    return outcome;
}

static enum xml_outcome read_all(const void *bytes, size_t length)
{
    static const struct xml_handler handler = {NULL, note_begin, note_end};

    seen = "";
    text_wanted = true;
    return read_with(bytes, length, &handler);
}

static void assert_whole(const char *content, const char *expected)
{
    enum xml_outcome outcome = read_all(content, strlen(content));

    ck_assert_msg(outcome == XML_WHOLE, "%s\n%lld:%d: %s", content, (long long)fault.place.line,
                  fault.place.column, fault.reason);
    ck_assert_str_eq(seen, expected);
}

/* line:column: reason, where the reason begins as the expected one does */
static void assert_fault(const char *place_and_reason)
{
    const char *told = arena_printf(arena, "%lld:%d: %s", (long long)fault.place.line,
                                    fault.place.column, fault.reason);

    ck_assert_msg(strncmp(told, place_and_reason, strlen(place_and_reason)) == 0, "%s, not %s",
                  told, place_and_reason);
}

static const struct {
    const char *content, *seen;
} whole[] = {
    {"<a/>", "(a)"},
    {DECLARED "<a><b>1</b><b/></a>\n<!-- after -->\n<?and this?>\n", "(a(b 1)(b))"},
    {"\xEF\xBB\xBF<a>1</a>", "(a 1)"},
    {"<?xml version='1.1'?><a>1</a>", "(a 1)"},
    {"<a> \r\n 1 2\t</a>", "(a 1 2)"}, /* white space around a text goes */
    {"<a>1<!-- not 2 -->3<?nor 4?>5</a>", "(a 135)"},
    {"<a>1<b>2</b>3<c/>4</a>", "(a(b 2)(c) 134)"}, /* an element's text is its own */
    {"<a><![CDATA[1 < 2 & 3]]></a>", "(a 1 < 2 & 3)"},
    {"<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;</a>", "(a <>&\"'AB)"},
    {"<a b='&lt;1&#10;2' c=\"3\"/>", "(a b=<1\n2 c=3)"},
    {"<x:a xmlns:x='urn:x' x:b='1'><x:c>2</x:c></x:a>", "(a b=1(c 2))"},
    {"<a xmlns='relative'>1</a>", "(a 1)"}, /* of which the library only warns */
    {"<a><skip b='1'>2<c>3</c></skip><skip/><d>4</d></a>", "(a(d 4))"},
    {"<?xml version='1.0' encoding='ISO-8859-1'?><a>caf\xE9</a>", "(a caf\xC3\xA9)"},
    {"<?xml version='1.0' encoding='windows-1252'?><a>\x80</a>", "(a \xE2\x82\xAC)"},
    {"<?xml version='1.0' encoding='us-ascii'?><a>1</a>", "(a 1)"},
    {"<?xml-stylesheet href='http://192.0.2.1/x.xsl'?><a/>", "(a)"},
};

START_TEST(whole_files)
{
    assert_whole(whole[_i].content, whole[_i].seen);
}
END_TEST

static const struct {
    const char *content, *told;
} broken[] = {
    {"", "1:1: the file is empty"},
    {"  \n ", "2:2: the end of the XML is not reached"},
    {"a,b\n1,2\n", "1:1: the file does not begin as XML does"},
    {"<a>\n<b>1</b>", "2:9: the end of the XML is not reached: the file may be cut"},
    {"<a>\n<b>1</b></a", "2:12: "}, /* cut within the last tag */
    {"<a>1", "1:"},
    {"<a>\n1\xFF, text</a>", "2:2: a character that XML does not allow, or bytes that are none"},
    {"<a>\n1\x01</a>", "2:2: a character that XML does not allow"},
    {"<a></b>", "1:8: Opening and ending tag mismatch"},
    {"<a/><b/>", "1:5: Extra content"},
    {"<a/>text", "1:5: Extra content"},
    {"<a b='1' b='2'/>", "1:15: Attribute b redefined"},
    {"<a b=1/>", "1:6: AttValue"},
    {"<a>\x01</a>", "1:4: "},
    {"<a>\xC3(</a>", "1:"},            /* no UTF-8 */
    {DECLARED "<a>caf\xE9</a>", "2:"}, /* a declaration that lies */
    {"<?xml version='1.0' encoding='UTF-16'?><a>1</a>", "1:"},
    {"<?xml version='1.0' encoding='klingon'?><a>1</a>", "1:39: Unsupported encoding"},
    {"<?xml version='1.0' encoding='UTF-7'?><a>1</a>", "1:1: the encoding is none of"},
    {"<?xml version='1.0' encoding='EUC-KR'?><a>1</a>", "1:1: the encoding is none of"},
    {"<!DOCTYPE a><a/>", "1:"},
    {DECLARED "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]>\n<a>&b;</a>", "2:"},
    {"<a>\n&b;</a>", "2:4: Entity 'b' not defined"},
    {"<a b='&c;'/>", "1:10: Entity 'c' not defined"},
    {"<x:a/>", "1:5: Namespace prefix x"},
    {"<a x:b='1'/>", "1:11: Namespace prefix x"},
    {"<a>]]></a>", "1:"},
    {"<a><!-- -- --></a>", "1:"},
    {"<a>4111 1111 1111 1111 <b></a>", "1:31: Opening and ending tag mismatch"},
    {"<c4111111111111111></a>", "1:24: Opening and ending tag mismatch: c411111******1111"},
};

START_TEST(broken_files)
{
    const char *content = broken[_i].content;

    ck_assert_msg(read_all(content, strlen(content)) == XML_BROKEN, "%s", content);
    assert_fault(broken[_i].told);
}
END_TEST

START_TEST(a_doctype_is_refused_before_anything_of_it_counts)
{
    const char *content = "<!DOCTYPE a [<!ENTITY b '1'>]><a>&b;</a>";

    ck_assert_int_eq(read_all(content, strlen(content)), XML_BROKEN);
    ck_assert_str_eq(fault.reason, "a DOCTYPE, which no bill has");
    ck_assert_str_eq(seen, "");
}
END_TEST

START_TEST(nul_bytes)
{
    ck_assert_int_eq(read_all("<a>1\0</a>", 9), XML_BROKEN);
    ck_assert_int_eq(read_all("<a>1</a>\0", 9), XML_BROKEN);
}
END_TEST

/* "<a>\n<b>x</b></a>" with each byte made two */
static size_t to_utf_16(const char *content, bool little, bool marked, char *bytes)
{
    size_t length = 0;

    if (marked) {
        bytes[length++] = (char)(little ? 0xFF : 0xFE);
        bytes[length++] = (char)(little ? 0xFE : 0xFF);
    }
    for (; *content != '\0'; content++) {
        bytes[length++] = little ? *content : '\0';
        bytes[length++] = little ? '\0' : *content;
    }
    return length;
}

START_TEST(utf_16)
{
    static const char content[] = "<?xml version='1.0' encoding='UTF-16'?><a>\n<b>x</b></a>";
    char bytes[2 * sizeof(content) + 2];
    size_t length = to_utf_16(content, _i & 1, _i & 2, bytes);

    ck_assert_msg(read_all(bytes, length) == XML_WHOLE, "%d: %s", _i, fault.reason);
    ck_assert_str_eq(seen, "(a(b x))");
    ck_assert_int_eq(read_all(bytes, length - 1), XML_BROKEN); /* half a character */
}
END_TEST

/* Wherever half of a pair stands, there is no such character, even where all the XML is read. */
START_TEST(utf_16_with_half_a_pair)
{
    static const char content[] =
        "<?xml version='1.0' encoding='UTF-16'?><a>\n<b c='1'>x</b><!-- d --></a>\n\n";
    char bytes[2 * sizeof(content) + 2], with_half[sizeof(bytes) + 2];
    bool little = _i & 1, marked = _i & 2;
    size_t length = to_utf_16(content, little, marked, bytes);

    memcpy(with_half, bytes, length);
    with_half[length] = '\n';
    ck_assert_int_eq(read_all(with_half, length + 1), XML_BROKEN); /* half a character */
    for (size_t at = marked ? 2 : 0; at <= length; at += 2) {
        memcpy(with_half, bytes, at);
        with_half[at + (little ? 0 : 1)] = '\0';
        with_half[at + (little ? 1 : 0)] = '\xD8';
        memcpy(with_half + at + 2, bytes + at, length - at);
        ck_assert_msg(read_all(with_half, length + 2) == XML_BROKEN, "%d: at %zu: %s", _i, at,
                      seen);
    }
}
END_TEST

/* A file made of a beginning, a piece many times, and an end. */
static enum xml_outcome read_made(const char *begin, const char *piece, size_t times,
                                  const char *end)
{
    static const struct xml_handler handler = {NULL, ignore_begin, ignore_end};
    size_t room = strlen(begin) + strlen(piece) * times + strlen(end) + 1;
    char *content = malloc(room);
    char *at = stpcpy(content, begin);

    for (size_t i = 0; i < times; i++)
        at = stpcpy(at, piece);
    stpcpy(at, end);
    enum xml_outcome outcome = read_with(content, strlen(content), &handler);
    free(content);
    return outcome;
}

START_TEST(depth)
{
    text_wanted = false;
    ck_assert_int_eq(read_made("", "<a>", 101, ""), XML_BROKEN);
    assert_fault("1:303: elements stand more than 100 deep");
    ck_assert_int_eq(read_made("", "<a>", 1000000, ""), XML_BROKEN);
    assert_fault("1:303: elements stand more than 100 deep");
}
END_TEST

START_TEST(a_text_of_64_kib_is_taken_and_no_longer_one)
{
    text_wanted = true;
    ck_assert_int_eq(read_made("<a>", "x", XML_FIELD_BYTES_MOST, "</a>"), XML_WHOLE);
    ck_assert_int_eq(read_made("<a>", "x", XML_FIELD_BYTES_MOST + 1, "</a>"), XML_BROKEN);
    assert_fault("1:4: the value is longer than 64 KiB");
    ck_assert_int_eq(read_made("<a><![CDATA[", "x", XML_FIELD_BYTES_MOST + 1, "]]></a>"),
                     XML_BROKEN);
    /* white space between children is none of it, however much there is */
    ck_assert_int_eq(read_made("<a>", "  <b/>\n", XML_FIELD_BYTES_MOST, "</a>"), XML_WHOLE);
}
END_TEST

static enum xml_want first_begin(void *context, const struct xml_element *element)
{
    (void)context, (void)element;
    return XML_WANT_FIRST;
}

START_TEST(of_a_long_text_the_beginning)
{
    static const struct xml_handler handler = {NULL, first_begin, note_end};
    const char *bytes = arena_printf(arena, "<a>short<b>%100000s</b></a>", "x");

    seen = "";
    ck_assert_int_eq(read_with(bytes, strlen(bytes), &handler), XML_WHOLE);
    ck_assert_str_eq(seen, " x) short)");
    bytes = arena_printf(arena, "<a>%.*s</a>", 100000, arena_printf(arena, "%0100000d", 1));
    seen = "";
    ck_assert_int_eq(read_with(bytes, strlen(bytes), &handler), XML_WHOLE);
    ck_assert_uint_le(strlen(seen), XML_FIELD_BYTES_MOST + 2);
    ck_assert_int_eq(seen[1], '0');
}
END_TEST

START_TEST(a_text_nobody_asks_for_may_have_any_length)
{
    text_wanted = false;
    ck_assert_int_eq(read_made("<a>", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\n", 400000, "</a>"),
                     XML_WHOLE);
    ck_assert_int_eq(
        read_made("<a><![CDATA[", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=", 400000, "]]></a>"),
        XML_WHOLE);
    ck_assert_int_eq(read_made("<a>", "&#65;", 3000000, "</a>"), XML_WHOLE);
}
END_TEST

START_TEST(long_tags_and_comments)
{
    text_wanted = false;
    ck_assert_int_eq(read_made("<a><!-- ", "comment ", 100000, " --></a>"), XML_WHOLE);
    ck_assert_int_eq(read_made("<a><!-- ", "comment ", 200000, " --></a>"), XML_BROKEN);
    assert_fault("1:4: a comment or instruction is longer than 1 MiB");
    ck_assert_int_eq(read_made("<a b='", "x", 200000, "'/>"), XML_BROKEN);
    assert_fault("1:1: a tag is longer than 64 KiB");
    ck_assert_int_eq(read_made("<", "a", 200000, "/>"), XML_BROKEN);
}
END_TEST

START_TEST(many_attributes_and_namespaces)
{
    char *attributes = arena_alloc(arena, 300, 16);
    char *namespaces = arena_alloc(arena, 300, 32);
    char *at = attributes, *next = namespaces;

    text_wanted = false;
    for (int i = 0; i < 256; i++)
        at += sprintf(at, " b%d='1'", i);
    ck_assert_int_eq(read_made("<a", attributes, 1, "/>"), XML_WHOLE);
    sprintf(at, " c='1'");
    ck_assert_int_eq(read_made("<a", attributes, 1, "/>"), XML_BROKEN);
    ck_assert_str_eq(fault.reason, "the element has more than 256 attributes");
    for (int i = 0; i < 257; i++)
        next += sprintf(next, " xmlns:n%d='urn:n%d'", i, i);
    ck_assert_int_eq(read_made("<a", namespaces, 1, "/>"), XML_BROKEN);
    ck_assert_str_eq(fault.reason, "more than 256 namespaces");
}
END_TEST

START_TEST(lines_beyond_65535)
{
    text_wanted = false;
    ck_assert_int_eq(read_made("<a>", "\n", 100000, "  <b></a>"), XML_BROKEN);
    assert_fault("100001:10: Opening and ending tag mismatch");
}
END_TEST

static enum xml_want stop_at_b(void *context, const struct xml_element *element)
{
    note_begin(context, element);
    return text_equal(element->name, TEXT_LITERAL("b")) ? XML_WANT_STOP : XML_WANT_CHILDREN;
}

START_TEST(the_handler_stops)
{
    static const struct xml_handler handler = {NULL, stop_at_b, note_end};
    const char *content = "<a><b/><c/></broken>";

    seen = "";
    ck_assert_int_eq(read_with(content, strlen(content), &handler), XML_STOPPED);
    ck_assert_str_eq(seen, "(a(b");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_loop_test(tcase, whole_files, 0, (int)COUNT_OF(whole));
    tcase_add_loop_test(tcase, broken_files, 0, (int)COUNT_OF(broken));
    tcase_add_test(tcase, a_doctype_is_refused_before_anything_of_it_counts);
    tcase_add_test(tcase, nul_bytes);
    tcase_add_loop_test(tcase, utf_16, 0, 4);
    tcase_add_loop_test(tcase, utf_16_with_half_a_pair, 0, 4);
    tcase_add_test(tcase, depth);
    tcase_add_test(tcase, a_text_of_64_kib_is_taken_and_no_longer_one);
    tcase_add_test(tcase, of_a_long_text_the_beginning);
    tcase_add_test(tcase, a_text_nobody_asks_for_may_have_any_length);
    tcase_add_test(tcase, long_tags_and_comments);
    tcase_add_test(tcase, many_attributes_and_namespaces);
    tcase_add_test(tcase, lines_beyond_65535);
    tcase_add_test(tcase, the_handler_stops);
}

int main(void)
{
    return run_cases("adapters/inbound/xml_reader", add);
}
