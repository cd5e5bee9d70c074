#include "ops/run/provider_lots.h"

#include "adapters/host/digest.h"
#include "matcher/engine/terms_lookup.h"

struct paying {
    const struct rules *rules;
    const struct match_input *input;
    const struct verdict *verdicts;
    const day_t *due_dates;
    struct terms_lookup *terms;
    const struct ledger_codes *codes;
};

/* The rate of VAT that a line is paid at, for the files that show it. */
static int64_t vat_percent_e4(const struct paying *paying, size_t i)
{
    const struct rules *rules = paying->rules;
    struct text service = paying->input->lines[i].service;
    day_t day = zone_day(rules->zone, paying->verdicts[i].delivered_start_s);
    int64_t percent_e4 = terms_in_force(paying->terms, service, day)->vat_percent_e4;

    for (size_t s = 0; !given(percent_e4) && s < rules->service_count; s++)
        if (text_equal(rules->services[s].service, service))
            percent_e4 = rules->services[s].vat_percent_e4;
    return given(percent_e4) ? percent_e4 : 0;
}

static struct lot_line lot_line_of(const struct paying *paying, size_t i)
{
    const struct bill_line *line = &paying->input->lines[i];

    return (struct lot_line){
        .index = i,
        .line_id = line->line_id,
        .invoice_no = line->invoice_no,
        .line_no = line->line_no,
        .net_pence = paying->verdicts[i].payable_pence,
        .vat_pence = paying->verdicts[i].payable_vat_pence,
        .due_date = paying->due_dates[i],
    };
}

static struct payable_line payable_of(const void *context, size_t i)
{
    const struct paying *paying = context;
    const struct bill_line *line = &paying->input->lines[i];
    const struct verdict *verdict = &paying->verdicts[i];
    const struct order_line *order = verdict->order;
    const struct ledger_code *credited =
        verdict->credits_line_id == 0 ? NULL
                                      : ledger_code_of(paying->codes, verdict->credits_line_id);
    bool is_of_order = order != NULL && (verdict->slot > 0 || order->basis != BASIS_VISIT);
    struct text none = {0};

    return (struct payable_line){
        .provider = line->provider,
        .invoice_no = line->invoice_no,
        .line_no = line->line_no,
        .client_ref = line->client_ref,
        .service = line->service,
        .cost_centre = credited != NULL ? credited->cost_centre
                       : order != NULL  ? order->cost_centre
                                        : none,
        .gl_code = credited != NULL ? credited->gl_code
                   : order != NULL  ? order->gl_code
                                    : none,
        .order_no = is_of_order ? order->order_no : none,
        .order_line = is_of_order ? order->order_line : none,
        .delivered_start_s = verdict->delivered_start_s,
        .delivered_minutes = verdict->delivered_minutes,
        .expected_minutes = verdict->expected_minutes,
        .quantity_e4 = line->quantity_e4,
        .unit = line->unit,
        .billed_pence = line->net_pence,
        .net_pence = verdict->payable_pence,
        .vat_pence = verdict->payable_vat_pence,
        .vat_percent_e4 = vat_percent_e4(paying, i),
        .due_date = paying->due_dates[i],
    };
}

/* The lot's content, and its hash. lines_r: room for its lines. */
static struct text fill_lot(struct arena *arena, payable_function *payable, const void *context,
                            struct payment_lot *lot, struct payable_line *lines_r)
{
    for (size_t n = 0; n < lot->line_count; n++)
        lines_r[n] = payable(context, lot->lines[n].index);
    struct text content = lot_content(arena, lot, lines_r);
    digest_of(content.bytes, content.length, lot->content_sha256);
    return content;
}

static void put_places(size_t lot_index, const struct payment_lot *lot,
                       const struct payable_line *lines, struct paid_place *places)
{
    for (size_t n = 0; n < lot->line_count; n++)
        places[lot->lines[n].index] =
            (struct paid_place){lot_index, (int32_t)n + 1, (int32_t)lines[n].vat_percent_e4};
}

struct payments payments_make(struct arena *arena, struct text provider, size_t index_count,
                              size_t line_count, struct lot_line *lines, payable_function *payable,
                              const void *context)
{
    struct paid_place *places = ARENA_ARRAY(arena, struct paid_place, index_count);
    struct payment_lot *lots;
    size_t lot_count;

    lots_make(arena, provider, line_count, lines, &lot_count, &lots);
    struct payable_line *scratch = ARENA_ARRAY(arena, struct payable_line, TRANSACTION_ITEMS_MAX);
    struct text *contents = ARENA_ARRAY(arena, struct text, lot_count);
    for (size_t i = 0; i < lot_count; i++) {
        contents[i] = fill_lot(arena, payable, context, &lots[i], scratch);
        put_places(i, &lots[i], scratch, places);
        lots[i].lines = NULL; /* they may go before the lots do */
    }
    return (struct payments){places, lot_count, lots, contents};
}

struct payments provider_lots(struct arena *arena, const struct rules *rules,
                              const struct match_input *input, const struct match_output *output,
                              const day_t *due_dates, const struct ledger_codes *codes)
{
    struct arena *scratch = arena_new();
    struct paying paying = {rules,
                            input,
                            output->verdicts,
                            due_dates,
                            terms_lookup_new(scratch, rules->terms, input->provider_ref),
                            codes};
    struct lot_line *lines = ARENA_ROOM(scratch, struct lot_line, input->line_count);
    size_t line_count = 0;

    for (size_t i = 0; i < input->line_count; i++)
        if (verdict_is_paid(&output->verdicts[i]))
            lines[line_count++] = lot_line_of(&paying, i);
    struct payments payments = payments_make(arena, input->provider_ref, input->line_count,
                                             line_count, lines, payable_of, &paying);
    arena_free(scratch);
    return payments;
}
