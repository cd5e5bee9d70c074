#include "matcher/engine/open_line.h"

#include <assert.h>

void verdict_begin(struct verdict *verdict, const struct bill_line *line)
{
    verdict->kind = VERDICT_HELD;
    verdict->identity_turn = 1;
    verdict->billed_minutes = NOT_GIVEN;
    verdict->expected_minutes = NOT_GIVEN;
    verdict->expected_pence = NOT_GIVEN;
    verdict->billed_vat_pence = given(line->vat_pence) ? line->vat_pence : 0;
    verdict->period_first = DAY_NOT_GIVEN;
}

const struct service_rule *service_rule_of(const struct rules *rules, struct text service)
{
    for (size_t i = 0; i < rules->service_count; i++)
        if (text_equal(rules->services[i].service, service))
            return &rules->services[i];
    return NULL;
}

enum quantity_unit open_line_unit(const struct open_line *open)
{
    const struct service_rule *service = open->service;

    if (open->line->unit != QUANTITY_UNIT_NOT_GIVEN)
        return open->line->unit;
    return service == NULL || service->unit == QUANTITY_UNIT_NOT_GIVEN ? QUANTITY_UNIT_HOUR
                                                                       : service->unit;
}

const struct settings *open_line_terms(const struct workbench *bench, const struct bill_line *line,
                                       day_t day)
{
    return terms_in_force(bench->terms, line->service, day);
}

int64_t open_line_vat_percent_e4(const struct open_line *open, const struct settings *settings)
{
    if (given(settings->vat_percent_e4))
        return settings->vat_percent_e4;
    return open->service == NULL ? 0 : open->service->vat_percent_e4;
}

/* The quantity if it is time; else the claimed duration, if the line has actual times or
 * evidence besides; else not given. */
static int64_t billed_minutes_of(const struct open_line *open)
{
    const struct bill_line *line = open->line;

    if (given(line->quantity_e4)) {
        enum quantity_unit unit = open_line_unit(open);
        if (unit == QUANTITY_UNIT_HOUR)
            return divide_half_away((int128)line->quantity_e4 * 60, E4);
        if (unit == QUANTITY_UNIT_MINUTE)
            return divide_half_away(line->quantity_e4, E4);
    }
    if (given(line->actual_start_s) || open->evidence != NULL)
        return minutes_half_up(line->claimed_end_s - line->claimed_start_s);
    return NOT_GIVEN;
}

static void verdict_tell_delivered(struct open_line *open)
{
    struct verdict *verdict = open->verdict;

    verdict->delivered_start_s = open->delivered_start_s;
    verdict->delivered_end_s = open->delivered_end_s;
    verdict->delivered_minutes = open->delivered_minutes;
    verdict->billed_minutes = open->billed_minutes;
    verdict->evidence_id = open->evidence == NULL ? 0 : open->evidence->evidence_id;
}

void open_line_drop_draft(struct open_line *open)
{
    if (open->verdict->order == NULL)
        return;
    *open->verdict = (struct verdict){0};
    verdict_begin(open->verdict, open->line);
    verdict_tell_delivered(open);
}

void open_line_take_delivered(const struct workbench *bench, struct open_line *open)
{
    const struct bill_line *line = open->line;

    open->delivered_start_s = line->claimed_start_s;
    open->delivered_end_s = line->claimed_end_s;
    if (open->is_delivered) {
        if (open->evidence != NULL) {
            open->delivered_start_s = open->evidence->log_in_s;
            open->delivered_end_s = open->evidence->log_out_s;
        } else if (given(line->actual_start_s)) {
            open->delivered_start_s = line->actual_start_s;
            open->delivered_end_s = line->actual_end_s;
        }
    }
    open->delivered_minutes = minutes_half_up(open->delivered_end_s - open->delivered_start_s);
    open->billed_minutes = billed_minutes_of(open);
    open->delivered_day = wall_clock_day(bench->clock, open->delivered_start_s);
    verdict_tell_delivered(open);
}

bool provider_is_payable(const struct provider *provider, enum reason *obstacle_r)
{
    if (provider == NULL || provider_payable_rail(provider) == RAIL_COUNT) {
        *obstacle_r = REASON_PROVIDER_UNKNOWN;
        return false;
    }
    *obstacle_r = REASON_PROVIDER_SUSPENDED;
    return provider->status != PROVIDER_STATUS_SUSPENDED;
}

void open_line_end(struct open_line *open, enum verdict_kind kind, uint64_t reasons)
{
    assert(!open->is_final);
    open->is_final = true;
    open->verdict->kind = kind;
    open->verdict->reasons = reasons;
}

void open_line_hold(struct open_line *open, enum reason reason)
{
    open_line_end(open, VERDICT_HELD, UINT64_C(1) << reason);
}

/* Tonight's lines are numbered from 1, and behind them those of earlier nights. */
static uint32_t number_of_line(const struct match_input *input, const struct bill_line *line)
{
    const uintptr_t at = (uintptr_t)line, past = (uintptr_t)input->past;
    const size_t past_bytes = input->past_count * sizeof(*input->past);
    const size_t number = at >= past && at - past < past_bytes
                              ? input->line_count + (at - past) / sizeof(*input->past)
                              : (size_t)(line - input->lines);

    return (uint32_t)(1 + number);
}

void open_line_hold_again(const struct workbench *bench, struct open_line *open,
                          const struct bill_line *other)
{
    open_line_hold(open, REASON_DUPLICATE_VISIT);
    if (other != NULL)
        open->verdict->other = number_of_line(bench->input, other);
}

static int time_compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int delivered_compare(const struct open_line *a, const struct open_line *b)
{
    int order = time_compare(a->delivered_start_s, b->delivered_start_s);
    return order != 0 ? order : bill_line_compare_name(a->line, b->line);
}

int open_line_compare_delivered(const void *a, const void *b)
{
    return delivered_compare(*(struct open_line *const *)a, *(struct open_line *const *)b);
}
