#include "adapters/outbound/explain_page.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "adapters/outbound/explain_words.h"
#include "adapters/outbound/text_buffer.h"

/* --- rows ------------------------------------------------------------------------ */

static struct text text_of_format(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    assert(length >= 0);
    char *bytes = arena_alloc(arena, (size_t)length + 1, 1);
    vsnprintf(bytes, (size_t)length + 1, format, arguments);
    return (struct text){bytes, (size_t)length};
}

void explain_page_put(struct explain_page *page, const char *section, struct text item,
                      const char *format, ...)
{
    va_list arguments;

    page->rows = arena_grow(page->arena, page->rows, &page->row_room, page->row_count + 1,
                            sizeof(*page->rows));
    va_start(arguments, format);
    page->rows[page->row_count++] = (struct explain_row){
        .section = section,
        .item = arena_text(page->arena, item),
        .words = text_of_format(page->arena, format, arguments),
    };
    va_end(arguments);
}

void explain_page_engine(struct explain_page *page, const struct explanation *explanation)
{
    const struct teller teller = {page->arena, page, explanation, explanation->rules->zone};

    tell_verdict(&teller);
    tell_order(&teller);
    tell_delivered(&teller);
    tell_price(&teller);
    tell_vat(&teller);
    tell_checks(&teller);
    tell_slots(&teller);
    tell_terms(&teller);
}

static const char *verdict_in_words(const struct verdict *verdict)
{
    switch (verdict->kind) {
    case VERDICT_MATCHED:
        return "paid, everything agrees";
    case VERDICT_VARIANCE:
        return verdict_is_decided(verdict) ? "paid, as a person decided" : "paid with a difference";
    case VERDICT_HELD:
        return "held, not paid";
    case VERDICT_REJECTED:
        return verdict_is_decided(verdict) ? "rejected, as a person decided" : "rejected, not paid";
    case VERDICT_DUPLICATE:
        return "duplicate, not paid again";
    case VERDICT_COUNT:
        break;
    }
    assert(0 && "a verdict");
    return "";
}

/* As a past_line is: docs/matching.md, section 6. */
static bool is_credited_in_full(int64_t payable_pence, int64_t credited_pence)
{
    return credited_pence > 0 && credited_pence >= payable_pence;
}

const char *explain_words_credited(struct arena *arena, int64_t payable_pence,
                                   int64_t credited_pence)
{
    if (credited_pence <= 0)
        return "";
    return is_credited_in_full(payable_pence, credited_pence)
               ? " and credited in full"
               : arena_printf(arena, ", %s of it credited", words_pounds(arena, credited_pence));
}

/* "held, not paid, £9.50 billed": what became of the line, and its money. */
static const char *fate_in_words(struct arena *arena, const struct explanation *explanation,
                                 int64_t credited_pence)
{
    const struct verdict *verdict = explanation->verdict;
    bool is_paid = verdict_is_paid(verdict);
    int64_t pence = is_paid ? verdict->payable_pence : explanation->line->net_pence;
    const char *money = given(pence) ? words_pounds(arena, pence) : "";
    const char *words = verdict_in_words(verdict);
    const char *vat =
        verdict->payable_vat_pence == 0
            ? ""
            : arena_printf(arena, " and %s VAT", words_pounds(arena, verdict->payable_vat_pence));

    if (!is_paid)
        return given(pence) ? arena_printf(arena, "%s, %s%s billed", words, money, vat) : words;
    bool is_back = is_credited_in_full(pence, credited_pence);
    return arena_printf(arena, "%s%s%s%s%s", is_back ? "paid" : words, is_back ? " " : ", ", money,
                        vat, explain_words_credited(arena, pence, credited_pence));
}

struct text explain_headline(struct arena *arena, const struct explanation *explanation,
                             int64_t credited_pence)
{
    const struct bill_line *line = explanation->line;

    return text_of(arena_printf(arena, "%.*s %.*s %.*s: %s", TEXT_ARGS(line->provider),
                                TEXT_ARGS(line->invoice_no), TEXT_ARGS(line->line_no),
                                fate_in_words(arena, explanation, credited_pence)));
}

/* --- plain text -------------------------------------------------------------------- */

#define INDENT    2
#define GAP       2
#define ITEM_WIDE 26 /* a longer item has its words below it */

static size_t characters_of(struct text t)
{
    size_t count = 0;

    for (size_t at = 0; at < t.length; count++) {
        size_t bytes = text_character_bytes((struct text){t.bytes + at, t.length - at});
        at += bytes == 0 ? 1 : bytes;
    }
    return count;
}

/* Bytes of the first `count` characters. */
static size_t bytes_of(struct text t, size_t count)
{
    size_t at = 0;

    for (; at < t.length && count > 0; count--) {
        size_t bytes = text_character_bytes((struct text){t.bytes + at, t.length - at});
        at += bytes == 0 ? 1 : bytes;
    }
    return at;
}

/* As much of `t` as fits on a line: to a blank if there is one. */
static size_t line_bytes(struct text t, size_t columns)
{
    size_t fits = bytes_of(t, columns);
    size_t at = fits;

    if (fits == t.length)
        return fits;
    while (at > 0 && (t.bytes[at] != ' ' || t.bytes[at + 1] == '%')) /* 2 % stays together */
        at--;
    return at == 0 ? fits : at;
}

static void blanks(struct text_buffer *buffer, size_t count)
{
    text_buffer_printf(buffer, "%*s", (int)count, "");
}

/* The words from column `from` on, where the cursor stands. */
static void words_wrap(struct text_buffer *buffer, struct text words, size_t from)
{
    for (;;) {
        size_t bytes = line_bytes(words, EXPLAIN_PAGE_COLUMNS - from);
        text_buffer_add(buffer, (struct text){words.bytes, bytes});
        text_buffer_add_string(buffer, "\n");
        while (bytes < words.length && words.bytes[bytes] == ' ')
            bytes++;
        if (bytes == words.length)
            return;
        words = (struct text){words.bytes + bytes, words.length - bytes};
        blanks(buffer, from);
    }
}

static bool is_section(const struct explain_row *row, const char *section)
{
    return strcmp(row->section, section) == 0;
}

static size_t item_columns(const struct explain_page *page, const char *section)
{
    size_t columns = 0;

    for (size_t i = 0; i < page->row_count; i++) {
        size_t wide = characters_of(page->rows[i].item);
        if (is_section(&page->rows[i], section) && wide > columns && wide <= ITEM_WIDE)
            columns = wide;
    }
    return columns;
}

/* An item that stands above already is not said again. */
static void row_write(struct text_buffer *buffer, const struct explain_row *row, size_t columns,
                      bool is_item_said)
{
    size_t wide = characters_of(row->item);
    size_t from = INDENT + columns + (columns == 0 ? 0 : GAP);

    blanks(buffer, INDENT);
    if (wide == 0) {
        words_wrap(buffer, row->words, INDENT);
        return;
    }
    if (is_item_said) {
        blanks(buffer, from - INDENT);
    } else if (wide > columns) {
        words_wrap(buffer, row->item, INDENT);
        blanks(buffer, from);
    } else {
        text_buffer_add(buffer, row->item);
        blanks(buffer, from - INDENT - wide);
    }
    words_wrap(buffer, row->words, from);
}

static bool is_first_of_section(const struct explain_page *page, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (is_section(&page->rows[i], page->rows[row].section))
            return false;
    return true;
}

struct text explain_page_text(const struct explain_page *page, struct text headline)
{
    struct text_buffer buffer = {.arena = page->arena};

    words_wrap(&buffer, headline, 0);
    for (size_t i = 0; i < page->row_count; i++) {
        const char *section = page->rows[i].section;
        if (!is_first_of_section(page, i))
            continue;
        size_t columns = item_columns(page, section);
        struct text said = TEXT_LITERAL("");
        text_buffer_printf(&buffer, "\n%s\n", section);
        for (size_t j = i; j < page->row_count; j++) {
            const struct explain_row *row = &page->rows[j];
            if (!is_section(row, section))
                continue;
            bool is_item_said = row->item.length > 0 && text_equal(row->item, said);
            row_write(&buffer, row, columns, is_item_said);
            said = row->item;
        }
    }
    return text_buffer_text(&buffer);
}
