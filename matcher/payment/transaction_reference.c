#include "matcher/payment/transaction_reference.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BASE_36            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DAY_DIGITS         4
#define NUMBER_DIGITS      5
#define PACKED_DIGITS      (DAY_DIGITS + NUMBER_DIGITS)
#define BATCH_TRANSACTIONS 1000000
#define PACKED_NUMBERS     60466176 /* 36 to the power of NUMBER_DIGITS */
#define BANK_MARK          "B"

static const char *mark_of(enum rail rail)
{
    return rail == RAIL_BANK ? BANK_MARK : "";
}

/* The batch's number, the last part of its name. */
static const char *batch_number(struct arena *arena, const struct settlement_batch *batch)
{
    struct text name = arena_text(arena, batch->batch); /* ends with NUL */
    const char *dash = memrchr(name.bytes, '-', name.length);
    assert(dash);
    return dash + 1;
}

static void base_36(uint64_t value, size_t digits, char *text_r)
{
    for (size_t i = digits; i > 0; i--, value /= 36)
        text_r[i - 1] = BASE_36[value % 36];
    assert(value == 0);
}

static bool is_packed(struct text readable)
{
    return readable.length > TRANSACTION_REFERENCE_BYTES;
}

static struct text readable_reference(struct arena *arena, const struct settlement_batch *batch,
                                      int32_t transaction)
{
    int year, month, day;
    day_to_ymd(batch->business_date, &year, &month, &day);
    return text_of(arena_printf(arena, "%.*s-%04d%02d%02d-%s%s-%d", TEXT_ARGS(batch->council), year,
                                month, day, mark_of(batch->rail), batch_number(arena, batch),
                                transaction));
}

/* Batch and transaction in one. */
static uint64_t packed_number(struct arena *arena, const struct settlement_batch *batch,
                              int32_t transaction)
{
    return strtoul(batch_number(arena, batch), NULL, 10) * BATCH_TRANSACTIONS +
           (uint64_t)transaction;
}

bool transaction_reference_fits(struct arena *arena, const struct settlement_batch *batch,
                                int32_t transaction)
{
    return !is_packed(readable_reference(arena, batch, transaction)) ||
           (transaction < BATCH_TRANSACTIONS &&
            packed_number(arena, batch, transaction) < PACKED_NUMBERS);
}

/*
 * COUNCIL-YYYYMMDD-BATCH-TRANSACTION, a B before the number of a bank's batch.  Where that is
 * longer than 25 characters, the council's code (16 at most) is followed by nine characters in
 * base 36, without dashes: four for the days since 1970-01-01, five for a million transactions a
 * batch; again after a B for the bank.
 */
struct text transaction_reference(struct arena *arena, const struct settlement_batch *batch,
                                  int32_t transaction)
{
    struct text readable = readable_reference(arena, batch, transaction);
    if (!is_packed(readable))
        return readable;

    char packed[PACKED_DIGITS + 1] = "";
    assert(transaction_reference_fits(arena, batch, transaction));
    base_36((uint64_t)batch->business_date, DAY_DIGITS, packed);
    base_36(packed_number(arena, batch, transaction), NUMBER_DIGITS, packed + DAY_DIGITS);
    return text_of(
        arena_printf(arena, "%.*s%s%s", TEXT_ARGS(batch->council), mark_of(batch->rail), packed));
}

/* --- reading -------------------------------------------------------------------- */

static bool skip(const char **at, const char *wanted)
{
    size_t length = strlen(wanted);
    bool is_there = strncmp(*at, wanted, length) == 0;
    *at += is_there ? length : 0;
    return is_there;
}

static bool take(const char **at, const char *digits, size_t least, size_t most, int64_t *value_r)
{
    const int64_t base = (int64_t)strlen(digits);
    size_t count = 0;
    const char *digit;
    *value_r = 0;
    while (count < most && **at != '\0' && (digit = strchr(digits, **at)) != NULL) {
        *value_r = *value_r * base + (digit - digits);
        count++, (*at)++;
    }
    return count >= least;
}

static struct text batch_name(struct arena *arena, struct text council, day_t day, enum rail rail,
                              int64_t number)
{
    int year, month, day_of_month;
    day_to_ymd(day, &year, &month, &day_of_month);
    return text_of(arena_printf(arena, "%.*s-%04d%02d%02d-%s-%lld", TEXT_ARGS(council), year, month,
                                day_of_month, rail_word(rail), (long long)number));
}

static bool read_readable(const char *at, day_t *day_r, enum rail *rail_r, int64_t *number_r,
                          int64_t *transaction_r)
{
    int64_t date;
    if (!skip(&at, "-") || !take(&at, "0123456789", 8, 8, &date) || !skip(&at, "-"))
        return false;
    *rail_r = skip(&at, BANK_MARK) ? RAIL_BANK : RAIL_CARD;
    return day_from_ymd((int)(date / 10000), (int)(date / 100 % 100), (int)(date % 100), day_r) &&
           take(&at, "0123456789", 1, 9, number_r) && skip(&at, "-") &&
           take(&at, "0123456789", 1, 9, transaction_r) && *at == '\0';
}

static bool read_packed(const char *at, day_t *day_r, enum rail *rail_r, int64_t *number_r,
                        int64_t *transaction_r)
{
    int64_t day, both;
    *rail_r = strlen(at) == PACKED_DIGITS + 1 && skip(&at, BANK_MARK) ? RAIL_BANK : RAIL_CARD;
    if (strlen(at) != PACKED_DIGITS || !take(&at, BASE_36, DAY_DIGITS, DAY_DIGITS, &day) ||
        !take(&at, BASE_36, NUMBER_DIGITS, NUMBER_DIGITS, &both))
        return false;
    *day_r = (day_t)day;
    *number_r = both / BATCH_TRANSACTIONS;
    *transaction_r = both % BATCH_TRANSACTIONS;
    return true;
}

bool transaction_reference_read(struct arena *arena, struct text council, struct text reference,
                                struct text *batch_r, int32_t *transaction_r)
{
    const char *at = arena_text(arena, reference).bytes;
    day_t day;
    enum rail rail;
    int64_t number, transaction;
    if (!skip(&at, arena_text(arena, council).bytes) ||
        !(read_readable(at, &day, &rail, &number, &transaction) ||
          read_packed(at, &day, &rail, &number, &transaction)) ||
        number == 0 || transaction == 0)
        return false;
    *batch_r = batch_name(arena, council, day, rail, number);
    *transaction_r = (int32_t)transaction;
    return true;
}
