#include "matcher/record/order_line.h"

int order_line_compare_key(const struct order_line *a, const struct order_line *b)
{
    int order = text_compare(a->order_no, b->order_no);

    return order != 0 ? order : text_compare_number(a->order_line, b->order_line);
}
