#include "matcher/record/bill_line.h"

bool bill_line_is_delivered(const struct bill_line *line)
{
    return text_equal(line->outcome, TEXT_LITERAL("delivered"));
}

bool bill_line_same_identity(const struct bill_line *a, const struct bill_line *b)
{
    return text_compare_number(a->line_no, b->line_no) == 0 &&
           text_equal(a->invoice_no, b->invoice_no) && text_equal(a->provider, b->provider);
}

static bool same_references(const struct bill_line *a, const struct bill_line *b)
{
    return text_equal(a->client_ref, b->client_ref) && text_equal(a->carer_ref, b->carer_ref) &&
           text_equal(a->service, b->service) && text_equal(a->order_no, b->order_no) &&
           text_compare_number(a->order_line, b->order_line) == 0 &&
           text_equal(a->outcome, b->outcome) && text_equal(a->description, b->description) &&
           text_equal(a->credits_invoice_no, b->credits_invoice_no) &&
           text_compare_number(a->credits_line_no, b->credits_line_no) == 0;
}

static bool same_times(const struct bill_line *a, const struct bill_line *b)
{
    return a->claimed_start_s == b->claimed_start_s && a->claimed_end_s == b->claimed_end_s &&
           a->actual_start_s == b->actual_start_s && a->actual_end_s == b->actual_end_s &&
           a->notice_at_s == b->notice_at_s && a->invoice_date == b->invoice_date;
}

static bool same_figures(const struct bill_line *a, const struct bill_line *b)
{
    return a->quantity_e4 == b->quantity_e4 && a->unit == b->unit && a->rate_e6 == b->rate_e6 &&
           a->net_pence == b->net_pence && a->vat_pence == b->vat_pence &&
           a->secondary == b->secondary;
}

bool bill_line_same_content(const struct bill_line *a, const struct bill_line *b)
{
    return bill_line_same_identity(a, b) && same_times(a, b) && same_figures(a, b) &&
           same_references(a, b);
}

int bill_line_compare_name(const struct bill_line *a, const struct bill_line *b)
{
    int order = text_compare(a->invoice_no, b->invoice_no);

    return order != 0 ? order : text_compare_number(a->line_no, b->line_no);
}
