#include "ops/run/control_totals.h"

/* What a line counts for: its net; a self-billed one its expected price. */
static int64_t pence_of(const struct bill_line *line, const struct verdict *verdict)
{
    if (given(line->net_pence))
        return line->net_pence;
    return given(verdict->expected_pence) ? verdict->expected_pence : 0;
}

/* Lines and pence as they come in: what the load stage counted is there
 * already; the price of self-billed lines is only known now. */
static void count_in(struct run_totals *totals, const struct bill_line *line,
                     const struct carried *carried, const struct verdict *verdict)
{
    if (carried->is_carried) {
        totals->lines_in++;
        totals->carried++;
        totals->pence_in += pence_of(line, verdict);
        totals->carried_pence += pence_of(line, verdict);
    } else if (bill_line_is_self_billed(line)) {
        totals->pence_in += pence_of(line, verdict);
    }
}

static void count_out(struct run_totals *totals, const struct bill_line *line,
                      const struct verdict *verdict)
{
    int64_t pence = pence_of(line, verdict);
    struct {
        int64_t *lines, *pence;
    } of_verdict[VERDICT_COUNT] = {
        [VERDICT_MATCHED] = {&totals->matched, &totals->matched_pence},
        [VERDICT_VARIANCE] = {&totals->variance, &totals->variance_pence},
        [VERDICT_HELD] = {&totals->held, &totals->held_pence},
        [VERDICT_REJECTED] = {&totals->rejected, &totals->rejected_pence},
        [VERDICT_DUPLICATE] = {&totals->duplicate, &totals->duplicate_pence},
    };

    *of_verdict[verdict->kind].lines += 1;
    *of_verdict[verdict->kind].pence += pence;
    if (verdict_is_paid(verdict)) {
        totals->paid_pence += verdict->payable_pence;
        totals->not_paid_pence += pence - verdict->payable_pence;
    }
}

void control_totals_add(struct run_totals *totals, const struct match_input *input,
                        const struct match_output *output)
{
    for (size_t i = 0; i < input->line_count; i++) {
        count_in(totals, &input->lines[i], carried_of_line(input, i), &output->verdicts[i]);
        count_out(totals, &input->lines[i], &output->verdicts[i]);
    }
}
