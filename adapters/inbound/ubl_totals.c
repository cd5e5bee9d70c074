#include "adapters/inbound/ubl_totals.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "adapters/inbound/ubl_value.h"
#include "adapters/inbound/utf8.h"

#define SLACK_A_LINE 20000 /* millionths of a pound */
#define A_PENNY      10000

void ubl_totals_begin(struct ubl_totals *totals_r)
{
    *totals_r = (struct ubl_totals){.is_tax_known = true};
}

void ubl_totals_add_line(struct ubl_totals *totals, int64_t amount)
{
    totals->item_count++;
    totals->line_sum += amount;
}

void ubl_totals_add_allowance(struct ubl_totals *totals, bool is_charge, int64_t amount)
{
    totals->item_count++;
    *(is_charge ? &totals->charge_sum : &totals->allowance_sum) += amount;
}

void ubl_totals_add_tax(struct ubl_totals *totals, int64_t amount, struct text category,
                        struct text percent)
{
    int64_t percent_e6;

    if (ubl_tax_percent(category, percent, &percent_e6))
        totals->tax_sum += ubl_percent_of(amount, percent_e6);
    else
        totals->is_tax_known = false;
}

void ubl_totals_add_tax_total(struct ubl_totals *totals, int64_t amount)
{
    totals->has_tax_total = true;
    totals->tax_total += amount;
}

/* A comparison of the document's totals in the making. */
struct comparison {
    const struct xml_value *values;
    int128 slack;
    char *words;
    size_t length;
    int128 difference_most;
    int unreadable;
};

static bool is_stated(const struct comparison *comparison, size_t slot)
{
    return comparison->values[slot].text.length > 0;
}

static void add_words(struct comparison *comparison, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void add_words(struct comparison *comparison, const char *format, ...)
{
    va_list arguments;

    if (comparison->length >= UBL_TOTALS_BYTES)
        return;
    va_start(arguments, format);
    comparison->length +=
        (size_t)vsnprintf(comparison->words + comparison->length,
                          UBL_TOTALS_BYTES - comparison->length, format, arguments);
    va_end(arguments);
}

static const char *separator(const struct comparison *comparison)
{
    return comparison->length == 0 ? "" : "; ";
}

/* A number, but more than all money: nothing that it could be made of adds up to it. */
static void note_too_large(struct comparison *comparison, struct text amount)
{
    char shown[SHOWN_BYTES];

    utf8_show(amount, shown);
    add_words(comparison, "%sa total of %s is too large", separator(comparison), shown);
    comparison->difference_most = (int128)INT64_MAX * A_PENNY;
}

/* What the document says; what its parts make where it says nothing. */
static int128 stated(struct comparison *comparison, size_t slot, int128 otherwise)
{
    struct text amount = comparison->values[slot].text;
    int64_t millionths;

    if (!is_stated(comparison, slot))
        return otherwise;
    if (ubl_decimal(amount, &millionths))
        return millionths;
    if (ubl_is_decimal(amount))
        note_too_large(comparison, amount);
    else if (comparison->unreadable < 0)
        comparison->unreadable = (int)slot;
    return otherwise;
}

static const char *pounds(int128 millionths, char shown_r[DECIMAL_TEXT_BYTES])
{
    int128 pence = millionths / A_PENNY;

    if (pence > INT64_MAX / 2 || pence < -(INT64_MAX / 2))
        return "an amount without end";
    decimal_format(divide_half_away_wide(millionths, A_PENNY), 2, shown_r);
    return shown_r;
}

static void compare(struct comparison *comparison, const char *name, int128 said, int128 made)
{
    int128 difference = said > made ? said - made : made - said;
    char said_shown[DECIMAL_TEXT_BYTES], made_shown[DECIMAL_TEXT_BYTES];

    if (difference <= comparison->slack)
        return;
    if (difference > comparison->difference_most)
        comparison->difference_most = difference;
    add_words(comparison, "%s%s is %s where its parts make %s", separator(comparison), name,
              pounds(said, said_shown), pounds(made, made_shown));
}

static int128 check(struct comparison *comparison, size_t slot, const char *name, int128 made)
{
    int128 said = stated(comparison, slot, made);

    compare(comparison, name, said, made);
    return said;
}

/* Every total against those that it is made of, so that the one that is wrong is the one told. */
static void compare_all(struct comparison *comparison, const struct ubl_totals *totals)
{
    int128 tax_made = totals->is_tax_known ? totals->tax_sum : 0;
    int128 tax = totals->has_tax_total ? totals->tax_total : tax_made;
    int128 lines = check(comparison, UBL_SLOT_LINE_SUM, "the line sum", totals->line_sum);
    int128 allowances =
        check(comparison, UBL_SLOT_ALLOWANCE_SUM, "the sum of allowances", totals->allowance_sum);
    int128 charges =
        check(comparison, UBL_SLOT_CHARGE_SUM, "the sum of charges", totals->charge_sum);
    int128 exclusive = check(comparison, UBL_SLOT_TAX_EXCLUSIVE, "the total without tax",
                             lines - allowances + charges);

    if (totals->has_tax_total && totals->is_tax_known)
        compare(comparison, "the tax", tax, tax_made);
    int128 inclusive =
        check(comparison, UBL_SLOT_TAX_INCLUSIVE, "the total with tax", exclusive + tax);
    check(comparison, UBL_SLOT_PAYABLE, "the amount payable",
          inclusive - stated(comparison, UBL_SLOT_PREPAID, 0) +
              stated(comparison, UBL_SLOT_ROUNDING, 0));
}

bool ubl_totals_agree(const struct ubl_totals *totals, const struct xml_value *values,
                      char words_r[UBL_TOTALS_BYTES], int64_t *difference_pence_r,
                      int *unreadable_r)
{
    int64_t items = totals->item_count > 0 ? totals->item_count : 1;
    struct comparison comparison = {.values = values,
                                    .slack = (int128)SLACK_A_LINE * items,
                                    .words = words_r,
                                    .unreadable = -1};

    words_r[0] = '\0';
    compare_all(&comparison, totals);
    int128 pence = comparison.difference_most / A_PENNY;
    *difference_pence_r = pence > INT64_MAX / A_PENNY ? INT64_MAX / A_PENNY : (int64_t)pence;
    *unreadable_r = comparison.unreadable;
    return comparison.difference_most == 0;
}
