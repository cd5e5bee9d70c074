#include "adapters/inbound/ubl_line.h"

#include "adapters/inbound/ubl_value.h"

#define SLACK_E6 20000 /* of a line with allowances of its own */
#define A_PENNY  10000

bool ubl_is_charge(struct text indicator)
{
    return text_equal(indicator, TEXT_LITERAL("true")) || text_equal(indicator, TEXT_LITERAL("1"));
}

/* --- parts of a line ------------------------------------------------------- */

void ubl_line_parts_empty(struct ubl_line_parts *parts)
{
    struct arena *arena = parts->arena;

    arena_empty(arena);
    *parts = (struct ubl_line_parts){.arena = arena, .properties = {.arena = arena}};
}

/* Of the taxes of a line, VAT counts. */
void ubl_line_parts_add_tax(struct ubl_line_parts *parts, const struct xml_value *values)
{
    struct text scheme = values[UBL_SLOT_LINE_TAX_SCHEME].text;

    if (scheme.length > 0 && !text_equal(scheme, TEXT_LITERAL("VAT")))
        return;
    ubl_keep(parts->arena, &parts->tax_category, &values[UBL_SLOT_LINE_TAX_ID]);
    ubl_keep(parts->arena, &parts->tax_percent, &values[UBL_SLOT_LINE_TAX_PERCENT]);
}

void ubl_line_parts_add_allowance(struct ubl_line_parts *parts, const struct xml_value *values)
{
    int64_t amount;

    parts->has_allowances = true;
    if (!ubl_decimal(values[UBL_SLOT_LINE_ALLOWANCE_AMOUNT].text, &amount) ||
        __builtin_add_overflow(
            parts->allowances_e6,
            ubl_is_charge(values[UBL_SLOT_LINE_ALLOWANCE_IS_CHARGE].text) ? amount : -amount,
            &parts->allowances_e6))
        parts->has_unreadable_allowance = true;
}

void ubl_line_parts_add_property(struct ubl_line_parts *parts, const struct record_feed *feed,
                                 const struct xml_value *values)
{
    ubl_properties_add(&parts->properties, feed, values[UBL_SLOT_PROPERTY_NAME].text,
                       &values[UBL_SLOT_PROPERTY_VALUE]);
}

/* --- fields ---------------------------------------------------------------- */

/* A bill line in the making. */
struct bill_filling {
    struct ubl_filling base;
    const struct ubl_head *head;
};

static const struct xml_value *head_value(const struct bill_filling *filling, size_t slot)
{
    return &filling->head->values[slot];
}

bool ubl_is_foreign(struct text currency)
{
    return currency.length > 0 && !text_equal(currency, TEXT_LITERAL("GBP"));
}

bool ubl_head_is_in_pounds(const struct ubl_head *head)
{
    struct text own = head->values[UBL_SLOT_CURRENCY].text;
    struct text of_total = head->values[UBL_SLOT_PAYABLE_CURRENCY].text;

    return own.length + of_total.length > 0 && !ubl_is_foreign(own) && !ubl_is_foreign(of_total) &&
           text_is_empty(head->foreign);
}

static void check_head_currency(struct bill_filling *filling)
{
    if (ubl_head_is_in_pounds(filling->head))
        return;
    if (head_value(filling, UBL_SLOT_CURRENCY)->text.length +
            head_value(filling, UBL_SLOT_PAYABLE_CURRENCY)->text.length ==
        0)
        ubl_refuse(&filling->base, BILL_FIELD_NET, REJECT_CURRENCY, TEXT_LITERAL(""),
                   "has no currency: the document says none");
    ubl_check_currency(&filling->base, head_value(filling, UBL_SLOT_CURRENCY), BILL_FIELD_NET);
    ubl_check_currency(&filling->base, head_value(filling, UBL_SLOT_PAYABLE_CURRENCY),
                       BILL_FIELD_NET);
}

/* A document says what is owed only as a whole: where one amount of it is in another currency, what
 * the others would be paid for is not what was billed. */
static void check_other_currencies(struct bill_filling *filling)
{
    if (!text_is_empty(filling->head->foreign))
        ubl_refuse(&filling->base, BILL_FIELD_NET, REJECT_CURRENCY, filling->head->foreign,
                   "is the currency of another amount of the document, not GBP");
}

/* Amounts of a credit note are below zero. */
static struct text signed_amount(const struct bill_filling *filling, struct text amount, bool turns)
{
    return turns ? ubl_negated(ubl_arena(&filling->base), amount) : amount;
}

static void put_vat(struct bill_filling *filling, const struct xml_value *category,
                    const struct xml_value *percent, struct text net)
{
    int64_t percent_e6, net_e6;

    if (category->text.length == 0)
        return;
    ubl_put_at(&filling->base, BILL_FIELD_VAT, TEXT_LITERAL("0.00"), category->place);
    if (category->is_doubled)
        ubl_refuse(&filling->base, BILL_FIELD_VAT, REJECT_INVALID, category->text,
                   "is not the only tax category");
    if (!ubl_tax_percent(category->text, percent->text, &percent_e6))
        ubl_refuse(&filling->base, BILL_FIELD_VAT, REJECT_INVALID, category->text,
                   "is not one of the tax categories E, O, Z and S (with a percentage)");
    else if (ubl_decimal(net, &net_e6)) {
        int64_t pence = divide_half_away_wide(ubl_percent_of(net_e6, percent_e6), A_PENNY);
        char shown[DECIMAL_TEXT_BYTES];
        decimal_format(pence, PLACES_MONEY, shown);
        ubl_put_at(&filling->base, BILL_FIELD_VAT,
                   arena_text(ubl_arena(&filling->base), text_of(shown)), category->place);
    }
}

/* --- lines ----------------------------------------------------------------- */

static void put_head(struct bill_filling *filling)
{
    ubl_put(&filling->base, BILL_FIELD_INVOICE_NO, head_value(filling, UBL_SLOT_ID));
    ubl_put_at(&filling->base, BILL_FIELD_INVOICE_DATE,
               ubl_date(head_value(filling, UBL_SLOT_ISSUE_DATE)->text),
               head_value(filling, UBL_SLOT_ISSUE_DATE)->place);
    if (filling->base.feed->context->feed->provider.length == 0)
        ubl_put(&filling->base, BILL_FIELD_PROVIDER, head_value(filling, UBL_SLOT_SUPPLIER));
}

static void put_names(struct bill_filling *filling)
{
    static const struct text not_applicable = {"NA", 2};
    const struct xml_value *values = filling->base.values;

    ubl_put(&filling->base, BILL_FIELD_LINE_NO, &values[UBL_SLOT_LINE_ID]);
    ubl_put_either(&filling->base, BILL_FIELD_CLIENT_REF, &values[UBL_SLOT_LINE_COST],
                   head_value(filling, UBL_SLOT_ACCOUNTING_COST));
    ubl_put(&filling->base, BILL_FIELD_SERVICE, &values[UBL_SLOT_SERVICE]);
    ubl_put_either(&filling->base, BILL_FIELD_ORDER_NO, &values[UBL_SLOT_LINE_ORDER_NO],
                   head_value(filling, UBL_SLOT_ORDER_NO));
    ubl_put(&filling->base, BILL_FIELD_ORDER_LINE, &values[UBL_SLOT_ORDER_LINE]);
    if (text_equal(filling->base.feed->values[BILL_FIELD_ORDER_NO], not_applicable))
        filling->base.feed->values[BILL_FIELD_ORDER_NO] = TEXT_LITERAL("");
    if (text_equal(filling->base.feed->values[BILL_FIELD_ORDER_LINE], not_applicable))
        filling->base.feed->values[BILL_FIELD_ORDER_LINE] = TEXT_LITERAL("");
}

/* Only a credit credits: what else an invoice refers to is nothing to us. */
static void put_credited(struct bill_filling *filling, struct text net,
                         const struct xml_value *of_line)
{
    if (net.length == 0 || net.bytes[0] != '-')
        return;
    ubl_put_either(&filling->base, BILL_FIELD_CREDITS_INVOICE_NO, of_line,
                   head_value(filling, UBL_SLOT_BILLED_INVOICE));
}

static void put_period(struct bill_filling *filling)
{
    const struct xml_value *values = filling->base.values;
    struct arena *arena = ubl_arena(&filling->base);

    for (size_t slot = UBL_SLOT_START_DATE; slot <= UBL_SLOT_END_TIME; slot++)
        if (values[slot].is_doubled)
            ubl_refuse(&filling->base, BILL_FIELD_START, REJECT_INVALID, values[slot].text,
                       "is not the only one: the line has more than one period");
    ubl_put_at(
        &filling->base, BILL_FIELD_START,
        ubl_moment(arena, values[UBL_SLOT_START_DATE].text, values[UBL_SLOT_START_TIME].text),
        values[UBL_SLOT_START_DATE].place);
    /* A last day alone says nothing of when the visit ended. */
    if (values[UBL_SLOT_END_TIME].text.length > 0)
        ubl_put_at(
            &filling->base, BILL_FIELD_END,
            ubl_moment(arena, values[UBL_SLOT_END_DATE].text, values[UBL_SLOT_END_TIME].text),
            values[UBL_SLOT_END_TIME].place);
}

/* price * quantity with the line's own charges and allowances */
static bool adds_up_with_allowances(const struct bill_filling *filling,
                                    const struct ubl_line_parts *parts)
{
    const struct xml_value *values = filling->base.values;
    int64_t price_e6, base_e6 = 1000000, quantity_e6, net_e6;

    if (parts->has_unreadable_allowance || !ubl_decimal(values[UBL_SLOT_PRICE].text, &price_e6) ||
        !ubl_decimal(values[UBL_SLOT_QUANTITY].text, &quantity_e6) ||
        !ubl_decimal(values[UBL_SLOT_NET].text, &net_e6))
        return false;
    if (values[UBL_SLOT_BASE_QUANTITY].text.length > 0 &&
        (!ubl_decimal(values[UBL_SLOT_BASE_QUANTITY].text, &base_e6) || base_e6 <= 0))
        return false;
    int128 difference = (int128)price_e6 * quantity_e6 / base_e6 + parts->allowances_e6 - net_e6;
    return difference <= SLACK_E6 && difference >= -SLACK_E6;
}

static void put_rate(struct bill_filling *filling, const struct ubl_line_parts *parts)
{
    const struct xml_value *values = filling->base.values;
    const struct xml_value *price = &values[UBL_SLOT_PRICE];
    int64_t rate_e6;

    if (price->text.length == 0 ||
        (parts->has_allowances && adds_up_with_allowances(filling, parts)))
        return;
    ubl_put_at(&filling->base, BILL_FIELD_RATE, price->text, price->place);
    if (!ubl_rate(price->text, values[UBL_SLOT_BASE_QUANTITY].text, values[UBL_SLOT_BASE_UNIT].text,
                  values[UBL_SLOT_UNIT].text, &rate_e6))
        ubl_refuse(&filling->base, BILL_FIELD_RATE, REJECT_INVALID, price->text,
                   "is no price for a quantity in the line's unit");
    else
        ubl_put_at(&filling->base, BILL_FIELD_RATE,
                   ubl_decimal_text(ubl_arena(&filling->base), rate_e6), price->place);
}

static void put_amounts(struct bill_filling *filling, const struct ubl_line_parts *parts)
{
    const struct xml_value *values = filling->base.values;
    int64_t net_e6 = 0;

    if (values[UBL_SLOT_NET].text.length == 0)
        ubl_refuse_missing(&filling->base, BILL_FIELD_NET);
    ubl_decimal(values[UBL_SLOT_NET].text, &net_e6);
    bool turns = filling->head->is_credit_note && net_e6 != 0;
    struct text net = signed_amount(filling, values[UBL_SLOT_NET].text, turns);
    ubl_put_at(&filling->base, BILL_FIELD_NET, net, values[UBL_SLOT_NET].place);
    ubl_put_at(&filling->base, BILL_FIELD_QUANTITY,
               signed_amount(filling, values[UBL_SLOT_QUANTITY].text, turns),
               values[UBL_SLOT_QUANTITY].place);
    ubl_put_at(&filling->base, BILL_FIELD_UNIT, ubl_unit(values[UBL_SLOT_UNIT].text),
               values[UBL_SLOT_UNIT].place);
    put_vat(filling, &parts->tax_category, &parts->tax_percent, net);
    put_rate(filling, parts);
    put_credited(filling, net, &values[UBL_SLOT_LINE_BILLED_INVOICE]);
    ubl_put(&filling->base, BILL_FIELD_CREDITS_LINE_NO, &values[UBL_SLOT_BILLED_LINE]);
}

/* What the document itself says of a line's money and name is not what a property may change. */
static bool is_the_documents(size_t field)
{
    switch (field) {
    case BILL_FIELD_INVOICE_NO:
    case BILL_FIELD_LINE_NO:
    case BILL_FIELD_INVOICE_DATE:
    case BILL_FIELD_QUANTITY:
    case BILL_FIELD_UNIT:
    case BILL_FIELD_RATE:
    case BILL_FIELD_NET:
    case BILL_FIELD_VAT:
        return true;
    default:
        return false;
    }
}

bool ubl_line_fill(struct record_feed *feed, const struct ubl_head *head,
                   const struct xml_value *values, const struct ubl_line_parts *parts,
                   struct xml_place *places)
{
    struct bill_filling filling = {ubl_fill_begin(feed, values, places), head};

    check_head_currency(&filling);
    ubl_check_currency(&filling.base, &values[UBL_SLOT_NET_CURRENCY], BILL_FIELD_NET);
    ubl_check_currency(&filling.base, &values[UBL_SLOT_PRICE_CURRENCY], BILL_FIELD_RATE);
    check_other_currencies(&filling);
    put_head(&filling);
    put_names(&filling);
    put_period(&filling);
    put_amounts(&filling, parts);
    ubl_put_properties(&filling.base, &parts->properties, is_the_documents);
    return filling.base.is_valid;
}

/* --- allowances and charges of the document ---------------------------------- */

static void put_allowance_start(struct bill_filling *filling)
{
    const struct xml_value *period = head_value(filling, UBL_SLOT_PERIOD_START);
    const struct xml_value *issue = head_value(filling, UBL_SLOT_ISSUE_DATE);
    const struct xml_value *start = period->text.length > 0 ? period : issue;

    ubl_put_at(&filling->base, BILL_FIELD_START, ubl_date(start->text), start->place);
}

bool ubl_allowance_fill(struct record_feed *feed, const struct ubl_head *head,
                        const struct xml_value *values, int64_t number, struct xml_place *places)
{
    struct bill_filling filling = {ubl_fill_begin(feed, values, places), head};
    bool is_charge = ubl_is_charge(values[UBL_SLOT_ALLOWANCE_IS_CHARGE].text);
    const struct xml_value *amount = &values[UBL_SLOT_ALLOWANCE_AMOUNT];
    struct text net = signed_amount(&filling, amount->text, is_charge == head->is_credit_note);
    const char *word = is_charge ? "charge" : "allowance";

    check_head_currency(&filling);
    ubl_check_currency(&filling.base, &values[UBL_SLOT_ALLOWANCE_CURRENCY], BILL_FIELD_NET);
    check_other_currencies(&filling);
    put_head(&filling);
    ubl_put_at(&filling.base, BILL_FIELD_LINE_NO,
               text_of(arena_printf(feed->record_arena, "%s-%lld", word, (long long)number)),
               amount->place);
    ubl_put(&filling.base, BILL_FIELD_CLIENT_REF,
            values[UBL_SLOT_ALLOWANCE_COST].text.length > 0
                ? &values[UBL_SLOT_ALLOWANCE_COST]
                : head_value(&filling, UBL_SLOT_ACCOUNTING_COST));
    ubl_put_at(&filling.base, BILL_FIELD_SERVICE, text_of(word), amount->place);
    ubl_put_at(&filling.base, BILL_FIELD_UNIT, TEXT_LITERAL("EA"), amount->place);
    put_allowance_start(&filling);
    ubl_put_at(&filling.base, BILL_FIELD_NET, net, amount->place);
    put_vat(&filling, &values[UBL_SLOT_ALLOWANCE_TAX], &values[UBL_SLOT_ALLOWANCE_TAX_PERCENT],
            net);
    put_credited(&filling, net, head_value(&filling, UBL_SLOT_BILLED_INVOICE));
    ubl_put(&filling.base, BILL_FIELD_DESCRIPTION, &values[UBL_SLOT_ALLOWANCE_REASON]);
    if (amount->text.length == 0)
        ubl_refuse_missing(&filling.base, BILL_FIELD_NET);
    return filling.base.is_valid;
}
