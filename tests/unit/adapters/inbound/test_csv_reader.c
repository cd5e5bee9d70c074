#include "adapters/inbound/csv_reader.h"

#include <jansson.h>

#include "harness.h"

static struct csv_fault fault;

/* The file as "line:field|field" a record, then how it ended: "." or "!". */
static const char *records_of(const void *bytes, size_t length, char delimiter)
{
    struct error error;
    struct csv_record record;
    enum csv_step step;
    int fd = file_of(bytes, length);
    struct csv_reader *reader = csv_reader_open(arena, fd, ENCODING_UTF_8, delimiter, &error);
    const char *records = "";

    while ((step = csv_reader_next(reader, &record, &error)) == CSV_STEP_RECORD) {
        records = arena_printf(arena, "%s%lld:", records, (long long)record.line);
        for (size_t i = 0; i < record.field_count; i++)
            records = arena_printf(arena, "%s%s%s", records, i == 0 ? "" : "|",
                                   string_of(record.fields[i]));
        records = arena_printf(arena, "%s;", records);
    }
    fault = csv_reader_fault(reader);
    csv_reader_close(reader);
    close(fd);
    return arena_printf(arena, "%s%s", records, step == CSV_STEP_END ? "." : "!");
}

static const char *records(const char *content)
{
    return records_of(content, strlen(content), ',');
}

static const struct {
    const char *content, *records;
} whole[] = {
    {"", "."},
    {"a,b\n1,2\n", "1:a|b;2:1|2;."},
    {"a,b\r\n1,2\r\n", "1:a|b;2:1|2;."},
    {"\xEF\xBB\xBF"
     "a,b\n",
     "1:a|b;."},
    {"\xEF\xBB\xBF", "."},
    {"a\n\xEF\xBB\xBF"
     "b\n",
     "1:a;2:\xEF\xBB\xBF"
     "b;."}, /* a mark is one at the start only */
    /* blanks around fields go, in quotes too */
    {" a\t, b b ,\" c \", \"d\" \n", "1:a|b b|c|d;."},
    {"a,\"b,\"\"c\"\"\",d\n", "1:a|b,\"c\"|d;."},
    /* a record over several lines has the line it begins on */
    {"a,b\n\"1\n2\r\n3\",4\n5,6\n", "1:a|b;2:1\n2\r\n3|4;5:5|6;."},
    /* blank records are passed over, and are lines all the same */
    {"\n  \na,b\n\r\n,\n \" \" ,\n1,2\n\n  ", "3:a|b;7:1|2;."},
    {"a,\n", "1:a|;."},
};

START_TEST(whole_files)
{
    ck_assert_str_eq(records(whole[_i].content), whole[_i].records);
}
END_TEST

static const struct {
    const char *content, *records;
    int line, column;
    const char *reason;
} broken[] = {
    /* cut anywhere, INV2's 1234.56 would be another sum */
    {"a,b\n1,1234.56", "1:a|b;!", 2, 2, "the last record has no line end: the file may be cut"},
    {"a,b\n1,12", "1:a|b;!", 2, 2, "the last record has no line end: the file may be cut"},
    {"a,b\n1,", "1:a|b;!", 2, 2, "the last record has no line end: the file may be cut"},
    {"a,b\n1", "1:a|b;!", 2, 1, "the last record has no line end: the file may be cut"},
    {"a,b", "!", 1, 2, "the last record has no line end: the file may be cut"},
    {"a,b\n1,\"2", "1:a|b;!", 2, 2, "the last record has no line end: the file may be cut"},
    {"a,b\n\n1,\"2\n3,4\n", "1:a|b;!", 3, 2, "a quote is never closed"},
    {"a,b\n\"1", "1:a|b;!", 2, 1, "the last record has no line end: the file may be cut"},
    /* nothing of a record after an error: not even the field a */
    {"x,y\na,b\"c,d\n", "1:x|y;!", 2, 2,
     "a quote where none may stand: within a field that is not in quotes, or with text after it"},
    {"x,y\na,\"b\"c\n", "1:x|y;!", 2, 2,
     "a quote where none may stand: within a field that is not in quotes, or with text after it"},
    {"a,b\rc,d\n", "!", 1, 3, "a carriage return without a line feed"},
};

START_TEST(broken_files)
{
    ck_assert_str_eq(records(broken[_i].content), broken[_i].records);
    ck_assert_int_eq(fault.line, broken[_i].line);
    ck_assert_int_eq(fault.column, broken[_i].column);
    ck_assert_str_eq(fault.reason, broken[_i].reason);
}
END_TEST

START_TEST(a_nul_breaks_the_file)
{
    static const char content[] = "a,b\n1,2\n3,\0"
                                  "4\n";
    ck_assert_str_eq(records_of(content, sizeof(content) - 1, ','), "1:a|b;2:1|2;!");
    ck_assert_int_eq(fault.line, 3);
    ck_assert_str_eq(fault.reason, "a NUL byte: the file is not text in the encoding of its feed");
}
END_TEST

static const char *many(char c, size_t count)
{
    char *bytes = arena_alloc(arena, count + 1, 1);
    memset(bytes, c, count);
    return bytes;
}

START_TEST(a_field_holds_64_kib)
{
    ck_assert_str_eq(records(arena_printf(arena, "%s\n", many('x', 65536))),
                     arena_printf(arena, "1:%s;.", many('x', 65536)));
    ck_assert_str_eq(records(arena_printf(arena, "a,%s\n", many('x', 65537))), "!");
    ck_assert_str_eq(fault.reason, "the field is longer than 64 KiB");
    ck_assert_int_eq(fault.column, 2);
    /* one that would not fit into memory stops the library */
    ck_assert_str_eq(records(arena_printf(arena, "a\n\"%s\n", many('x', 3000000))), "1:a;!");
    ck_assert_str_eq(fault.reason, "the field is longer than 64 KiB, or its quote is never closed");
    ck_assert_int_eq(fault.line, 2);
}
END_TEST

START_TEST(a_record_holds_1_mib)
{
    const char *field = many('x', 65536);
    const char *content = field;
    for (int i = 1; i < 16; i++)
        content = arena_printf(arena, "%s,%s", content, field);
    ck_assert_str_ne(records(arena_printf(arena, "%s\n", content)), "!");
    ck_assert_str_eq(records(arena_printf(arena, "%s,x\n", content)), "!");
    ck_assert_str_eq(fault.reason, "the record is longer than 1 MiB");
}
END_TEST

START_TEST(a_record_holds_256_fields)
{
    const char *commas = many(',', 255);
    ck_assert_str_ne(records(arena_printf(arena, "%sx\n", commas)), "!");
    ck_assert_str_eq(records(arena_printf(arena, "%s,x\n", commas)), "!");
    ck_assert_str_eq(fault.reason, "the record has more than 256 fields");
}
END_TEST

START_TEST(other_delimiters)
{
    ck_assert_str_eq(records_of("a;b,c\n", 6, ';'), "1:a|b,c;.");
    ck_assert_str_eq(records_of("a\t\tc \n", 6, '\t'), "1:a||c;.");
    ck_assert_str_eq(records_of("a|b\n", 4, '|'), "1:a|b;.");
}
END_TEST

/* Records that lie across the pieces in which a file is read. */
/* A line without quotes is read another way than one with: both give the same records. */
START_TEST(quotes_change_nothing)
{
    static const char alphabet[] = "ab \t;\xc3\xa9"
                                   "12345678";
    uint64_t random = 20261121;

    for (int round = 0; round < 400; round++) {
        char plain[4096] = "", quoted[4096] = "";
        size_t plain_length = 0, quoted_length = 0;
        for (int line = 0; line < 5; line++) {
            const char *line_end = line % 2 == 0 ? "\n" : "\r\n";
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
            for (int field = 0; field <= (int)(random >> 60); field++) {
                char content[32];
                size_t length = 0;
                for (uint64_t rest = random >> (field % 8); rest % 11 > 0; rest /= 11)
                    content[length++] = alphabet[rest % (sizeof(alphabet) - 1)];
                const char *comma = field == 0 ? "" : ",";
                plain_length +=
                    (size_t)sprintf(plain + plain_length, "%s%.*s", comma, (int)length, content);
                quoted_length += (size_t)sprintf(quoted + quoted_length, "%s\"%.*s\"", comma,
                                                 (int)length, content);
            }
            plain_length += (size_t)sprintf(plain + plain_length, "%s", line_end);
            quoted_length += (size_t)sprintf(quoted + quoted_length, "%s", line_end);
        }
        ck_assert_str_eq(records_of(plain, plain_length, ','),
                         records_of(quoted, quoted_length, ','));
    }
}
END_TEST

START_TEST(files_longer_than_a_read)
{
    const size_t count = 40000;
    char *content = arena_alloc(arena, count * 32, 1);
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += (size_t)sprintf(content + length, "%zu,\"%zu\r\n\"\r\n", i, i);
    struct error error;
    struct csv_record record;
    int fd = file_of(content, length);
    struct csv_reader *reader = csv_reader_open(arena, fd, ENCODING_UTF_8, ',', &error);
    for (size_t i = 0; i < count; i++) {
        char number[24];
        snprintf(number, sizeof(number), "%zu", i);
        ck_assert_int_eq(csv_reader_next(reader, &record, &error), CSV_STEP_RECORD);
        ck_assert_int_eq(record.line, (int64_t)i * 2 + 1);
        ck_assert_uint_eq(record.field_count, 2);
        ck_assert(text_equal(record.fields[0], text_of(number)));
        ck_assert_uint_eq(record.fields[1].length, strlen(number) + 2);
    }
    ck_assert_int_eq(csv_reader_next(reader, &record, &error), CSV_STEP_END);
    csv_reader_close(reader);
    close(fd);
}
END_TEST

START_TEST(joined_fields_read_back)
{
    const struct text fields[] = {TEXT_LITERAL("a"), TEXT_LITERAL("b,c"), TEXT_LITERAL(""),
                                  TEXT_LITERAL("\"d"), TEXT_LITERAL("e\nf")};
    struct text joined = csv_join(arena, fields, COUNT_OF(fields), ',');
    ck_assert_text_eq(joined, "a,\"b,c\",,\"\"\"d\",\"e\nf\"");
    ck_assert_str_eq(records(arena_printf(arena, "%s\n", string_of(joined))),
                     "1:a|b,c||\"d|e\nf;.");
}
END_TEST

/* Public files whose records are known: comma, quotes, line ends, UTF-8. */

static const char *spectrum(void)
{
    const char *shared = getenv("TALLYSTICK_SHARED");
    return arena_printf(arena, "%s/samples/csv-spectrum", shared == NULL ? "../shared" : shared);
}

static struct text content_of(const char *path)
{
    char *content = arena_alloc(arena, 1 << 16, 1);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    size_t length = fread(content, 1, (1 << 16) - 1, file);
    fclose(file);
    return (struct text){content, length};
}

static void compare_record(const struct csv_record *headings, const struct text *names,
                           const struct csv_record *record, const json_t *expected)
{
    ck_assert_uint_eq(record->field_count, headings->field_count);
    for (size_t i = 0; i < record->field_count; i++) {
        const char *value = json_string_value(json_object_get(expected, string_of(names[i])));
        ck_assert_ptr_nonnull(value);
        ck_assert_text_eq(record->fields[i], value);
    }
}

static void compare_file(const char *csv_path, const char *json_path)
{
    struct error error;
    struct csv_record headings, record;
    struct text names[16];
    struct text content = content_of(csv_path);
    if (content.bytes[content.length - 1] != '\n') /* whole, as these files mean it */
        ((char *)(uintptr_t)content.bytes)[content.length++] = '\n';
    int fd = file_of(content.bytes, content.length);
    struct csv_reader *reader = csv_reader_open(arena, fd, ENCODING_UTF_8, ',', &error);
    json_t *expected = json_load_file(json_path, 0, NULL);
    ck_assert_int_eq(csv_reader_next(reader, &headings, &error), CSV_STEP_RECORD);
    for (size_t i = 0; i < headings.field_count; i++)
        names[i] = arena_text(arena, headings.fields[i]);
    for (size_t i = 0; i < json_array_size(expected); i++) {
        ck_assert_int_eq(csv_reader_next(reader, &record, &error), CSV_STEP_RECORD);
        compare_record(&headings, names, &record, json_array_get(expected, i));
    }
    ck_assert_int_eq(csv_reader_next(reader, &record, &error), CSV_STEP_END);
    json_decref(expected);
    csv_reader_close(reader);
    close(fd);
}

START_TEST(public_samples)
{
    static const char *const names[] = {"comma_in_quotes",
                                        "empty",
                                        "empty_crlf",
                                        "escaped_quotes",
                                        "json",
                                        "newlines",
                                        "newlines_crlf",
                                        "quotes_and_newlines",
                                        "simple",
                                        "simple_crlf",
                                        "utf8"};
    if (access(spectrum(), R_OK) != 0)
        return;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        compare_file(arena_printf(arena, "%s/csvs/%s.csv", spectrum(), names[i]),
                     arena_printf(arena, "%s/json/%s.json", spectrum(), names[i]));
}
END_TEST

/* One of them has quotes within a field that is not in quotes: what RFC 4180 forbids. */
START_TEST(a_public_sample_that_is_no_csv)
{
    if (access(spectrum(), R_OK) != 0)
        return;
    struct text content =
        content_of(arena_printf(arena, "%s/csvs/location_coordinates.csv", spectrum()));
    const char *read = records_of(content.bytes, content.length, ',');
    ck_assert_int_eq(read[strlen(read) - 1], '!');
    ck_assert_int_eq(fault.line, 2);
    ck_assert_int_eq(fault.column, 2);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_loop_test(tcase, whole_files, 0, COUNT_OF(whole));
    tcase_add_loop_test(tcase, broken_files, 0, COUNT_OF(broken));
    tcase_add_test(tcase, a_nul_breaks_the_file);
    tcase_add_test(tcase, a_field_holds_64_kib);
    tcase_add_test(tcase, a_record_holds_1_mib);
    tcase_add_test(tcase, a_record_holds_256_fields);
    tcase_add_test(tcase, other_delimiters);
    tcase_add_test(tcase, quotes_change_nothing);
    tcase_add_test(tcase, files_longer_than_a_read);
    tcase_add_test(tcase, joined_fields_read_back);
    tcase_add_test(tcase, public_samples);
    tcase_add_test(tcase, a_public_sample_that_is_no_csv);
}

int main(void)
{
    return run_cases("adapters/inbound/csv_reader", add);
}
