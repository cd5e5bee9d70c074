#include "adapters/outbound/workbook_write.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "adapters/outbound/text_buffer.h"
#include "adapters/outbound/zip_write.h"
#include "matcher/base/decimal.h"

#define ROWS_MOST       1048576 /* of a sheet */
#define CELL_BYTES_MOST 32767   /* of characters, none of which is less than a byte */

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN        "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define PACKAGE     "http://schemas.openxmlformats.org/package/2006/"
#define DOCUMENT    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define CONTENT     "application/vnd.openxmlformats-officedocument.spreadsheetml."

/* --- what every workbook has --------------------------------------------------- */

#define FORMAT(number, font)                                                                       \
    "<xf numFmtId=\"" number "\" fontId=\"" font "\" fillId=\"0\" borderId=\"0\""

/* By their place in cellXfs below. */
enum style { STYLE_PLAIN, STYLE_HEADING, STYLE_POUNDS };

static const struct {
    const char *name, *content;
} parts[] = {
    {"[Content_Types].xml", DECLARATION
     "<Types xmlns=\"" PACKAGE "content-types\">"
     "<Default Extension=\"rels\" "
     "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
     "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" CONTENT "sheet.main+xml\"/>"
     "<Override PartName=\"/xl/styles.xml\" ContentType=\"" CONTENT "styles+xml\"/>"
     "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" CONTENT
     "worksheet+xml\"/></Types>"},
    {"_rels/.rels", DECLARATION "<Relationships xmlns=\"" PACKAGE "relationships\">"
                                "<Relationship Id=\"rId1\" Type=\"" DOCUMENT "/officeDocument\" "
                                "Target=\"xl/workbook.xml\"/></Relationships>"},
    {"xl/_rels/workbook.xml.rels",
     DECLARATION "<Relationships xmlns=\"" PACKAGE "relationships\">"
                 "<Relationship Id=\"rId1\" Type=\"" DOCUMENT "/worksheet\" "
                 "Target=\"worksheets/sheet1.xml\"/>"
                 "<Relationship Id=\"rId2\" Type=\"" DOCUMENT "/styles\" "
                 "Target=\"styles.xml\"/></Relationships>"},
    {"xl/styles.xml", DECLARATION
     "<styleSheet xmlns=\"" MAIN "\">"
     "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
     "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
     "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
     "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
     "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/>"
     "</border></borders>"
     "<cellStyleXfs count=\"1\">" FORMAT(
         "0",
         "0") "/></cellStyleXfs>"
              "<cellXfs count=\"3\">" FORMAT("0", "0") " xfId=\"0\"/>" FORMAT(
                  "0",
                  "1") " xfId=\"0\" applyFont=\"1\"/>" FORMAT("2",
                                                              "0") " xfId=\"0\" "
                                                                   "applyNumberFormat=\"1\"/></"
                                                                   "cellXfs>"
                                                                   "<cellStyles "
                                                                   "count=\"1\"><cellStyle "
                                                                   "name=\"Normal\" xfId=\"0\" "
                                                                   "builtinId=\"0\"/></cellStyles>"
                                                                   "</styleSheet>"},
};

/* --- texts ----------------------------------------------------------------------- */

/* How XML writes a byte that cannot stand as it is, or NULL. What it cannot have becomes '?'. */
static const char *escape_of(unsigned char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '\t':
    case '\n':
        return NULL;
    default:
        return byte < ' ' ? "?" : NULL;
    }
}

/* U+FFFE and U+FFFF are no characters. */
static bool is_no_character(struct text value, size_t at)
{
    return value.length - at >= 3 && memcmp(value.bytes + at, "\xEF\xBF", 2) == 0 &&
           (unsigned char)value.bytes[at + 2] >= 0xBE;
}

static void add_escaped(struct zip_writer *sheet, struct text value)
{
    size_t plain = 0; /* where what has not been added yet begins */

    for (size_t i = 0; i < value.length; i++) {
        bool is_none = is_no_character(value, i);
        const char *escape = is_none ? "?" : escape_of((unsigned char)value.bytes[i]);
        if (escape == NULL)
            continue;
        zip_add(sheet, (struct text){value.bytes + plain, i - plain});
        zip_add(sheet, text_of(escape));
        i += is_none ? 2 : 0;
        plain = i + 1;
    }
    zip_add(sheet, (struct text){value.bytes + plain, value.length - plain});
}

/* Not within a character. */
static struct text cut_to_cell(struct text value)
{
    if (value.length <= CELL_BYTES_MOST)
        return value;
    size_t length = CELL_BYTES_MOST;
    while (((unsigned char)value.bytes[length] & 0xC0) == 0x80)
        length--;
    return (struct text){value.bytes, length};
}

/* --- cells ----------------------------------------------------------------------- */

/* A row in the making. Each cell says where it is, so that empty ones can be left out. */
struct row {
    struct zip_writer *sheet;
    char number[DECIMAL_TEXT_BYTES]; /* from 1 */
};

/* A to Z, AA to ZZ. */
static void begin_cell(const struct row *row, size_t column, enum style style)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char *const styles[] = {
        [STYLE_PLAIN] = "", [STYLE_HEADING] = "\" s=\"1", [STYLE_POUNDS] = "\" s=\"2"};
    const char name[] = {column < 26 ? '\0' : letters[column / 26 - 1], letters[column % 26]};

    zip_add(row->sheet, TEXT_LITERAL("<c r=\""));
    zip_add(row->sheet, column < 26 ? (struct text){name + 1, 1} : (struct text){name, 2});
    zip_add(row->sheet, text_of(row->number));
    zip_add(row->sheet, text_of(styles[style]));
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* A reader may drop them otherwise. */
static bool has_outer_blanks(struct text value)
{
    return is_blank(value.bytes[0]) || is_blank(value.bytes[value.length - 1]);
}

static void add_text(const struct row *row, size_t column, struct text value, enum style style)
{
    begin_cell(row, column, style);
    zip_add(row->sheet, TEXT_LITERAL("\" t=\"inlineStr\"><is><t"));
    if (has_outer_blanks(value))
        zip_add(row->sheet, TEXT_LITERAL(" xml:space=\"preserve\""));
    zip_add(row->sheet, TEXT_LITERAL(">"));
    add_escaped(row->sheet, cut_to_cell(value));
    zip_add(row->sheet, TEXT_LITERAL("</t></is></c>"));
}

static void add_number(const struct row *row, size_t column, struct text digits, enum style style)
{
    begin_cell(row, column, style);
    zip_add(row->sheet, TEXT_LITERAL("\"><v>"));
    zip_add(row->sheet, digits);
    zip_add(row->sheet, TEXT_LITERAL("</v></c>"));
}

/* --- rows ------------------------------------------------------------------------ */

/* What is left of a CSV file. */
struct csv_rest {
    const char *at, *end;
    struct text_buffer field; /* of one that stands in quotes */
};

/* Behind the quotes, which may hold two for one. */
static struct text take_quoted(struct csv_rest *rest)
{
    rest->field.length = 0;
    for (rest->at++; rest->at < rest->end; rest->at++) {
        if (*rest->at == '"' && (++rest->at == rest->end || *rest->at != '"'))
            break;
        *text_buffer_extend(&rest->field, 1) = *rest->at;
    }
    return text_buffer_text(&rest->field);
}

static struct text take_field(struct csv_rest *rest)
{
    if (rest->at < rest->end && *rest->at == '"')
        return take_quoted(rest);
    const char *start = rest->at;
    while (rest->at < rest->end && *rest->at != ',' && *rest->at != '\r')
        rest->at++;
    return (struct text){start, (size_t)(rest->at - start)};
}

static void add_cell(const struct row *row, size_t column, struct text field,
                     const enum workbook_cell *columns)
{
    if (columns == NULL)
        add_text(row, column, field, STYLE_HEADING);
    else if (columns[column] == WORKBOOK_TEXT)
        add_text(row, column, field, STYLE_PLAIN);
    else
        add_number(row, column, field,
                   columns[column] == WORKBOOK_POUNDS ? STYLE_POUNDS : STYLE_PLAIN);
}

/* columns: NULL: of headings. */
static void add_row(struct zip_writer *sheet, struct csv_rest *rest, int64_t number,
                    size_t column_count, const enum workbook_cell *columns)
{
    struct row row = {.sheet = sheet};

    decimal_format(number, 0, row.number);
    zip_add(sheet, TEXT_LITERAL("<row r=\""));
    zip_add(sheet, text_of(row.number));
    zip_add(sheet, TEXT_LITERAL("\">"));
    for (size_t i = 0; i < column_count; i++) {
        struct text field = take_field(rest);
        if (!text_is_empty(field))
            add_cell(&row, i, field, columns);
        rest->at += i + 1 < column_count; /* the comma */
    }
    rest->at += 2; /* CR LF */
    zip_add(sheet, TEXT_LITERAL("</row>"));
}

static void add_sheet(struct zip_writer *sheet, struct csv_rest *rest, size_t column_count,
                      const enum workbook_cell *columns)
{
    /* The headings stay where they are while the rest is scrolled. */
    zip_add(sheet, TEXT_LITERAL(DECLARATION
                                "<worksheet xmlns=\"" MAIN "\"><sheetViews>"
                                "<sheetView workbookViewId=\"0\"><pane ySplit=\"1\" "
                                "topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
                                "</sheetView></sheetViews><sheetData>"));
    add_row(sheet, rest, 1, column_count, NULL);
    for (int64_t row = 2; rest->at < rest->end && row <= ROWS_MOST; row++)
        add_row(sheet, rest, row, column_count, columns);
    zip_add(sheet, TEXT_LITERAL("</sheetData></worksheet>"));
}

/* --- the workbook ---------------------------------------------------------------- */

struct text workbook_of_csv(struct arena *arena, struct text csv, const char *sheet_name,
                            size_t column_count, const enum workbook_cell *columns)
{
    struct text_buffer archive = {.arena = arena};
    struct csv_rest rest = {csv.bytes, csv.bytes + csv.length, {.arena = arena}};
    struct zip_writer *zip = zip_begin(&archive);

    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        zip_file(zip, parts[i].name);
        zip_add(zip, text_of(parts[i].content));
    }
    zip_file(zip, "xl/workbook.xml");
    zip_add(zip, TEXT_LITERAL(DECLARATION "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" DOCUMENT
                                          "\"><sheets><sheet name=\""));
    add_escaped(zip, text_of(sheet_name));
    zip_add(zip, TEXT_LITERAL("\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"));
    zip_file(zip, "xl/worksheets/sheet1.xml");
    add_sheet(zip, &rest, column_count, columns);
    zip_end(zip);
    return text_buffer_text(&archive);
}
