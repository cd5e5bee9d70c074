/* Workbooks, read back with zlib. That a whole reader of zip and XML takes them:
 * tests/night/test_workbook.sh. */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#include "adapters/outbound/workbook_write.h"
#include "matcher/base/decimal.h"

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

static uint32_t number_at(const char *at, int width)
{
    uint32_t number = 0;
    for (int i = width - 1; i >= 0; i--)
        number = number << 8 | (unsigned char)at[i];
    return number;
}

/* What the local header at `at` is of, unpacked, if its CRC agrees. */
static const char *unpacked(const char *at)
{
    const uint32_t bytes = number_at(at + 22, 4);
    char *content = ARENA_ARRAY(arena, char, bytes + 1);
    z_stream stream = {.next_in = (unsigned char *)at + 30 + number_at(at + 26, 2),
                       .avail_in = number_at(at + 18, 4),
                       .next_out = (unsigned char *)content,
                       .avail_out = bytes};
    ck_assert_int_eq(inflateInit2(&stream, -MAX_WBITS), Z_OK);
    ck_assert_int_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    ck_assert_uint_eq(stream.avail_in + stream.avail_out, 0);
    inflateEnd(&stream);
    ck_assert_uint_eq(crc32(0, (unsigned char *)content, bytes), number_at(at + 14, 4));
    return content;
}

static const char *part(struct text archive, const char *name)
{
    const char *end = archive.bytes + archive.length - 22; /* of the directory */
    ck_assert_int_eq(memcmp(end, "PK\5\6", 4), 0);
    const char *entry = archive.bytes + number_at(end + 16, 4);
    for (uint32_t i = number_at(end + 10, 2); i > 0; i--) {
        const uint32_t name_length = number_at(entry + 28, 2);
        if (name_length == strlen(name) && memcmp(entry + 46, name, name_length) == 0)
            return unpacked(archive.bytes + number_at(entry + 42, 4));
        entry += 46 + name_length;
    }
    ck_abort_msg("no %s", name);
    return "";
}

/* --- what is in it --------------------------------------------------------- */

static const char *const headings[] = {"a heading", "number", "third"};
static const day_t made = 20766; /* 2026-11-09 */

static struct book *begun(void)
{
    struct book *book;
    struct error error;
    ck_assert(book_begin(arena, "a & b", made, 3, headings, &book, &error));
    return book;
}

static struct text ended(struct book *book)
{
    struct text file;
    struct error error;
    ck_assert(book_end(book, &file, &error));
    return file;
}

/* The cells of the row below the headings. */
static const char *cells_of(struct book *book)
{
    book_end_row(book);
    const char *row = strstr(part(ended(book), "xl/worksheets/sheet1.xml"), "<row r=\"2\"");
    ck_assert_ptr_nonnull(row);
    const char *cells = strchr(row, '>') + 1;
    return arena_printf(arena, "%.*s", (int)(strstr(cells, "</row>") - cells), cells);
}

static const char *text_cell(struct text value)
{
    struct book *book = begun();
    book_text(book, value);
    return cells_of(book);
}

#define TEXT_CELL(text) "<c r=\"A2\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

static void check_text(const char *value, const char *expected)
{
    ck_assert_str_eq(text_cell(text_of(value)), expected);
}

START_TEST(texts_are_texts)
{
    check_text("007", TEXT_CELL("007"));
    check_text("=1+1", TEXT_CELL("'=1+1"));
    check_text("-1", TEXT_CELL("'-1"));
    check_text("a, \"b\"\nc", TEXT_CELL("a, \"b\"\nc"));
    check_text(" x", "<c r=\"A2\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> x</t></is></c>");
    check_text("<a>&\xC3\xA9\tb", TEXT_CELL("&lt;a&gt;&amp;\xC3\xA9\tb"));
}
END_TEST

/* A spreadsheet calls a file that is no XML damaged. */
START_TEST(what_xml_cannot_say_is_written_otherwise)
{
    check_text("a\x01\rb", TEXT_CELL("a_x0001__x000D_b"));
    check_text("a\xEF\xBF\xBE"
               "b\xEF\xBF\xBF"
               "c\xEF\xBF\xBD",
               TEXT_CELL("a???b???c\xEF\xBF\xBD"));
}
END_TEST

START_TEST(numbers_are_numbers)
{
    struct book *book = begun();
    book_number(book, -7);
    book_quantity(book, 125000);
    book_pounds(book, -950);
    ck_assert_str_eq(cells_of(book), "<c r=\"A2\"><v>-7</v></c><c r=\"B2\"><v>12.5</v></c>"
                                     "<c r=\"C2\" s=\"2\"><v>-9.5</v></c>");
}
END_TEST

/* Days from 30 December 1899; 07:30 in the zone is five sixteenths of a day. */
START_TEST(days_and_times_are_what_a_spreadsheet_has)
{
    static const struct zone_change hour_ahead = {INT64_MIN, 3600};
    static const struct zone zone = {1, &hour_ahead};
    struct book *book = begun();
    book_day(book, made);
    book_datetime(book, &zone, (int64_t)made * 86400 + 6 * 3600 + 1800);
    ck_assert_str_eq(cells_of(book), "<c r=\"A2\" s=\"2\"><v>46335</v></c>"
                                     "<c r=\"B2\" s=\"3\"><v>46335.3125</v></c>");
}
END_TEST

START_TEST(what_is_not_given_is_an_empty_cell)
{
    static const struct zone_change none = {INT64_MIN, 0};
    static const struct zone zone = {1, &none};
    struct book *book = begun();
    book_text(book, text_of(""));
    book_number(book, NOT_GIVEN);
    book_pounds(book, NOT_GIVEN);
    book_end_row(book);
    book_day(book, DAY_NOT_GIVEN);
    book_datetime(book, &zone, NOT_GIVEN);
    book_quantity(book, NOT_GIVEN);
    book_end_row(book);
    const char *sheet = part(ended(book), "xl/worksheets/sheet1.xml");
    const char *headings_end = strstr(sheet, "</row>");
    ck_assert_ptr_null(strstr(headings_end, "<c "));
}
END_TEST

/* A spreadsheet calls a file with a longer cell damaged; it counts UTF-16. */
START_TEST(a_cell_is_cut_between_characters)
{
    static const struct {
        const char *character;
        size_t most;
    } cases[] = {{"x", 32767}, {"\xC3\xA9", 32767}, {"\xF0\x9F\x98\x80", 16383}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const size_t bytes = strlen(cases[i].character);
        struct text value = {ARENA_ARRAY(arena, char, 40000 * bytes), 0};
        for (; value.length < 40000 * bytes; value.length += bytes)
            memcpy((char *)value.bytes + value.length, cases[i].character, bytes);
        const char *cell = text_cell(value);
        const char *begin = strstr(cell, "<t>") + 3;
        ck_assert_uint_eq((size_t)(strstr(begin, "</t>") - begin), cases[i].most * bytes);
        value.length = cases[i].most * bytes; /* so long is not too long */
        ck_assert_str_eq(text_cell(value), cell);
    }
}
END_TEST

START_TEST(headings_alone_are_a_sheet)
{
    const struct text file = ended(begun());
    const char *sheet = part(file, "xl/worksheets/sheet1.xml");
    ck_assert_ptr_nonnull(strstr(sheet, "<pane ySplit=\"1\" "));
    ck_assert_ptr_nonnull(strstr(sheet, "state=\"frozen\""));
    ck_assert_ptr_nonnull(strstr(sheet, "<c r=\"A1\" s=\"1\" t=\"inlineStr\">"));
    ck_assert_ptr_nonnull(strstr(sheet, "<autoFilter ref=\"A1:C1\"/>"));
    ck_assert_ptr_nonnull(strstr(part(file, "xl/workbook.xml"), "<sheet name=\"a &amp; b\""));
}
END_TEST

/* --- all of it --------------------------------------------------------------- */

/* More than is packed at a time, and than the library keeps. */
static struct text long_file(struct arena *in)
{
    static const char *const many[] = {"0",  "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9",
                                       "10", "11", "12", "13", "14", "15", "16", "17", "18", "19",
                                       "20", "21", "22", "23", "24", "25", "26", "27", "28", "29"};
    struct book *book;
    struct text file;
    struct error error;
    ck_assert(book_begin(in, "x", made, 30, many, &book, &error));
    for (int row = 1; row <= 400; row++) {
        for (int column = 0; column < 30; column++)
            book_number(book, row * column);
        book_end_row(book);
    }
    ck_assert(book_end(book, &file, &error));
    return file;
}

START_TEST(wide_and_long_tables_come_back_whole)
{
    const char *read = part(long_file(arena), "xl/worksheets/sheet1.xml");
    ck_assert_ptr_nonnull(
        strstr(read, "<c r=\"Z401\"><v>10000</v></c><c r=\"AA401\"><v>10400</v></c>"));
    ck_assert_ptr_nonnull(strstr(read, "<c r=\"AD401\"><v>11600</v></c></row></sheetData>"));
    ck_assert_ptr_nonnull(strstr(read, "<autoFilter ref=\"A1:AD401\"/>"));
}
END_TEST

START_TEST(a_sheet_ends_with_the_last_row_that_it_can_have)
{
    struct book *book = begun();
    for (int row = 2; row <= 1048576 + 2; row++) {
        if (row >= 1048576)
            book_number(book, row);
        book_end_row(book);
    }
    const char *sheet = part(ended(book), "xl/worksheets/sheet1.xml");
    ck_assert_ptr_nonnull(strstr(sheet, "<autoFilter ref=\"A1:C1048576\"/>"));
}
END_TEST

/* Of the day that it is made for, whenever that is. */
START_TEST(no_clock_is_asked)
{
    const char *core = part(long_file(arena), "docProps/core.xml");
    ck_assert_ptr_nonnull(strstr(core, ">2026-11-09T00:00:00Z</dcterms:created>"));
    ck_assert_ptr_nonnull(strstr(core, ">2026-11-09T00:00:00Z</dcterms:modified>"));
}
END_TEST

static void *make_some(void *expected)
{
    struct arena *own = arena_new();
    for (int i = 0; i < 8; i++) {
        ck_assert(text_equal(long_file(own), *(const struct text *)expected));
        arena_empty(own);
    }
    arena_free(own);
    return NULL;
}

START_TEST(many_at_once_are_the_same)
{
    struct text one = long_file(arena);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, make_some, &one), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}
END_TEST

/* --- where it cannot be made ------------------------------------------------- */

static bool is_made(struct error *error_r)
{
    struct book *book;
    struct text file;
    if (!book_begin(arena, "x", made, 3, headings, &book, error_r))
        return false;
    book_text(book, text_of("x"));
    book_end_row(book);
    return book_end(book, &file, error_r);
}

/* However many files may still be opened, from none on, it is an error or a whole workbook, and
 * none stays open. */
START_TEST(without_a_file_it_is_an_error)
{
    struct rlimit usual, few;
    struct error error;
    const int next = dup(0);
    close(next);
    getrlimit(RLIMIT_NOFILE, &usual);
    for (int more = 0; more <= 1; more++) {
        few = (struct rlimit){(rlim_t)(next + more), usual.rlim_max};
        setrlimit(RLIMIT_NOFILE, &few);
        const bool is_done = is_made(&error);
        setrlimit(RLIMIT_NOFILE, &usual);
        ck_assert(!is_done);
        ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
        ck_assert_str_eq(error.message, "a workbook: Too many open files");
    }
    const int now = dup(0);
    close(now);
    ck_assert_int_eq(now, next);
    ck_assert(is_made(&error));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("workbook_write");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, texts_are_texts);
    tcase_add_test(tcase, what_xml_cannot_say_is_written_otherwise);
    tcase_add_test(tcase, numbers_are_numbers);
    tcase_add_test(tcase, days_and_times_are_what_a_spreadsheet_has);
    tcase_add_test(tcase, what_is_not_given_is_an_empty_cell);
    tcase_add_test(tcase, a_cell_is_cut_between_characters);
    tcase_add_test(tcase, headings_alone_are_a_sheet);
    tcase_add_test(tcase, wide_and_long_tables_come_back_whole);
    tcase_add_test(tcase, a_sheet_ends_with_the_last_row_that_it_can_have);
    tcase_add_test(tcase, no_clock_is_asked);
    tcase_add_test(tcase, many_at_once_are_the_same);
    tcase_add_test(tcase, without_a_file_it_is_an_error);
    Suite *suite = suite_create("adapters/outbound/workbook_write");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
