/*
 * A small night for the engine's tests: a provider P001 in London, service HC
 * billed in hours, and whatever lines, order lines, evidence, rates and terms
 * a test adds.  Each adding function returns the new record, so that a test
 * states only what matters to it.
 */
#ifndef TALLYSTICK_TESTS_BENCH_BUILDER_H
#define TALLYSTICK_TESTS_BENCH_BUILDER_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "matcher/engine/match.h"

#define NIGHT_MAX 64

struct night {
    struct arena *arena;
    struct rules rules;
    struct terms terms;
    struct provider provider;
    struct match_input input;
    struct match_output output;
    struct bill_line lines[NIGHT_MAX];
    struct carried carried[NIGHT_MAX];
    struct past_line past[NIGHT_MAX];
    struct order_line orders[NIGHT_MAX];
    struct evidence evidence[NIGHT_MAX];
    struct rate_entry rates[NIGHT_MAX];
    struct terms_block blocks[NIGHT_MAX];
    struct suspension suspensions[NIGHT_MAX];
    struct service_rule services[NIGHT_MAX];
    int64_t last_line_id;
};

/* --- time: London, whose clocks change at 01:00 UTC ------------------------ */

#define UTC_2025_10_26 1761440400 /* 01:00Z */
#define UTC_2026_03_29 1774746000
#define UTC_2026_10_25 1792890000
#define UTC_2027_03_28 1806195600

static const struct zone_change london_changes[] = {
    {0, 3600},           {UTC_2025_10_26, 0},    {UTC_2026_03_29, 3600},
    {UTC_2026_10_25, 0}, {UTC_2027_03_28, 3600},
};
static const struct zone london = {sizeof(london_changes) / sizeof(london_changes[0]),
                                   london_changes};

static inline day_t day_at(const char *text)
{
    day_t day = DAY_NOT_GIVEN;
    ck_assert_msg(day_parse(text_of(text), DATE_FORM_ISO, &day), "%s", text);
    return day;
}

/* "2026-11-02 07:30[:00]", the first time that London's clocks show it; with Z or an offset,
 * that moment. */
static inline int64_t at(const char *text)
{
    int64_t civil_s, offset_s, utc_s = 0;
    ck_assert_msg(datetime_parse(text_of(text), DATE_FORM_ISO, &civil_s, &offset_s), "%s", text);
    if (given(offset_s))
        return civil_s - offset_s;
    ck_assert_msg(zone_utc_first(&london, civil_s, &utc_s), "%s never was", text);
    return utc_s;
}

/* --- the night ------------------------------------------------------------- */

static inline void night_open(struct night *night)
{
    static day_t holidays[2];
    static struct calendar calendar = {2, holidays};

    holidays[0] = day_at("2026-12-25");
    holidays[1] = day_at("2026-12-28");
    memset(night, 0, sizeof(*night));
    night->arena = arena_new();
    night->provider = (struct provider){
        .provider = TEXT_LITERAL("P001"),
        .card_token = TEXT_LITERAL("token"),
        .merchant_id = TEXT_LITERAL("merchant"),
        .rail = RAIL_CARD,
        .status = PROVIDER_STATUS_ACTIVE,
        .per_transaction_limit_pence = NOT_GIVEN,
    };
    night->services[0] = (struct service_rule){TEXT_LITERAL("HC"), 0, QUANTITY_UNIT_HOUR};
    night->terms.blocks = night->blocks;
    night->rules = (struct rules){
        .zone = &london,
        .calendar = &calendar,
        .terms = &night->terms,
        .business_date = day_at("2027-01-31"),
        .go_live = DAY_NOT_GIVEN,
        .service_count = 1,
        .services = night->services,
        .suspensions = night->suspensions,
    };
    night->input = (struct match_input){
        .provider = &night->provider,
        .provider_ref = TEXT_LITERAL("P001"),
        .lines = night->lines,
        .carried = night->carried,
        .past = night->past,
        .orders = night->orders,
        .evidence = night->evidence,
        .rates = night->rates,
    };
}

static inline void night_close(struct night *night)
{
    arena_free(night->arena);
}

static inline void night_match(struct night *night)
{
    match_provider(night->arena, &night->rules, &night->input, &night->output);
}

/* --- records --------------------------------------------------------------- */

static inline struct text number_text(struct night *night, size_t number)
{
    return text_of(arena_printf(night->arena, "%zu", number));
}

/* A delivered line of carer-less care, without money: self-billed.  Its invoice is I1, its line
 * number runs over all nights. */
static inline struct bill_line *bill(struct night *night, const char *client, const char *start,
                                     int64_t minutes)
{
    size_t i = night->input.line_count++;
    struct bill_line *line = &night->lines[i];
    struct text nothing = TEXT_LITERAL("");

    ck_assert_uint_lt(i, NIGHT_MAX);
    night->input.carried_count = night->input.line_count;
    night->carried[i] = (struct carried){.expected_pence = NOT_GIVEN};
    *line = (struct bill_line){
        .line_id = ++night->last_line_id,
        .provider = TEXT_LITERAL("P001"),
        .invoice_no = TEXT_LITERAL("I1"),
        .line_no = number_text(night, (size_t)night->last_line_id),
        .client_ref = text_of(client),
        .carer_ref = nothing,
        .service = TEXT_LITERAL("HC"),
        .order_no = nothing,
        .order_line = nothing,
        .outcome = TEXT_LITERAL("delivered"),
        .description = nothing,
        .credits_invoice_no = nothing,
        .credits_line_no = nothing,
        .claimed_start_s = at(start),
        .claimed_end_s = at(start) + minutes * 60,
        .actual_start_s = NOT_GIVEN,
        .actual_end_s = NOT_GIVEN,
        .notice_at_s = NOT_GIVEN,
        .quantity_e4 = NOT_GIVEN,
        .rate_e6 = NOT_GIVEN,
        .net_pence = NOT_GIVEN,
        .vat_pence = NOT_GIVEN,
        .invoice_date = DAY_NOT_GIVEN,
    };
    return line;
}

static inline void line_actual(struct bill_line *line, const char *start, const char *end)
{
    line->actual_start_s = at(start);
    line->actual_end_s = at(end);
}

static inline void line_order(struct bill_line *line, const char *order_no, const char *order_line)
{
    line->order_no = text_of(order_no);
    line->order_line = text_of(order_line);
}

static inline struct order_line *order_new(struct night *night, const char *client,
                                           enum basis basis)
{
    size_t i = night->input.order_count++;
    struct order_line *order = &night->orders[i];

    ck_assert_uint_lt(i, NIGHT_MAX);
    *order = (struct order_line){
        .order_id = (int64_t)i + 1,
        .order_no = text_of(arena_printf(night->arena, "V%02zu", i + 1)),
        .order_line = TEXT_LITERAL("1"),
        .provider = TEXT_LITERAL("P001"),
        .client_ref = text_of(client),
        .service = TEXT_LITERAL("HC"),
        .basis = basis,
        .planned_start_s = NOT_GIVEN,
        .carers = 1,
        .valid_from = DAY_NOT_GIVEN,
        .valid_to = DAY_NOT_GIVEN,
        .rate_e6 = NOT_GIVEN,
        .unit_price_e6 = NOT_GIVEN,
    };
    return order;
}

/* Orders are named V01, V02 and so on, line 1, unless the test renames them. */
static inline struct order_line *visit(struct night *night, const char *client, const char *start,
                                       int32_t minutes)
{
    struct order_line *order = order_new(night, client, BASIS_VISIT);
    order->planned_start_s = at(start);
    order->planned_minutes = minutes;
    return order;
}

static inline struct order_line *period_order(struct night *night, const char *client,
                                              enum period period, int64_t minutes,
                                              const char *valid_from)
{
    struct order_line *order = order_new(night, client, BASIS_PERIOD);
    order->period = period;
    order->quantity_e4 = minutes * E4;
    order->valid_from = day_at(valid_from);
    return order;
}

static inline struct order_line *unit_order(struct night *night, const char *client, int64_t units,
                                            int64_t unit_price_e6, const char *valid_from)
{
    struct order_line *order = order_new(night, client, BASIS_UNIT);
    order->quantity_e4 = units * E4;
    order->unit_price_e6 = unit_price_e6;
    order->valid_from = day_at(valid_from);
    return order;
}

static inline void order_name(struct order_line *order, const char *order_no,
                              const char *order_line)
{
    order->order_no = text_of(order_no);
    order->order_line = text_of(order_line);
}

static inline struct evidence *seen(struct night *night, const char *client, const char *carer,
                                    const char *log_in, const char *log_out)
{
    size_t i = night->input.evidence_count++;
    struct evidence *piece = &night->evidence[i];

    ck_assert_uint_lt(i, NIGHT_MAX);
    *piece = (struct evidence){
        .evidence_id = (int64_t)i + 1,
        .provider = TEXT_LITERAL("P001"),
        .client_ref = text_of(client),
        .carer_ref = text_of(carer),
        .log_in_s = at(log_in),
        .log_out_s = at(log_out),
        .method = EVIDENCE_METHOD_COUNT,
    };
    return piece;
}

static inline struct rate_entry *visit_rate(struct night *night, enum day_type day_type,
                                            int32_t minutes, int64_t rate_e6)
{
    size_t i = night->input.rate_count++;
    struct rate_entry *entry = &night->rates[i];

    ck_assert_uint_lt(i, NIGHT_MAX);
    *entry = (struct rate_entry){
        .rate_id = (int64_t)i + 1,
        .provider = TEXT_LITERAL("P001"),
        .service = TEXT_LITERAL("HC"),
        .day_type = day_type,
        .kind = minutes == 0 ? RATE_KIND_HOUR : RATE_KIND_VISIT,
        .minutes = minutes,
        .rate_e6 = rate_e6,
        .from_time_s = -1,
        .to_time_s = -1,
        .valid_from = day_at("2020-01-01"),
        .valid_to = DAY_NOT_GIVEN,
    };
    return entry;
}

static inline struct rate_entry *hour_rate(struct night *night, enum day_type day_type,
                                           int64_t rate_e6)
{
    return visit_rate(night, day_type, 0, rate_e6);
}

static inline void rate_window(struct rate_entry *entry, int32_t from_hour, int32_t to_hour)
{
    entry->from_time_s = from_hour * 3600;
    entry->to_time_s = to_hour * 3600;
}

static inline void suspend(struct night *night, const char *client, const char *from,
                           const char *to)
{
    night->suspensions[night->rules.suspension_count++] = (struct suspension){
        .client_ref = text_of(client),
        .from = day_at(from),
        .to = to == NULL ? DAY_NOT_GIVEN : day_at(to),
    };
}

/* --- terms ----------------------------------------------------------------- */

/* A block for the whole council, in force since 2020, that says nothing yet. */
static inline struct terms_block *terms_new(struct night *night)
{
    struct terms_block *block = &night->blocks[night->terms.block_count++];

    ck_assert_uint_lt(night->terms.block_count, NIGHT_MAX);
    *block = (struct terms_block){
        .provider = TEXT_LITERAL(""),
        .service = TEXT_LITERAL(""),
        .valid_from = day_at("2020-01-01"),
        .values = settings_default(),
    };
    return block;
}

/* SAY(block, PAY_ON, pay_on, PAY_ON_PLANNED) */
#define SAY(block, setting, field, ...)                                                            \
    do {                                                                                           \
        struct terms_block *said_in = (block);                                                     \
        said_in->has_setting |= UINT32_C(1) << SETTING_##setting;                                  \
        said_in->values.field = (__VA_ARGS__);                                                     \
    } while (0)

static inline void say_tolerance(struct terms_block *block, enum check check,
                                 struct tolerance written)
{
    block->has_check |= UINT32_C(1) << check;
    block->values.tolerances[check] = tolerance_complete(written);
}

/* In minutes, pence or units. */
static inline struct tolerance limits(int64_t agree, int64_t pay)
{
    return (struct tolerance){agree * E4, NOT_GIVEN, pay * E4, NOT_GIVEN, false, false};
}

static inline struct tolerance limits_percent(int64_t agree_percent, int64_t pay_percent)
{
    return (struct tolerance){NOT_GIVEN, agree_percent * E4, NOT_GIVEN, pay_percent * E4, false,
                              false};
}

static inline void say_outcomes(struct terms_block *block, size_t count,
                                const struct outcome_price *outcomes)
{
    block->has_setting |= UINT32_C(1) << SETTING_OUTCOMES;
    block->values.outcome_count = count;
    block->values.outcomes = outcomes;
}

/* --- verdicts -------------------------------------------------------------- */

static inline const struct verdict *verdict_of(const struct night *night,
                                               const struct bill_line *line)
{
    return &night->output.verdicts[line - night->lines];
}

/* "variance start|long": a verdict as line_verdict shows it. */
static inline const char *said(const struct night *night, const struct bill_line *line)
{
    const struct verdict *verdict = verdict_of(night, line);
    char *text = arena_alloc(night->arena, 200, 1);
    size_t length = (size_t)snprintf(text, 200, "%s", verdict_word(verdict->kind));

    for (int reason = 0; reason < REASON_COUNT; reason++) {
        if ((verdict->reasons >> reason & 1) != 0) {
            length += (size_t)snprintf(text + length, 200 - length, "%c%s",
                                       strchr(text, ' ') == NULL ? ' ' : '|',
                                       reason_code((enum reason)reason));
        }
    }
    return text;
}

#define ck_said(night, line, text) ck_assert_str_eq(said((night), (line)), (text))

/* Which slot a line got: "V01/1 2", or "" for none. */
static inline const char *slot_of(const struct night *night, const struct bill_line *line)
{
    const struct verdict *verdict = verdict_of(night, line);
    if (verdict->slot == 0)
        return "";
    return arena_printf(night->arena, "%.*s/%.*s %d", TEXT_ARGS(verdict->order->order_no),
                        TEXT_ARGS(verdict->order->order_line), verdict->slot);
}

/* --- the next night -------------------------------------------------------- */

static inline struct past_line past_of(const struct bill_line *line, const struct verdict *verdict)
{
    struct text nothing = TEXT_LITERAL("");
    return (struct past_line){
        .line = *line,
        .paid = verdict_is_paid(verdict),
        .delivered_start_s = verdict->delivered_start_s,
        .delivered_end_s = verdict->delivered_end_s,
        .payable_pence = verdict->payable_pence,
        .order_no = verdict->order == NULL ? nothing : verdict->order->order_no,
        .order_line = verdict->order == NULL ? nothing : verdict->order->order_line,
        .slot = verdict->slot,
        .turn = verdict->turn,
        .period_first = verdict->period_first,
        .counted_e4 = verdict->counted_e4,
    };
}

static inline struct carried carried_of(const struct verdict *verdict)
{
    struct text nothing = TEXT_LITERAL("");
    return (struct carried){
        .is_carried = true,
        .expected_pence = verdict->expected_pence,
        .order_no = verdict->order == NULL ? nothing : verdict->order->order_no,
        .order_line = verdict->order == NULL ? nothing : verdict->order->order_line,
        .slot = verdict->slot,
        .reasons = verdict->reasons,
    };
}

static inline void past_credit(struct night *night, const struct bill_line *credit,
                               int64_t credited_line_id)
{
    for (size_t i = 0; i < night->input.past_count; i++) {
        struct past_line *past = &night->past[i];
        if (past->paid && past->line.line_id == credited_line_id)
            past->credited_pence += -credit->net_pence;
    }
}

/* Paid lines and those rejected by a decision become past lines, held ones are
 * carried, all others are gone.  Pointers to lines are good no more. */
static inline void night_next(struct night *night)
{
    size_t kept = 0, count = night->input.line_count;

    for (size_t i = 0; i < count; i++) {
        const struct verdict *verdict = &night->output.verdicts[i];
        const struct bill_line line = night->lines[i];
        bool is_decided = (verdict->reasons & REASON_BIT(DECIDED)) != 0;
        if (verdict_is_paid(verdict) && bill_line_is_credit(&line))
            past_credit(night, &line, verdict->credits_line_id);
        if (verdict_is_paid(verdict) || (verdict->kind == VERDICT_REJECTED && is_decided)) {
            ck_assert_uint_lt(night->input.past_count, NIGHT_MAX);
            night->past[night->input.past_count++] = past_of(&line, verdict);
        } else if (verdict->kind == VERDICT_HELD) {
            night->lines[kept] = line;
            night->carried[kept++] = carried_of(verdict);
        }
    }
    night->input.line_count = night->input.carried_count = kept;
}

/* A line paid before tonight, that took no slot: the test says what else it had. */
static inline struct past_line *paid_before(struct night *night, const char *client,
                                            const char *start, int64_t minutes,
                                            int64_t payable_pence)
{
    struct past_line *past = &night->past[night->input.past_count++];
    const struct bill_line *line = bill(night, client, start, minutes);

    *past = (struct past_line){
        .line = *line,
        .paid = true,
        .delivered_start_s = line->claimed_start_s,
        .delivered_end_s = line->claimed_end_s,
        .payable_pence = payable_pence,
        .order_no = TEXT_LITERAL(""),
        .order_line = TEXT_LITERAL(""),
        .period_first = DAY_NOT_GIVEN,
    };
    past->line.net_pence = payable_pence;
    night->input.carried_count = --night->input.line_count;
    return past;
}

static inline void decide(struct night *night, const struct bill_line *line,
                          enum decision_kind kind)
{
    struct carried *carried = &night->carried[line - night->lines];
    carried->is_decided = true;
    carried->decision = kind;
}

/* --- running --------------------------------------------------------------- */

static inline int tests_run(const char *suite_name, const TTest *const *tests, size_t count)
{
    Suite *suite = suite_create(suite_name);
    TCase *rules = tcase_create("rules");

    for (size_t i = 0; i < count; i++)
        tcase_add_test(rules, tests[i]);
    suite_add_tcase(suite, rules);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#define TESTS_MAIN(suite_name, ...)                                                                \
    int main(void)                                                                                 \
    {                                                                                              \
        const TTest *const tests[] = {__VA_ARGS__};                                                \
        return tests_run(suite_name, tests, sizeof(tests) / sizeof(tests[0]));                     \
    }

#endif
