/* Workbooks, read back with zlib. That a whole reader of zip and XML takes them:
 * tests/night/test_workbook.sh. */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "adapters/outbound/workbook_write.h"

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

static const enum workbook_cell cells[] = {WORKBOOK_TEXT, WORKBOOK_NUMBER, WORKBOOK_POUNDS};

static const char *sheet(const char *csv)
{
    return part(workbook_of_csv(arena, text_of(csv), "a & b", 3, cells),
                "xl/worksheets/sheet1.xml");
}

static void check_cells(const char *row, const char *expected)
{
    const char *rows = sheet(arena_printf(arena, "t,n,p\r\n%s\r\n", row));
    expected = arena_printf(arena, "<row r=\"2\">%s</row></sheetData></worksheet>", expected);
    ck_assert_msg(strstr(rows, expected) != NULL, "%s\n%s", rows, expected);
}

#define TEXT_CELL(text) "<c r=\"A2\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

START_TEST(texts_are_texts_and_numbers_numbers)
{
    check_cells("007,7,9.50", TEXT_CELL("007") "<c r=\"B2\"><v>7</v></c>"
                                               "<c r=\"C2\" s=\"2\"><v>9.50</v></c>");
    check_cells("'=1+1,12.5,-9.50", TEXT_CELL("'=1+1") "<c r=\"B2\"><v>12.5</v></c>"
                                                       "<c r=\"C2\" s=\"2\"><v>-9.50</v></c>");
    check_cells(",,", "");
    check_cells(",,0.00", "<c r=\"C2\" s=\"2\"><v>0.00</v></c>");
}
END_TEST

START_TEST(what_csv_quotes_is_one_cell)
{
    check_cells("\"a, \"\"b\"\"\r\nc\",,", TEXT_CELL("a, \"b\"&#13;\nc"));
    check_cells("\"\"\"\",1,", TEXT_CELL("\"") "<c r=\"B2\"><v>1</v></c>");
    check_cells("\" x\",,",
                "<c r=\"A2\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> x</t></is></c>");
}
END_TEST

START_TEST(what_xml_cannot_say_is_escaped_or_asked)
{
    check_cells("<a>&\xC3\xA9\tb,,", TEXT_CELL("&lt;a&gt;&amp;\xC3\xA9\tb"));
    check_cells("a\x01"
                "b\xEF\xBF\xBE"
                "c\xEF\xBF\xBD,,",
                TEXT_CELL("a?b?c\xEF\xBF\xBD"));
}
END_TEST

/* A spreadsheet calls a file with a longer cell damaged. */
START_TEST(a_cell_is_cut_between_characters)
{
    char *text = ARENA_ARRAY(arena, char, 40001);
    memset(text, 'x', 32766);
    for (int i = 32766; i < 40000; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    const char *rows = sheet(arena_printf(arena, "t,n,p\r\n%s,,\r\n", text));
    ck_assert_ptr_nonnull(strstr(rows, "xx</t>"));
    ck_assert_ptr_null(strstr(rows, "\xC3"));
}
END_TEST

START_TEST(headings_alone_are_a_sheet)
{
    const struct text book = workbook_of_csv(arena, text_of("t,n,p\r\n"), "a & b", 3, cells);
    ck_assert_ptr_nonnull(strstr(part(book, "xl/worksheets/sheet1.xml"),
                                 "<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"inlineStr\">"));
    ck_assert_ptr_nonnull(strstr(part(book, "xl/workbook.xml"), "<sheet name=\"a &amp; b\""));
}
END_TEST

/* Beyond Z come two letters; beyond what is deflated at a time the sheet goes on. */
START_TEST(wide_and_long_tables_come_back_whole)
{
    enum { COLUMNS = 60, ROWS = 400 };
    static enum workbook_cell numbers[COLUMNS];
    char *csv = "";
    for (int i = 0; i < COLUMNS; i++) {
        numbers[i] = WORKBOOK_NUMBER;
        csv = arena_printf(arena, "%s%s%d", csv, i > 0 ? "," : "", i);
    }
    struct text rows = {ARENA_ARRAY(arena, char, 100000), 0};
    for (int row = 0; row <= ROWS; row++)
        rows.length += (size_t)sprintf((char *)rows.bytes + rows.length, "%s\r\n", csv);
    const struct text book = workbook_of_csv(arena, rows, "x", COLUMNS, numbers);
    const char *read = part(book, "xl/worksheets/sheet1.xml");
    ck_assert_ptr_nonnull(strstr(read, "<c r=\"Z401\"><v>25</v></c><c r=\"AA401\"><v>26</v></c>"));
    ck_assert_ptr_nonnull(strstr(read, "<c r=\"AZ2\"><v>51</v></c><c r=\"BA2\"><v>52</v></c>"));
    ck_assert_ptr_nonnull(strstr(read, "<c r=\"BH401\"><v>59</v></c></row></sheetData>"));
    const struct text again = workbook_of_csv(arena, rows, "x", COLUMNS, numbers);
    ck_assert(text_equal(book, again));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("workbook_write");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, texts_are_texts_and_numbers_numbers);
    tcase_add_test(tcase, what_csv_quotes_is_one_cell);
    tcase_add_test(tcase, what_xml_cannot_say_is_escaped_or_asked);
    tcase_add_test(tcase, a_cell_is_cut_between_characters);
    tcase_add_test(tcase, headings_alone_are_a_sheet);
    tcase_add_test(tcase, wide_and_long_tables_come_back_whole);
    Suite *suite = suite_create("adapters/outbound/workbook_write");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
