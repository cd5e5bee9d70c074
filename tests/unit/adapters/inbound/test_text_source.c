#include "adapters/inbound/text_source.h"

#include "harness.h"

static bool is_cut;
static const char *fault;

static struct text converted(const void *bytes, size_t length, enum encoding encoding)
{
    struct error error;
    struct text chunk;
    int fd = file_of(bytes, length);
    struct text_source *source = text_source_open(arena, fd, encoding, &error);
    char *all = arena_alloc(arena, length * 3 + 1, 1);
    size_t count = 0;

    ck_assert_ptr_nonnull(source);
    for (;;) {
        ck_assert(text_source_next(source, &chunk, &error));
        if (chunk.length == 0)
            break;
        memcpy(all + count, chunk.bytes, chunk.length);
        count += chunk.length;
    }
    is_cut = text_source_is_cut(source);
    fault = text_source_fault(source);
    text_source_close(source);
    close(fd);
    return (struct text){all, count};
}

#define CONVERTED(literal, encoding) converted(literal, sizeof(literal) - 1, encoding)

START_TEST(utf_8_is_passed_on_without_its_mark)
{
    ck_assert_text_eq(CONVERTED("\xEF\xBB\xBF"
                                "a\xC2\xA3\n",
                                ENCODING_UTF_8),
                      "a\xC2\xA3\n");
    ck_assert_text_eq(CONVERTED("\xEF\xBB", ENCODING_UTF_8), "\xEF\xBB");
}
END_TEST

START_TEST(windows_1252)
{
    ck_assert_text_eq(CONVERTED("\xA3\x80\x92\n", ENCODING_WINDOWS_1252),
                      "\xC2\xA3\xE2\x82\xAC\xE2\x80\x99\n");
    /* a byte that stands for nothing makes text that is no UTF-8 */
    ck_assert_text_eq(CONVERTED("a\x81z\n", ENCODING_WINDOWS_1252), "a\xFFz\n");
    ck_assert(!is_cut);
}
END_TEST

START_TEST(utf_16)
{
    ck_assert_text_eq(CONVERTED("\xFF\xFE"
                                "a\0\xA3\0\n\0",
                                ENCODING_UTF_16),
                      "a\xC2\xA3\n");
    ck_assert_text_eq(CONVERTED("\xFE\xFF\0a\0\xA3\0\n", ENCODING_UTF_16), "a\xC2\xA3\n");
    /* half a surrogate pair */
    ck_assert_text_eq(CONVERTED("\xFF\xFE"
                                "a\0\0\xDCz\0",
                                ENCODING_UTF_16),
                      "a\xFFz");
    ck_assert(!is_cut);
}
END_TEST

START_TEST(a_file_cut_within_a_character)
{
    ck_assert_text_eq(CONVERTED("\xFF\xFE"
                                "a\0\n",
                                ENCODING_UTF_16),
                      "a");
    ck_assert(is_cut);
}
END_TEST

static const struct {
    struct text bytes;
    enum encoding encoding;
    const char *fault;
} lies[] = {
    {TEXT_LITERAL("\xFF\xFE"
                  "a"),
     ENCODING_UTF_8,
     "the file begins with the byte-order mark of UTF-16, which its feed does not say"},
    {TEXT_LITERAL("\xFE\xFF"
                  "a"),
     ENCODING_WINDOWS_1252,
     "the file begins with the byte-order mark of UTF-16, which its feed does not say"},
    {TEXT_LITERAL("\xEF\xBB\xBF"
                  "a"),
     ENCODING_WINDOWS_1252,
     "the file begins with the byte-order mark of UTF-8, which its feed does not say"},
    {TEXT_LITERAL("a,b\n"), ENCODING_UTF_16,
     "the file does not begin with the byte-order mark of UTF-16, which its feed says it is"},
    {TEXT_LITERAL("PK\x03\x04"
                  "xl/workbook.xml"),
     ENCODING_UTF_8,
     "the file is a zip archive or a workbook, not text: it has to be saved as CSV"},
};

START_TEST(first_bytes_that_say_another_encoding)
{
    struct text text = converted(lies[_i].bytes.bytes, lies[_i].bytes.length, lies[_i].encoding);
    ck_assert_uint_eq(text.length, 0);
    ck_assert_str_eq(fault, lies[_i].fault);
}
END_TEST

START_TEST(nothing_is_no_lie)
{
    CONVERTED("", ENCODING_UTF_16);
    ck_assert_ptr_null(fault);
    CONVERTED("", ENCODING_WINDOWS_1252);
    ck_assert_ptr_null(fault);
}
END_TEST

START_TEST(characters_across_reads)
{
    const size_t pairs = 100000; /* U+1F642, four bytes either way */
    char *bytes = arena_alloc(arena, 4 + pairs * 4, 1);
    memcpy(bytes,
           "\xFF\xFE"
           "a\0",
           4);
    for (size_t i = 0; i < pairs; i++)
        memcpy(bytes + 4 + i * 4, "\x3D\xD8\x42\xDE", 4);
    struct text text = converted(bytes, 4 + pairs * 4, ENCODING_UTF_16);
    ck_assert_uint_eq(text.length, 1 + pairs * 4);
    for (size_t i = 0; i < pairs; i++)
        ck_assert(memcmp(text.bytes + 1 + i * 4, "\xF0\x9F\x99\x82", 4) == 0);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, utf_8_is_passed_on_without_its_mark);
    tcase_add_test(tcase, windows_1252);
    tcase_add_test(tcase, utf_16);
    tcase_add_test(tcase, a_file_cut_within_a_character);
    tcase_add_loop_test(tcase, first_bytes_that_say_another_encoding, 0, COUNT_OF(lies));
    tcase_add_test(tcase, nothing_is_no_lie);
    tcase_add_test(tcase, characters_across_reads);
}

int main(void)
{
    return run_cases("adapters/inbound/text_source", add);
}
