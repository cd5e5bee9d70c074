#include "matcher/record/order_line.h"

int order_line_compare_key(const struct order_line *a, const struct order_line *b)
{
    int order = text_compare(a->order_no, b->order_no);

    return order != 0 ? order : text_compare_number(a->order_line, b->order_line);
}

static bool same_references(const struct order_line *a, const struct order_line *b)
{
    return text_equal(a->provider, b->provider) && text_equal(a->client_ref, b->client_ref) &&
           text_equal(a->service, b->service) && text_equal(a->cost_centre, b->cost_centre) &&
           text_equal(a->gl_code, b->gl_code) && text_equal(a->care_manager, b->care_manager);
}

static bool same_commission(const struct order_line *a, const struct order_line *b)
{
    return a->basis == b->basis && a->status == b->status &&
           a->planned_start_s == b->planned_start_s && a->planned_minutes == b->planned_minutes &&
           a->carers == b->carers && a->quantity_e4 == b->quantity_e4 && a->period == b->period &&
           a->valid_from == b->valid_from && a->valid_to == b->valid_to &&
           a->rate_e6 == b->rate_e6 && a->unit_price_e6 == b->unit_price_e6;
}

bool order_line_same_content(const struct order_line *a, const struct order_line *b)
{
    return order_line_compare_key(a, b) == 0 && same_commission(a, b) && same_references(a, b);
}
