#include "adapters/inbound/ubl_order.h"

#include "adapters/inbound/ubl_fill.h"
#include "adapters/inbound/ubl_form.h"
#include "adapters/inbound/ubl_value.h"
#include "adapters/inbound/xml_feed.h"
#include "matcher/record/quantity_unit.h"

struct ubl_order {
    struct record_feed rows;
    struct error *error;
    enum ubl_document document;
    const struct xml_form *form;
    struct ubl_properties properties; /* of the line being read */
    struct xml_place places[ORDER_FIELD_COUNT];
};

/* --- a line ---------------------------------------------------------------- */

static bool no_field(size_t field)
{
    (void)field;
    return false;
}

static void put_names(struct ubl_filling *filling, enum ubl_document document)
{
    const struct xml_value *values = filling->values;

    ubl_put(filling, ORDER_FIELD_ORDER_NO,
            &values[document == UBL_ORDER ? UBL_SLOT_ORDER_ID : UBL_SLOT_CHANGED_ORDER]);
    if (document == UBL_ORDER_CHANGE)
        ubl_put(filling, ORDER_FIELD_VERSION, &values[UBL_SLOT_SEQUENCE]);
    if (filling->feed->context->feed->provider.length == 0)
        ubl_put(filling, ORDER_FIELD_PROVIDER, &values[UBL_SLOT_SELLER]);
    ubl_put(filling, ORDER_FIELD_ORDER_LINE, &values[UBL_SLOT_ITEM_ID]);
    ubl_put_either(filling, ORDER_FIELD_CLIENT_REF, &values[UBL_SLOT_ITEM_COST],
                   &values[UBL_SLOT_ORDER_COST]);
    ubl_put_either(filling, ORDER_FIELD_COST_CENTRE, &values[UBL_SLOT_ITEM_COST_CODE],
                   &values[UBL_SLOT_ORDER_COST_CODE]);
    ubl_put(filling, ORDER_FIELD_SERVICE, &values[UBL_SLOT_ORDERED_SERVICE]);
}

static void put_status(struct ubl_filling *filling)
{
    const struct xml_value *status = &filling->values[UBL_SLOT_LINE_STATUS];

    if (text_equal_nocase(status->text, TEXT_LITERAL("cancelled")) ||
        text_equal(status->text, TEXT_LITERAL("2")))
        ubl_put_at(filling, ORDER_FIELD_STATUS, TEXT_LITERAL("cancelled"), status->place);
}

static bool unit_is_time(const struct ubl_filling *filling)
{
    enum quantity_unit unit = QUANTITY_UNIT_NOT_GIVEN;

    quantity_unit_parse(filling->values[UBL_SLOT_ORDERED_UNIT].text, &unit);
    return quantity_unit_is_time(unit);
}

/* Hours and minutes as minutes; false: the quantity is none of them. */
static bool minutes_of_quantity(const struct ubl_filling *filling, struct text *minutes_r)
{
    const struct xml_value *values = filling->values;
    int64_t quantity_e6;

    if (!unit_is_time(filling) ||
        !ubl_decimal(values[UBL_SLOT_ORDERED_QUANTITY].text, &quantity_e6))
        return false;
    if (text_equal_nocase(values[UBL_SLOT_ORDERED_UNIT].text, TEXT_LITERAL("HUR")))
        quantity_e6 = quantity_e6 > INT64_MAX / 60 ? INT64_MAX : quantity_e6 * 60;
    *minutes_r = ubl_decimal_text(ubl_arena(filling), quantity_e6);
    return true;
}

/* Where the quantity does not say how long a visit is, its end does, by the clock on the wall. */
static struct text minutes_of_period(const struct ubl_filling *filling)
{
    const struct xml_value *values = filling->values;
    struct arena *arena = ubl_arena(filling);
    struct text last_date = values[UBL_SLOT_LAST_DATE].text;
    int64_t start_s, end_s, offset_s;
    struct text start =
        ubl_moment(arena, values[UBL_SLOT_FIRST_DATE].text, values[UBL_SLOT_FIRST_TIME].text);
    struct text end =
        ubl_moment(arena, last_date.length > 0 ? last_date : values[UBL_SLOT_FIRST_DATE].text,
                   values[UBL_SLOT_LAST_TIME].text);

    if (!datetime_parse(start, DATE_FORM_ISO, &start_s, &offset_s) ||
        !datetime_parse(end, DATE_FORM_ISO, &end_s, &offset_s) || end_s <= start_s)
        return TEXT_LITERAL("");
    return text_of(arena_printf(arena, "%lld", (long long)minutes_half_up(end_s - start_s)));
}

static void put_visit(struct ubl_filling *filling)
{
    const struct xml_value *values = filling->values;
    struct text minutes;

    ubl_put_at(filling, ORDER_FIELD_BASIS, TEXT_LITERAL("visit"),
               values[UBL_SLOT_FIRST_TIME].place);
    ubl_put_at(filling, ORDER_FIELD_PLANNED_START,
               ubl_moment(ubl_arena(filling), values[UBL_SLOT_FIRST_DATE].text,
                          values[UBL_SLOT_FIRST_TIME].text),
               values[UBL_SLOT_FIRST_DATE].place);
    if (minutes_of_quantity(filling, &minutes))
        ubl_put_at(filling, ORDER_FIELD_PLANNED_MINUTES, minutes,
                   values[UBL_SLOT_ORDERED_QUANTITY].place);
    else
        ubl_put_at(filling, ORDER_FIELD_PLANNED_MINUTES, minutes_of_period(filling),
                   values[UBL_SLOT_LAST_TIME].place);
}

/* Whether it is for a period or a number of units, the unit says. */
static void put_quantity(struct ubl_filling *filling)
{
    const struct xml_value *values = filling->values;
    const struct xml_value *quantity = &values[UBL_SLOT_ORDERED_QUANTITY];
    struct text minutes = quantity->text;
    bool is_time = unit_is_time(filling);

    if (is_time)
        minutes_of_quantity(filling, &minutes);
    ubl_put_at(filling, ORDER_FIELD_BASIS, is_time ? TEXT_LITERAL("period") : TEXT_LITERAL("unit"),
               quantity->place);
    ubl_put_at(filling, ORDER_FIELD_QUANTITY, minutes, quantity->place);
}

static void put_validity(struct ubl_filling *filling)
{
    const struct xml_value *values = filling->values;
    const struct xml_value *from = &values[UBL_SLOT_FIRST_DATE], *to = &values[UBL_SLOT_LAST_DATE];

    if (from->text.length == 0) {
        from = &values[UBL_SLOT_VALID_FROM];
        to = &values[UBL_SLOT_VALID_TO];
    }
    ubl_put_at(filling, ORDER_FIELD_VALID_FROM, ubl_date(from->text), from->place);
    ubl_put_at(filling, ORDER_FIELD_VALID_TO, ubl_date(to->text), to->place);
}

static void put_price(struct ubl_filling *filling)
{
    const struct xml_value *values = filling->values;
    const struct xml_value *price = &values[UBL_SLOT_ORDERED_PRICE];
    size_t field = unit_is_time(filling) ? ORDER_FIELD_RATE : ORDER_FIELD_UNIT_PRICE;
    int64_t rate_e6;

    ubl_check_currency(filling, &values[UBL_SLOT_ORDER_CURRENCY], field);
    ubl_check_currency(filling, &values[UBL_SLOT_ORDERED_CURRENCY], field);
    if (price->text.length == 0)
        return;
    ubl_put_at(filling, field, price->text, price->place);
    if (ubl_rate(price->text, values[UBL_SLOT_ORDERED_BASE].text,
                 values[UBL_SLOT_ORDERED_BASE_UNIT].text, values[UBL_SLOT_ORDERED_UNIT].text,
                 &rate_e6))
        ubl_put_at(filling, field, ubl_decimal_text(ubl_arena(filling), rate_e6), price->place);
    else
        ubl_refuse(filling, field, REJECT_INVALID, price->text,
                   "is no price for a quantity in the line's unit");
}

static void check_doubled(struct ubl_filling *filling)
{
    for (size_t slot = UBL_SLOT_FIRST_DATE; slot <= UBL_SLOT_LAST_TIME; slot++)
        if (filling->values[slot].is_doubled)
            ubl_refuse(filling, ORDER_FIELD_PLANNED_START, REJECT_INVALID,
                       filling->values[slot].text,
                       "is not the only one: the line has more than one delivery");
}

static bool fill(struct ubl_order *order, const struct xml_record *record)
{
    struct ubl_filling filling = ubl_fill_begin(&order->rows, record->values, order->places);

    check_doubled(&filling);
    put_names(&filling, order->document);
    put_status(&filling);
    if (record->values[UBL_SLOT_FIRST_TIME].text.length > 0) {
        put_visit(&filling);
    } else {
        put_quantity(&filling);
        put_validity(&filling);
    }
    put_price(&filling);
    ubl_put_properties(&filling, &order->properties, no_field);
    return filling.is_valid;
}

/* --- the file ------------------------------------------------------------- */

static void forget_properties(struct ubl_order *order)
{
    struct arena *arena = order->properties.arena;

    arena_empty(arena);
    order->properties = (struct ubl_properties){.arena = arena};
}

static bool take_line(struct ubl_order *order, const struct xml_record *record)
{
    record_feed_begin_row(&order->rows);
    bool is_valid = fill(order, record);
    bool ok = xml_feed_take_row(&order->rows, order->places, record->place, is_valid, order->error);
    forget_properties(order);
    return ok;
}

static bool take_record(void *context, const struct xml_record *record)
{
    struct ubl_order *order = context;

    if (record->number == UBL_ORDERED_PROPERTY)
        ubl_properties_add(&order->properties, &order->rows,
                           record->values[UBL_SLOT_ORDERED_NAME].text,
                           &record->values[UBL_SLOT_ORDERED_VALUE]);
    return record->number != UBL_ORDERED_LINE || take_line(order, record);
}

/* The order as a whole: an order line of which nothing is known but that it is cancelled. */
static bool take_cancellation(void *context, const struct xml_record *record)
{
    struct ubl_order *order = context;
    const struct inbound_sink *sink = order->rows.sink;
    struct ubl_filling filling = ubl_fill_begin(&order->rows, record->values, order->places);
    struct order_line line = {.status = ORDER_STATUS_CANCELLED, .source_row = 1};

    if (record->number != UBL_ORDER_DOCUMENT)
        return true;
    record_feed_begin_row(&order->rows);
    ubl_put(&filling, ORDER_FIELD_ORDER_NO, &record->values[UBL_SLOT_CHANGED_ORDER]);
    if (!filling.is_valid ||
        !field_reference(&order->rows.row, ORDER_FIELD_ORDER_NO, &line.order_no))
        return xml_feed_take_row(&order->rows, order->places, record->place, false, order->error);
    return sink->record(sink->context, (union inbound_record){.order = &line}, order->error);
}

static bool read_records(struct ubl_order *order, int fd)
{
    bool is_cancellation = order->document == UBL_ORDER_CANCELLATION;
    struct xml_record_sink sink = {.context = order,
                                   .record = is_cancellation ? take_cancellation : take_record};
    int64_t seen[XML_RECORD_KINDS_MOST];
    struct xml_fault fault;

    switch (xml_records_read(order->rows.file_arena, fd, order->form, &sink, seen, &fault,
                             order->error)) {
    case XML_WHOLE:
        if (!is_cancellation && seen[UBL_ORDERED_LINE] == 0)
            record_feed_quarantine(&order->rows, 1, 1, "", "the order has no lines");
        return true;
    case XML_BROKEN:
        xml_feed_set_aside(&order->rows, &fault);
        return true;
    case XML_STOPPED:
    case XML_FAILED:
        break;
    }
    return false;
}

static const struct xml_form *form_of(enum ubl_document document)
{
    switch (document) {
    case UBL_ORDER:
        return &ubl_order_form;
    case UBL_ORDER_CHANGE:
        return &ubl_order_change_form;
    case UBL_ORDER_CANCELLATION:
        return &ubl_order_cancellation_form;
    default:
        return NULL;
    }
}

static bool read_document(struct ubl_order *order, int fd)
{
    order->form = form_of(order->document);
    if (order->form == NULL) {
        record_feed_quarantine(
            &order->rows, 1, 1, "",
            "the file is none of Order, OrderChange and OrderCancellation of UBL 2");
        return true;
    }
    return !ubl_begin_rows(&order->rows) || read_records(order, fd);
}

static bool read_file(struct ubl_order *order, int fd)
{
    struct xml_fault fault;

    switch (ubl_document_read(order->rows.file_arena, fd, &order->document, &fault, order->error)) {
    case XML_BROKEN:
        xml_feed_set_aside(&order->rows, &fault);
        return true;
    case XML_FAILED:
        return false;
    default:
        return read_document(order, fd);
    }
}

bool ubl_order_read(int fd, const struct inbound_context *context, const struct inbound_sink *sink,
                    struct inbound_outcome *outcome_r, struct error *error_r)
{
    struct ubl_order order = {
        .error = error_r, .document = UBL_DOCUMENT_COUNT, .properties = {.arena = arena_new()}};

    record_feed_open(&order.rows, context, sink, outcome_r);
    bool ok = read_file(&order, fd);
    record_feed_close(&order.rows);
    arena_free(order.properties.arena);
    return ok;
}
