#include "matcher/payment/batch_reference.h"

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "matcher/record/words.h"

#define PARTS_MOST                5
#define PACKED_DAY_DIGITS         4
#define PACKED_TRANSACTION_DIGITS 5
#define BATCH_TRANSACTIONS        1000000 /* a packed reference counts so many to a batch */

bool transaction_number_read(struct text number, int32_t *transaction_r)
{
    int64_t value;

    if (!text_is_whole_number(number) || number.length > 9 || !decimal_parse(number, 0, &value) ||
        value < 1)
        return false;
    *transaction_r = (int32_t)value;
    return true;
}

/* The parts between dashes and slashes; more than PARTS_MOST count as none. */
static size_t split(struct text reference, struct text parts_r[PARTS_MOST])
{
    size_t count = 0, begin = 0;

    for (size_t i = 0; i <= reference.length; i++) {
        if (i < reference.length && reference.bytes[i] != '-' && reference.bytes[i] != '/')
            continue;
        if (count == PARTS_MOST)
            return 0;
        parts_r[count++] = (struct text){reference.bytes + begin, i - begin};
        begin = i + 1;
    }
    return count;
}

/* COUNCIL-YYYYMMDD[-RAIL]-NUMBER-TRANSACTION */
static bool read_parts(struct arena *arena, struct text council, size_t count,
                       const struct text *parts, struct text *batch_r, int32_t *transaction_r)
{
    enum rail rail = RAIL_CARD;
    const struct text *number = &parts[count - 2];
    int32_t batch_number;

    if ((count != 4 && count != 5) || !text_equal(parts[0], council) ||
        !text_is_whole_number(parts[1]) || (count == 5 && !rail_parse(parts[2], &rail)) ||
        !transaction_number_read(*number, &batch_number) ||
        !transaction_number_read(parts[count - 1], transaction_r))
        return false;
    *batch_r = text_of(arena_printf(arena, "%.*s-%.*s-%s-%d", TEXT_ARGS(council),
                                    TEXT_ARGS(parts[1]), rail_word(rail), batch_number));
    return true;
}

static bool read_base_36(struct text digits, int64_t *value_r)
{
    *value_r = 0;
    for (size_t i = 0; i < digits.length; i++) {
        char c = digits.bytes[i];
        if (c >= '0' && c <= '9')
            *value_r = *value_r * 36 + (c - '0');
        else if (c >= 'A' && c <= 'Z')
            *value_r = *value_r * 36 + (c - 'A' + 10);
        else
            return false;
    }
    return true;
}

static bool read_packed(struct arena *arena, struct text council, struct text reference,
                        struct text *batch_r, int32_t *transaction_r)
{
    const size_t digits = PACKED_DAY_DIGITS + PACKED_TRANSACTION_DIGITS;
    int64_t days, counted;
    int year, month, day_of_month;

    if (reference.length != council.length + digits ||
        !text_equal((struct text){reference.bytes, council.length}, council) ||
        !read_base_36((struct text){reference.bytes + council.length, PACKED_DAY_DIGITS}, &days) ||
        !read_base_36((struct text){reference.bytes + council.length + PACKED_DAY_DIGITS,
                                    PACKED_TRANSACTION_DIGITS},
                      &counted) ||
        counted < BATCH_TRANSACTIONS || counted % BATCH_TRANSACTIONS == 0)
        return false;
    day_to_ymd((day_t)days, &year, &month, &day_of_month);
    *transaction_r = (int32_t)(counted % BATCH_TRANSACTIONS);
    *batch_r = text_of(arena_printf(arena, "%.*s-%04d%02d%02d-%s-%d", TEXT_ARGS(council), year,
                                    month, day_of_month, rail_word(RAIL_CARD),
                                    (int)(counted / BATCH_TRANSACTIONS)));
    return true;
}

bool batch_reference_read(struct arena *arena, struct text council, struct text reference,
                          struct text *batch_r, int32_t *transaction_r)
{
    struct text parts[PARTS_MOST];
    size_t count = split(reference, parts);

    if (count >= 2 && read_parts(arena, council, count, parts, batch_r, transaction_r))
        return true;
    return read_packed(arena, council, reference, batch_r, transaction_r);
}
