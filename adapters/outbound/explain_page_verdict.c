/* Section "Verdict" of explain_page.h: matching.md, sections 6 and 9. */
#include "adapters/outbound/explain_words.h"

#define VERDICT "Verdict"
#define WHY     "Because"

static bool has_reason(const struct teller *teller, uint64_t reasons)
{
    return (teller->told->verdict->reasons & reasons) != 0;
}

/* --- what was in the way --------------------------------------------------------------- */

static bool is_paid(const struct line_told *line)
{
    return line->past != NULL ? line->past->paid
                              : line->verdict != NULL && verdict_is_paid(line->verdict);
}

static void tell_duplicate(const struct teller *teller)
{
    const struct explanation *told = teller->told;

    for (size_t i = 0; i < told->obstacle_count; i++) {
        const struct line_told *other = &told->obstacles[i].other;
        if (bill_line_same_content(other->line, told->line) &&
            other->line->line_id < told->line->line_id)
            SAY(teller, VERDICT, WHY, "the same content came before: %s, row %d of its file",
                told_line(teller, other), other->line->source_row);
    }
}

static void tell_superseded(const struct teller *teller)
{
    const struct explanation *told = teller->told;

    for (size_t i = 0; i < told->obstacle_count; i++) {
        const struct line_told *other = &told->obstacles[i].other;
        if (!bill_line_same_content(other->line, told->line) &&
            other->line->line_id > told->line->line_id)
            SAY(teller, VERDICT, WHY,
                "a later line of the same number has other content and takes its place: row %d of "
                "its file%s",
                other->line->source_row,
                other->verdict == NULL
                    ? ""
                    : arena_printf(teller->arena, ", %s", verdict_word(other->verdict->kind)));
    }
}

static void tell_changed_line(const struct teller *teller)
{
    const struct explanation *told = teller->told;
    size_t paid_count = 0;

    for (size_t i = 0; i < told->obstacle_count; i++) {
        const struct line_told *other = &told->obstacles[i].other;
        if (!is_paid(other))
            continue;
        paid_count++;
        SAY(teller, VERDICT, WHY, "other content under this number is paid: %s, for %s",
            told_line(teller, other),
            words_pounds(teller->arena, other->past != NULL ? other->past->payable_pence
                                                            : other->verdict->payable_pence));
    }
    if (paid_count == 0)
        SAY(teller, VERDICT, WHY,
            "other content under this number was paid; no such line stands paid now, but a "
            "changed line stays held until a person decides");
}

static void tell_suspended(const struct teller *teller)
{
    const struct suspension *suspension = teller->told->suspension;

    if (suspension == NULL)
        return;
    const char *until =
        suspension->to == DAY_NOT_GIVEN
            ? "on"
            : arena_printf(teller->arena, "to %s", told_day(teller, suspension->to));
    SAY(teller, VERDICT, WHY,
        "client %.*s was not to be served from %s %s%s%s; the line was delivered on %s",
        TEXT_ARGS(suspension->client_ref), told_day(teller, suspension->from), until,
        text_is_empty(suspension->reason) ? "" : ": ", told_text(teller, suspension->reason),
        told_day(teller, zone_day(teller->zone, teller->told->verdict->delivered_start_s)));
}

static void tell_no_order(const struct teller *teller)
{
    const struct explanation *told = teller->told;
    const struct bill_line *line = told->line;
    const struct order_line *named = told->named_order;
    const char *name =
        arena_printf(teller->arena, "%.*s%s%.*s", TEXT_ARGS(line->order_no),
                     text_is_empty(line->order_line) ? "" : "/", TEXT_ARGS(line->order_line));

    if (text_is_empty(line->order_no))
        SAY(teller, VERDICT, WHY,
            "provider %.*s has no order line in force for client %.*s and service %.*s",
            TEXT_ARGS(line->provider), TEXT_ARGS(line->client_ref), TEXT_ARGS(line->service));
    else if (named == NULL)
        SAY(teller, VERDICT, WHY, "the line names order %s; provider %.*s has no such order", name,
            TEXT_ARGS(line->provider));
    else if (named->status == ORDER_STATUS_CANCELLED)
        SAY(teller, VERDICT, WHY, "the line names order %s; %s is cancelled", name,
            told_order(teller, named));
    else
        SAY(teller, VERDICT, WHY,
            "the line names order %s; %s is for client %.*s and service %.*s, not for client %.*s "
            "and service %.*s",
            name, told_order(teller, named), TEXT_ARGS(named->client_ref),
            TEXT_ARGS(named->service), TEXT_ARGS(line->client_ref), TEXT_ARGS(line->service));
}

static void tell_overlaps(const struct teller *teller)
{
    const struct explanation *told = teller->told;
    const struct setting_told *allowed = told_setting(teller, SETTING_CARER_OVERLAP);

    for (size_t i = 0; i < told->obstacle_count; i++) {
        const struct obstacle_told *obstacle = &told->obstacles[i];
        const struct line_told *other = &obstacle->other;
        SAY(teller, VERDICT, WHY, "carer %.*s was with client %.*s from %s (%s): %s together%s",
            TEXT_ARGS(told->line->carer_ref), TEXT_ARGS(other->line->client_ref),
            told_span(teller, other->start_s, other->end_s), told_line(teller, other),
            told_seconds(teller, obstacle->common_s),
            allowed == NULL ? ""
                            : arena_printf(teller->arena, ", and the terms allow %s",
                                           told_minutes(teller, allowed->settings->carer_overlap)));
    }
}

static void tell_same_service(const struct teller *teller)
{
    const struct explanation *told = teller->told;

    for (size_t i = 0; i < told->obstacle_count; i++)
        SAY(teller, VERDICT, WHY,
            "the same client, service, claimed start and carer are paid by %s",
            told_line(teller, &told->obstacles[i].other));
}

static void tell_slots_paid(const struct teller *teller)
{
    const struct explanation *told = teller->told;

    SAY(teller, VERDICT, WHY, "every visit in reach is paid: see below");
    for (size_t i = 0; i < told->slot_count; i++) {
        const struct slot_told *slot = &told->slots[i];
        if (slot->is_paid_together)
            SAY(teller, VERDICT, WHY,
                "%s slot %d is paid to a line delivered at the same time, %s: %s",
                told_order(teller, slot->order), slot->number,
                told_span(teller, slot->taker.start_s, slot->taker.end_s),
                told_line(teller, &slot->taker));
    }
}

static void tell_duplicate_visit(const struct teller *teller)
{
    const struct explanation *told = teller->told;

    if (told->obstacle_count == 0)
        tell_slots_paid(teller);
    else if (told->obstacles[0].common_s > 0)
        tell_overlaps(teller);
    else
        tell_same_service(teller);
}

static void tell_no_slot(const struct teller *teller)
{
    const struct explanation *told = teller->told;
    const struct setting_told *window = told_setting(teller, SETTING_PAIR_WINDOW);
    const char *of_its_order = text_is_empty(told->line->order_no) ? "" : " of the order it names";

    if (told->slot_count > 0) {
        SAY(teller, VERDICT, WHY,
            "visits are ordered near the time, but none is left for this line: see below");
        return;
    }
    SAY(teller, VERDICT, WHY, "no visit%s is planned within %s of %s, for this client and service",
        of_its_order,
        window == NULL ? "reach" : told_minutes(teller, window->settings->pair_window),
        told_moment(teller, told->verdict->delivered_start_s));
    SAY(teller, VERDICT, WHY, "and no period or unit order%s is valid on %s", of_its_order,
        told_day(teller, zone_day(teller->zone, told->verdict->delivered_start_s)));
}

static void tell_no_credited_line(const struct teller *teller)
{
    const struct explanation *told = teller->told;
    const struct bill_line *line = told->line;

    if (text_is_empty(line->credits_invoice_no) || text_is_empty(line->credits_line_no))
        SAY(teller, VERDICT, WHY, "the credit names no invoice line");
    else if (told->credited.past == NULL)
        SAY(teller, VERDICT, WHY, "no line %.*s of invoice %.*s was paid on an earlier night",
            TEXT_ARGS(line->credits_line_no), TEXT_ARGS(line->credits_invoice_no));
    else
        SAY(teller, VERDICT, WHY, "it takes %s, and %s is left of what was paid: see below",
            words_pounds(teller->arena, -line->net_pence),
            words_pounds(teller->arena,
                         told->credited.past->payable_pence - told->credited_before_pence));
}

static void tell_provider(const struct teller *teller)
{
    const struct match_input *input = teller->told->input;
    const char *name = input->provider == NULL ? "" : told_text(teller, input->provider->name);
    const char *provider =
        arena_printf(teller->arena, "provider %.*s%s%s%s", TEXT_ARGS(input->provider_ref),
                     name[0] ? " (" : "", name, name[0] ? ")" : "");

    if (has_reason(teller, REASON_BIT(PROVIDER_SUSPENDED)))
        SAY(teller, VERDICT, WHY, "%s stood as suspended that night", provider);
    else if (input->provider == NULL)
        SAY(teller, VERDICT, WHY, "%s had no record that night", provider);
    else
        SAY(teller, VERDICT, WHY,
            "the record of %s had no card and no bank account to pay to that night", provider);
}

static void tell_obstacle(const struct teller *teller, enum reason reason)
{
    const struct explanation *told = teller->told;
    const char *delivered_day =
        told_day(teller, zone_day(teller->zone, told->verdict->delivered_start_s));

    switch (reason) {
    case REASON_CHANGED_LINE:
        tell_changed_line(teller);
        break;
    case REASON_PROVIDER_UNKNOWN:
    case REASON_PROVIDER_SUSPENDED:
        tell_provider(teller);
        break;
    case REASON_CLIENT_SUSPENDED:
        tell_suspended(teller);
        break;
    case REASON_FUTURE_VISIT:
        SAY(teller, VERDICT, WHY, "its date, %s, comes after the night's date, %s", delivered_day,
            told_day(teller, told->rules->business_date));
        break;
    case REASON_NO_ORDER:
        tell_no_order(teller);
        break;
    case REASON_CARER_OVERLAP:
        tell_overlaps(teller);
        break;
    case REASON_DUPLICATE_VISIT:
        tell_duplicate_visit(teller);
        break;
    case REASON_NO_SLOT:
        tell_no_slot(teller);
        break;
    case REASON_NO_RATE:
        SAY(teller, VERDICT, WHY, "a rate that the price needs is missing: see Price");
        break;
    case REASON_NO_CREDITED_LINE:
        tell_no_credited_line(teller);
        break;
    case REASON_SUPERSEDED:
        tell_superseded(teller);
        break;
    case REASON_MISSING:
        SAY(teller, VERDICT, WHY, "the line claims no length, which a visit or a period needs");
        break;
    default:
        break;
    }
}

/* --- verdict ------------------------------------------------------------------------------ */

static uint64_t checks_in_zone(const struct verdict *verdict, enum zone_of_check zone)
{
    uint64_t checks = 0;

    for (int check = 0; check < CHECK_COUNT; check++)
        if (verdict_zone(verdict, (enum check)check) == zone)
            checks |= UINT64_C(1) << check;
    return checks;
}

static const char *decision_words(const struct teller *teller)
{
    static const char *const words[DECISION_COUNT] = {
        [DECISION_PAY] = "to pay it as billed",
        [DECISION_PAY_EXPECTED] = "to pay the expected price",
        [DECISION_REJECT] = "to reject it",
    };
    return words[teller->told->carried->decision];
}

static void tell_kind(const struct teller *teller)
{
    const struct verdict *verdict = teller->told->verdict;
    const char *outside = told_reasons(teller, checks_in_zone(verdict, ZONE_OUTSIDE));
    const char *within = told_reasons(teller, checks_in_zone(verdict, ZONE_WITHIN));

    if (verdict_is_decided(verdict))
        SAY(teller, VERDICT, verdict_word(verdict->kind), "a person decided %s",
            decision_words(teller));
    else if (verdict->kind == VERDICT_MATCHED)
        SAY(teller, VERDICT, "matched", "every check agrees");
    else if (verdict->kind == VERDICT_VARIANCE)
        SAY(teller, VERDICT, "variance", "it may be paid, though not everything agrees: %s",
            within);
    else if (has_reason(teller, REASON_BIT(PURSE_SPENT)))
        SAY(teller, VERDICT, "held", "purse_spent: %s", reason_in_words(REASON_PURSE_SPENT));
    else if (verdict->checks != NULL && verdict->kind == VERDICT_HELD)
        SAY(teller, VERDICT, "held", "outside its pay limit: %s%s%s", outside,
            within[0] ? "; not in its agree limit: " : "", within);
    else if (verdict->reasons == 0)
        SAY(teller, VERDICT, verdict_word(verdict->kind), "the same line has come before");
    for (int reason = CHECK_COUNT; reason < REASON_COUNT; reason++) {
        if ((verdict->reasons >> reason & 1) == 0 || reason == REASON_DECIDED ||
            reason == REASON_PURSE_SPENT)
            continue;
        SAY(teller, VERDICT, verdict_word(verdict->kind), "%s: %s",
            reason_code((enum reason)reason), reason_in_words((enum reason)reason));
        tell_obstacle(teller, (enum reason)reason);
    }
    if (verdict->kind == VERDICT_DUPLICATE && verdict->reasons == 0)
        tell_duplicate(teller);
}

static void tell_purse(const struct teller *teller)
{
    const struct verdict *verdict = teller->told->verdict;
    const struct purse_told *purse = verdict->purse;
    struct arena *arena = teller->arena;
    day_t day = zone_day(teller->zone, verdict->delivered_start_s);

    if (purse == NULL || !given(purse->purse_pence))
        return;
    int64_t after_pence = purse->before_pence + purse->share_pence;
    bool is_over = after_pence > purse->purse_pence;
    SAY(teller, VERDICT, "Purse",
        "client %.*s, week of %s: %s spent before + %s of this line = %s, %s the purse of %s%s",
        TEXT_ARGS(teller->told->line->client_ref), told_day(teller, day_monday(day)),
        words_pounds(arena, purse->before_pence), words_pounds(arena, purse->share_pence),
        words_pounds(arena, after_pence), is_over ? "more than" : "within",
        words_pounds(arena, purse->purse_pence),
        is_over && verdict_is_decided(verdict) ? ", which a person's decision may exceed" : "");
}

static const char *payable_words(const struct teller *teller)
{
    const struct explanation *told = teller->told;
    const struct verdict *verdict = told->verdict;
    const struct setting_told *pay = told_setting(teller, SETTING_PAY);
    const char *billed = words_pounds(teller->arena, told->line->net_pence);
    const char *expected = words_pounds(teller->arena, verdict->expected_pence);

    if (bill_line_is_credit(told->line))
        return "the credit, taken from the same settlement";
    if (!given(told->line->net_pence))
        return "the expected price, for the line bills no amount";
    if (pay != NULL && pay->settings->pay == PAY_LESSER)
        return arena_printf(teller->arena, "the smaller of %s billed and %s expected", billed,
                            expected);
    if (verdict->payable_pence == told->line->net_pence)
        return "the net amount billed";
    return "the expected price, as decided";
}

void tell_verdict(const struct teller *teller)
{
    const struct verdict *verdict = teller->told->verdict;

    tell_kind(teller);
    tell_purse(teller);
    if (!verdict_is_paid(verdict)) {
        SAY(teller, VERDICT, "Pays", "nothing");
        return;
    }
    SAY(teller, VERDICT, "Pays", "%s, %s", words_pounds(teller->arena, verdict->payable_pence),
        payable_words(teller));
    if (verdict->payable_vat_pence != 0)
        SAY(teller, VERDICT, "VAT", "%s", words_pounds(teller->arena, verdict->payable_vat_pence));
}
