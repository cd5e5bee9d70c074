#include "adapters/outbound/workbook_write.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "adapters/host/scratch_file.h"
#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/text_buffer.h"
#include "matcher/base/decimal.h"

#define UNITS_MOST   32767 /* of UTF-16, in a cell */
#define WIDTH_MOST   60    /* of a column, in characters */
#define FILTER_WIDTH 3     /* of the button beside a heading */
#define DAY_1970     25569 /* where a spreadsheet's day 0 is 1899-12-30 */

/* X(enum, the spreadsheet's word for it or NULL, characters that it mostly takes) */
#define STYLES(X)                                                                                  \
    X(NUMBER, NULL, 0)                                                                             \
    X(POUNDS, "0.00", 9)                                                                           \
    X(DAY, "yyyy-mm-dd", DAY_TEXT_LENGTH)                                                          \
    X(DATETIME, "yyyy-mm-dd hh:mm:ss", DAY_TEXT_LENGTH + 1 + TIME_TEXT_LENGTH)

#define STYLE_ENUM(name, format, width)   STYLE_##name,
#define STYLE_FORMAT(name, format, width) format,
#define STYLE_WIDTH(name, format, width)  width,
enum style { STYLES(STYLE_ENUM) STYLE_COUNT };
static const char *const style_formats[] = {STYLES(STYLE_FORMAT)};
static const size_t style_widths[] = {STYLES(STYLE_WIDTH)};

struct book {
    struct arena *arena;
    struct scratch_file file;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *heading, *formats[STYLE_COUNT];
    lxw_row_t row;
    lxw_col_t column, column_count;
    size_t *widths;          /* of the columns */
    struct wall_clock clock; /* of the last time */
    struct text_buffer cell; /* a text in the making */
};

/* Where libxlsxwriter keeps a part of the workbook until it is packed: its own would be a file in a
 * common folder, and it does not look whether that could be written. This one is memory. */
FILE *lxw_tmpfile(char *folder)
{
    (void)folder;
    const int fd = memfd_create("a part of a workbook", MFD_CLOEXEC);
    return fd < 0 ? NULL : fdopen(fd, "w+");
}

static bool set_error(int reason, lxw_error why, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "a workbook: %s",
                     reason != 0 ? strerror(reason) : lxw_strerror(why));
}

/* --- cells ----------------------------------------------------------------------- */

static void widen(struct book *book, size_t characters)
{
    size_t *width = &book->widths[book->column];

    if (*width < characters)
        *width = characters < WIDTH_MOST ? characters : WIDTH_MOST;
}

/* As many characters as a cell takes. */
static struct text cut_to_cell(struct text value)
{
    size_t units = 0, at = 0;

    if (value.length <= UNITS_MOST)
        return value;
    for (; at < value.length; at++) {
        const unsigned char byte = (unsigned char)value.bytes[at];
        units += (byte & 0xC0) == 0x80 ? 0 : byte < 0xF0 ? 1 : 2;
        if (units > UNITS_MOST)
            break;
    }
    return (struct text){value.bytes, at};
}

/* U+FFFE and U+FFFF, which XML has no way to say. */
static void ask_for_no_characters(char *string)
{
    while ((string = strstr(string, "\xEF\xBF")) != NULL) {
        if ((unsigned char)string[2] >= 0xBE)
            memcpy(string, "???", 3);
        string += 2;
    }
}

void book_text(struct book *book, struct text value)
{
    struct text_buffer *cell = &book->cell;

    cell->length = 0;
    if (csv_is_formula(value))
        text_buffer_add(cell, TEXT_LITERAL("'"));
    text_buffer_add(cell, value);
    cell->length = cut_to_cell(text_buffer_text(cell)).length;
    *text_buffer_extend(cell, 1) = '\0';
    ask_for_no_characters(cell->bytes);
    worksheet_write_string(book->sheet, book->row, book->column, cell->bytes, NULL);
    widen(book, cell->length - 1);
    book->column++;
}

static void add_number(struct book *book, bool is_given, double value, enum style style)
{
    if (is_given) {
        worksheet_write_number(book->sheet, book->row, book->column, value, book->formats[style]);
        widen(book, style_widths[style]);
    }
    book->column++;
}

void book_number(struct book *book, int64_t value)
{
    add_number(book, given(value), (double)value, STYLE_NUMBER);
}

void book_quantity(struct book *book, int64_t value_e4)
{
    add_number(book, given(value_e4), (double)value_e4 / E4, STYLE_NUMBER);
}

void book_pounds(struct book *book, int64_t pence)
{
    add_number(book, given(pence), (double)pence / 100, STYLE_POUNDS);
}

void book_day(struct book *book, day_t day)
{
    add_number(book, day != DAY_NOT_GIVEN, DAY_1970 + (double)day, STYLE_DAY);
}

void book_datetime(struct book *book, const struct zone *zone, int64_t utc_s)
{
    int64_t civil_s = 0;

    if (book->clock.zone != zone)
        book->clock = wall_clock_of(zone);
    if (given(utc_s))
        civil_s = wall_clock_civil(&book->clock, utc_s);
    add_number(book, given(utc_s), DAY_1970 + (double)civil_s / SECONDS_PER_DAY, STYLE_DATETIME);
}

void book_end_row(struct book *book)
{
    book->row++;
    book->column = 0;
}

/* --- the workbook ---------------------------------------------------------------- */

static void set_up(struct book *book, const char *const *headings)
{
    book->heading = workbook_add_format(book->workbook);
    format_set_bold(book->heading);
    for (size_t i = 0; i < STYLE_COUNT; i++) {
        if (style_formats[i] == NULL)
            continue;
        book->formats[i] = workbook_add_format(book->workbook);
        format_set_num_format(book->formats[i], style_formats[i]);
    }
    for (; book->column < book->column_count; book->column++) {
        const char *heading = headings[book->column];
        worksheet_write_string(book->sheet, 0, book->column, heading, book->heading);
        widen(book, strlen(heading) + FILTER_WIDTH);
    }
    worksheet_freeze_panes(book->sheet, 1, 0);
    book_end_row(book);
}

bool book_begin(struct arena *arena, const char *sheet_name, day_t made, size_t column_count,
                const char *const *headings, struct book **book_r, struct error *error_r)
{
    struct book *book = ARENA_NEW(arena, struct book);
    /* A row is written as soon as the next one begins. */
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_doc_properties properties = {.created = (time_t)made * SECONDS_PER_DAY};

    *book = (struct book){
        .arena = arena,
        .file = {memfd_create("a workbook", MFD_CLOEXEC), "a workbook"},
        .column_count = (lxw_col_t)column_count,
        .widths = ARENA_ARRAY(arena, size_t, column_count),
        .cell = {.arena = arena},
    };
    if (book->file.fd < 0)
        return set_error(errno, LXW_NO_ERROR, error_r);
    book->workbook =
        workbook_new_opt(arena_printf(arena, "/proc/self/fd/%d", book->file.fd), &options);
    errno = 0;
    book->sheet = workbook_add_worksheet(book->workbook, sheet_name);
    if (book->sheet == NULL) {
        set_error(errno, LXW_ERROR_CREATING_TMPFILE, error_r);
        lxw_workbook_free(book->workbook);
        scratch_file_close(&book->file);
        return false;
    }
    workbook_set_properties(book->workbook, &properties);
    set_up(book, headings);
    *book_r = book;
    return true;
}

static void finish_sheet(struct book *book)
{
    const lxw_row_t rows = book->row < LXW_ROW_MAX ? book->row : LXW_ROW_MAX;

    for (lxw_col_t i = 0; i < book->column_count; i++)
        worksheet_set_column(book->sheet, i, i, (double)book->widths[i] + 1, NULL);
    worksheet_autofilter(book->sheet, 0, 0, rows - 1, (lxw_col_t)(book->column_count - 1));
}

/* One at a time: libxlsxwriter asks gmtime(), which has one answer for all threads, for what a
 * workbook says of itself. */
static bool close_workbook(struct book *book, struct error *error_r)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

    pthread_mutex_lock(&one_at_a_time);
    errno = 0;
    const lxw_error why = workbook_close(book->workbook);
    const int reason = errno;
    pthread_mutex_unlock(&one_at_a_time);
    return why == LXW_NO_ERROR || set_error(reason, why, error_r);
}

bool book_end(struct book *book, struct text *file_r, struct error *error_r)
{
    const struct scratch_file *file = &book->file;

    finish_sheet(book);
    bool is_done = close_workbook(book, error_r);
    if (is_done) {
        const size_t length = (size_t)lseek(file->fd, 0, SEEK_END);
        char *bytes = arena_bytes(book->arena, length);
        is_done = scratch_file_read(file, 0, length, bytes, error_r);
        *file_r = (struct text){bytes, length};
    }
    scratch_file_close(file);
    return is_done;
}
