#include "adapters/host/daybook_line.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

/*
 * A line: which of its members differ from those of the line before in the chunk (the first has
 * none before: all are 0 or empty), a bit each, and those that do.  A number is how much more it
 * is, as a byte that says how many bytes of it follow, the lowest first.  A text is a byte with its
 * length (or LENGTH_BELOW and the length as a number) and, unless it is empty, its bytes and a NUL.
 * The provider is the account's.
 */
#define CHANGES_BYTES 4
#define NUMBER_MOST   9 /* bytes */
#define LENGTH_BELOW  255

static_assert(NUMBER_MOST <= DAYBOOK_LINE_SPARE, "a number is read as if it had all its bytes");

/* So that -1 is as short as 1. */
static uint64_t folded(int64_t value)
{
    return (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
}

static int64_t unfolded(uint64_t value)
{
    return (int64_t)(value >> 1 ^ ((value & 1) != 0 ? UINT64_MAX : 0));
}

/* By how much; whatever the two are, more_by() takes it back. */
static int64_t difference(int64_t value, int64_t before)
{
    return (int64_t)((uint64_t)value - (uint64_t)before);
}

static int64_t more_by(int64_t before, int64_t difference)
{
    return (int64_t)((uint64_t)before + (uint64_t)difference);
}

static void number_put(char **to, int64_t value)
{
    uint64_t bits = folded(value), lowest_first = htole64(bits);
    int bytes = bits == 0 ? 0 : 8 - __builtin_clzll(bits) / 8;

    **to = (char)bytes;
    memcpy(*to + 1, &lowest_first, sizeof(lowest_first)); /* what is too much is written over */
    *to += 1 + bytes;
}

static int64_t number_get(const char **from)
{
    uint64_t lowest_first;
    int bytes = *(*from)++;

    assert(bytes >= 0 && bytes <= 8);
    memcpy(&lowest_first, *from, sizeof(lowest_first)); /* there is room behind the last */
    *from += bytes;
    return bytes == 0 ? 0 : unfolded(le64toh(lowest_first) & UINT64_MAX >> (64 - 8 * bytes));
}

static size_t text_most(struct text text)
{
    return 1 + NUMBER_MOST + text.length + 1;
}

/* The bytes stay where they are. */
static struct text text_get(const char **from)
{
    size_t length = (unsigned char)*(*from)++;

    if (length == LENGTH_BELOW)
        length = (size_t)number_get(from);
    if (length == 0)
        return (struct text){"", 0};
    struct text text = {*from, length};
    *from += length + 1;
    return text;
}

/* Returns it as it lies there. */
static struct text text_put(char **to, struct text text)
{
    const char *put = *to;
    bool is_long = text.length >= LENGTH_BELOW;

    *(*to)++ = (char)(unsigned char)(is_long ? LENGTH_BELOW : text.length);
    if (is_long)
        number_put(to, (int64_t)text.length);
    if (text.length > 0) {
        memcpy(*to, text.bytes, text.length);
        (*to)[text.length] = '\0';
        *to += text.length + 1;
    }
    return text_get(&put);
}

/* Every member of the records but the provider. */
#define BILL_NUMBERS(X)                                                                            \
    X(line_id)                                                                                     \
    X(package_id)                                                                                  \
    X(file_id)                                                                                     \
    X(source_row)                                                                                  \
    X(claimed_start_s)                                                                             \
    X(claimed_end_s)                                                                               \
    X(actual_start_s)                                                                              \
    X(actual_end_s)                                                                                \
    X(notice_at_s)                                                                                 \
    X(quantity_e4)                                                                                 \
    X(rate_e6)                                                                                     \
    X(net_pence)                                                                                   \
    X(vat_pence)                                                                                   \
    X(invoice_date)                                                                                \
    X(unit)                                                                                        \
    X(secondary)
#define BILL_TEXTS(X)                                                                              \
    X(invoice_no)                                                                                  \
    X(line_no)                                                                                     \
    X(client_ref)                                                                                  \
    X(carer_ref)                                                                                   \
    X(service)                                                                                     \
    X(order_no)                                                                                    \
    X(order_line)                                                                                  \
    X(outcome)                                                                                     \
    X(description)                                                                                 \
    X(credits_invoice_no)                                                                          \
    X(credits_line_no)
#define ORDER_NUMBERS(X)                                                                           \
    X(order_id)                                                                                    \
    X(order_key)                                                                                   \
    X(file_id)                                                                                     \
    X(source_row)                                                                                  \
    X(basis)                                                                                       \
    X(status)                                                                                      \
    X(version)                                                                                     \
    X(planned_start_s)                                                                             \
    X(planned_minutes)                                                                             \
    X(carers)                                                                                      \
    X(quantity_e4)                                                                                 \
    X(period)                                                                                      \
    X(valid_from)                                                                                  \
    X(valid_to)                                                                                    \
    X(rate_e6)                                                                                     \
    X(unit_price_e6)
#define ORDER_TEXTS(X)                                                                             \
    X(order_no)                                                                                    \
    X(order_line)                                                                                  \
    X(client_ref)                                                                                  \
    X(service)                                                                                     \
    X(cost_centre)                                                                                 \
    X(gl_code)                                                                                     \
    X(care_manager)

#define PLUS_NUMBER(member) +NUMBER_MOST
#define PLUS_TEXT(member)   +text_most(line->member)
#define PUT_NUMBER(member)                                                                         \
    if (line->member != before->member) {                                                          \
        changes |= bit;                                                                            \
        number_put(&to, difference((int64_t)line->member, (int64_t)before->member));               \
        before->member = line->member;                                                             \
    }                                                                                              \
    bit <<= 1;
#define PUT_TEXT(member)                                                                           \
    if (!text_equal(line->member, before->member)) {                                               \
        changes |= bit;                                                                            \
        before->member = text_put(&to, line->member);                                              \
    }                                                                                              \
    bit <<= 1;
#define TAKE_NUMBER(member)                                                                        \
    if (changes & bit)                                                                             \
        line->member = (__typeof__(line->member))more_by((int64_t)line->member, number_get(from)); \
    bit <<= 1;
#define TAKE_TEXT(member)                                                                          \
    if (changes & bit)                                                                             \
        line->member = text_get(from);                                                             \
    bit <<= 1;
#define PLUS_ONE(member) +1

static_assert(0 BILL_NUMBERS(PLUS_ONE) BILL_TEXTS(PLUS_ONE) <= 8 * CHANGES_BYTES, "a bit each");
static_assert(0 ORDER_NUMBERS(PLUS_ONE) ORDER_TEXTS(PLUS_ONE) <= 8 * CHANGES_BYTES, "a bit each");

#define EMPTY_TEXT(member) .member = {"", 0},
const struct bill_line daybook_no_bill = {BILL_TEXTS(EMPTY_TEXT)};
const struct order_line daybook_no_order = {ORDER_TEXTS(EMPTY_TEXT)};

static void changes_put(char *to, uint32_t changes)
{
    uint32_t lowest_first = htole32(changes);
    memcpy(to, &lowest_first, CHANGES_BYTES);
}

static uint32_t changes_get(const char **from)
{
    uint32_t lowest_first;

    memcpy(&lowest_first, *from, CHANGES_BYTES);
    *from += CHANGES_BYTES;
    return le32toh(lowest_first);
}

size_t daybook_bill_most(const struct bill_line *line)
{
    return CHANGES_BYTES BILL_NUMBERS(PLUS_NUMBER) BILL_TEXTS(PLUS_TEXT);
}

char *daybook_bill_put(char *at, const struct bill_line *line, struct bill_line *before)
{
    uint32_t changes = 0, bit = 1;
    char *to = at + CHANGES_BYTES;

    BILL_NUMBERS(PUT_NUMBER)
    BILL_TEXTS(PUT_TEXT)
    changes_put(at, changes);
    return to;
}

void daybook_bill_get(const char **from, struct bill_line *line)
{
    uint32_t changes = changes_get(from), bit = 1;

    BILL_NUMBERS(TAKE_NUMBER)
    BILL_TEXTS(TAKE_TEXT)
}

size_t daybook_order_most(const struct order_line *line)
{
    return CHANGES_BYTES ORDER_NUMBERS(PLUS_NUMBER) ORDER_TEXTS(PLUS_TEXT);
}

char *daybook_order_put(char *at, const struct order_line *line, struct order_line *before)
{
    uint32_t changes = 0, bit = 1;
    char *to = at + CHANGES_BYTES;

    ORDER_NUMBERS(PUT_NUMBER)
    ORDER_TEXTS(PUT_TEXT)
    changes_put(at, changes);
    return to;
}

void daybook_order_get(const char **from, struct order_line *line)
{
    uint32_t changes = changes_get(from), bit = 1;

    ORDER_NUMBERS(TAKE_NUMBER)
    ORDER_TEXTS(TAKE_TEXT)
}
