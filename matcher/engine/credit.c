#include "matcher/engine/credit.h"

#include <stdlib.h>

#include "matcher/engine/judge.h"

bool credit_names(const struct workbench *bench, const struct bill_line *credit,
                  const struct past_state *state)
{
    const struct past_line *past = state->past;

    return past->paid && !past->is_before && past_is_own(bench->input, state) &&
           !bill_line_is_credit(&past->line) &&
           text_equal(past->line.invoice_no, credit->credits_invoice_no) &&
           text_equal(past->line.line_no, credit->credits_line_no);
}

static struct past_state *credited_line(const struct workbench *bench,
                                        const struct bill_line *credit)
{
    for (size_t i = 0; i < bench->past_count; i++)
        if (credit_names(bench, credit, &bench->past[i]) && !past_is_given_back(&bench->past[i]))
            return &bench->past[i];
    return NULL;
}

static int64_t taken_pence(const struct bill_line *credit)
{
    return -credit->net_pence;
}

static bool has_as_much(const struct past_state *credited, const struct bill_line *credit)
{
    return taken_pence(credit) <= credited->past->payable_pence - credited->credited_pence;
}

/* --- decided --------------------------------------------------------------- */

/* Of these a person knew that the line has no such amount left, or that there is none. */
#define KNOWN_BITS (REASON_BIT(NO_CREDITED_LINE) | REASON_BIT(NO_ORDER))

bool credit_can_be_decided(const struct workbench *bench, const struct open_line *open)
{
    const struct past_state *credited = credited_line(bench, open->line);
    bool was_known = (open->carried->reasons & KNOWN_BITS) != 0;

    return was_known || (credited != NULL && has_as_much(credited, open->line));
}

void credit_decided(const struct workbench *bench, struct open_line *open)
{
    struct past_state *credited = credited_line(bench, open->line);

    open->verdict->payable_vat_pence = -magnitude(open->verdict->billed_vat_pence);
    if (credited == NULL)
        return;
    open->verdict->credits_line_id = credited->past->line.line_id;
    credited->credited_pence += taken_pence(open->line);
}

/* --- judged ---------------------------------------------------------------- */

static void credit_judge(const struct workbench *bench, struct open_line *open)
{
    struct past_state *credited = credited_line(bench, open->line);

    if (credited == NULL || !has_as_much(credited, open->line)) {
        open_line_hold(open, REASON_NO_CREDITED_LINE);
        return;
    }
    judge_credit(bench, open);
    open->verdict->credits_line_id = credited->past->line.line_id;
    open->is_final = true;
    if (verdict_is_paid(open->verdict))
        credited->credited_pence += taken_pence(open->line);
}

void credits_judge(struct workbench *bench)
{
    enum reason obstacle;
    bool is_payable = provider_is_payable(bench->input->provider, &obstacle);
    struct open_line **credits = ARENA_ROOM(bench->arena, struct open_line *, bench->credit_count);
    size_t count = 0;

    if (bench->credit_count == 0)
        return;
    for (size_t i = 0; i < bench->line_count; i++)
        if (bench->lines[i].is_credit && !bench->lines[i].is_final)
            credits[count++] = &bench->lines[i];
    qsort(credits, count, sizeof(struct open_line *), open_line_compare_delivered);
    for (size_t i = 0; i < count; i++)
        if (is_payable && credits[i]->line->client_ref.length == 0)
            open_line_hold(credits[i], REASON_NO_ORDER); /* an allowance on a whole invoice */
        else if (is_payable)
            credit_judge(bench, credits[i]);
        else
            open_line_hold(credits[i], obstacle);
}
