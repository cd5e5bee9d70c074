#include "adapters/inbound/ubl_fill.h"

#include "adapters/inbound/utf8.h"

bool ubl_begin_rows(struct record_feed *feed)
{
    const struct feed_config *config = feed->context->feed;
    struct reject why;

    if (!feed_map_build_paths(config, record_layout_of(config->kind, config->preset), &feed->map,
                              &why)) {
        record_feed_quarantine(feed, 0, 0, why.field, why.message);
        return false;
    }
    record_feed_begin_rows(feed);
    feed->row.date_form = DATE_FORM_ISO;
    feed->row.number_form = NUMBER_FORM_PLAIN;
    return true;
}

struct ubl_filling ubl_fill_begin(struct record_feed *feed, const struct xml_value *values,
                                  struct xml_place *places)
{
    const struct record_layout *layout = feed->map.layout;

    for (size_t field = 0; field < layout->field_count; field++) {
        feed->values[field] = feed_map_value(feed->context->feed, layout, field);
        places[field] = (struct xml_place){0, 0};
    }
    feed->values[layout->provider] = TEXT_LITERAL(""); /* which field_provider takes of the feed */
    return (struct ubl_filling){feed, values, places, true};
}

static const char *name_of(const struct ubl_filling *filling, size_t field)
{
    return filling->feed->map.layout->fields[field].name;
}

/* The first reason is the one that is told. */
void ubl_refuse(struct ubl_filling *filling, size_t field, enum reject_code code, struct text value,
                const char *what)
{
    char shown[SHOWN_BYTES];

    if (!filling->is_valid)
        return;
    utf8_show(value, shown);
    filling->is_valid = reject_set(&filling->feed->why, code, name_of(filling, field), "%s %s",
                                   value.length == 0 ? "it" : shown, what);
}

void ubl_put_at(struct ubl_filling *filling, size_t field, struct text text, struct xml_place place)
{
    if (text.length == 0)
        return;
    filling->feed->values[field] = text;
    filling->places[field] = place;
}

void ubl_put(struct ubl_filling *filling, size_t field, const struct xml_value *value)
{
    if (value->is_doubled)
        ubl_refuse(filling, field, REJECT_INVALID, value->text,
                   "is not the only one: it is there more than once");
    ubl_put_at(filling, field, value->text, value->place);
}

void ubl_put_either(struct ubl_filling *filling, size_t field, const struct xml_value *of_line,
                    const struct xml_value *of_document)
{
    ubl_put(filling, field, of_line->text.length > 0 ? of_line : of_document);
}

void ubl_refuse_missing(struct ubl_filling *filling, size_t field)
{
    if (filling->is_valid)
        filling->is_valid = reject_set(&filling->feed->why, REJECT_MISSING, name_of(filling, field),
                                       "must be given");
}

void ubl_check_currency(struct ubl_filling *filling, const struct xml_value *currency, size_t field)
{
    if (currency->text.length > 0 && !text_equal(currency->text, TEXT_LITERAL("GBP"))) {
        ubl_refuse(filling, field, REJECT_CURRENCY, currency->text, "is its currency, not GBP");
        filling->places[field] = currency->place;
    }
}

void ubl_keep(struct arena *arena, struct xml_value *kept, const struct xml_value *value)
{
    if (kept->text.length > 0 && value->text.length > 0) {
        kept->is_doubled = true;
    } else if (kept->text.length == 0) {
        *kept = *value;
        kept->text = arena_text(arena, value->text);
    }
}

void ubl_properties_add(struct ubl_properties *properties, const struct record_feed *feed,
                        struct text name, const struct xml_value *value)
{
    const struct record_layout *layout = feed->map.layout;

    for (size_t field = 0; field < layout->field_count; field++)
        if (text_equal_nocase(name, text_of(feed_map_heading(feed->context->feed, layout, field))))
            ubl_keep(properties->arena, &properties->values[field], value);
}

void ubl_put_properties(struct ubl_filling *filling, const struct ubl_properties *properties,
                        bool (*is_the_documents)(size_t field))
{
    for (size_t field = 0; field < filling->feed->map.layout->field_count; field++) {
        const struct xml_value *property = &properties->values[field];
        if (property->text.length > 0 &&
            !(is_the_documents(field) && filling->feed->values[field].length > 0))
            ubl_put(filling, field, property);
    }
}
