#include "tests/property/worlds.h"

#include <assert.h>
#include <string.h>

/* --- chance ---------------------------------------------------------------- */

unsigned world_below(struct world *world, unsigned limit)
{
    world->random += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = world->random;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    mixed ^= mixed >> 31;
    return (unsigned)(mixed % limit);
}

static bool chance(struct world *world, unsigned percent)
{
    return world_below(world, 100) < percent;
}

static int64_t between(struct world *world, int from, int to)
{
    return from + (int)world_below(world, (unsigned)(to - from + 1));
}

static struct text one_of(struct world *world, const char *const *words, unsigned count)
{
    return text_of(words[world_below(world, count)]);
}

#define ONE_OF(world, ...)                                                                         \
    one_of((world), (const char *const[]){__VA_ARGS__},                                            \
           sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* --- time ------------------------------------------------------------------ */

/* London: from 2025-10-26 01:00Z winter, 2026-03-29 01:00Z summer, 2026-10-25 01:00Z winter. */
static const struct zone_change changes[] = {
    {0, 3600}, {1761440400, 0}, {1774746000, 3600}, {1792890000, 0}};
static const struct zone london = {4, changes};

static day_t ymd(int year, int month, int day_of_month)
{
    day_t day = 0;
    bool is_day = day_from_ymd(year, month, day_of_month, &day);
    assert(is_day);
    return day;
}

/* A moment of the world's days: visits lie on a grid of hours, close enough to meet. */
static int64_t moment(struct world *world)
{
    int64_t civil_s = (int64_t)(world->first_day + between(world, 0, world->days - 1)) * 86400;
    civil_s += (chance(world, 30) ? between(world, 0, 3) : between(world, 8, 11)) * 3600 +
               between(world, 0, 3) * 900;
    int64_t utc_s;
    while (!zone_utc_first(&london, civil_s, &utc_s))
        civil_s += 3600;
    return utc_s;
}

/* Mostly nothing or some minutes; at times exactly a window or tolerance, or a second beside. */
static int64_t jitter_s(struct world *world)
{
    switch (world_below(world, 12)) {
    case 0:
    case 1:
        return between(world, -20, 20) * 60;
    case 2:
    case 3:
        return between(world, -7, 7) * 60;
    case 4:
        return between(world, -40 * 60, 40 * 60);
    case 5:
        return between(world, -130, 130) * 60;
    case 6:
        return between(world, -1, 1) * 7200 + between(world, -1, 1);
    case 7:
        return between(world, -1, 1) * 900 + between(world, -31, 31);
    default:
        return 0;
    }
}

/* --- standing data --------------------------------------------------------- */

static struct text some_client(struct world *world)
{
    if (world->is_dense || world->is_tight)
        return TEXT_LITERAL("C1");
    return ONE_OF(world, "C1", "C1", "C1", "C2", "C2", "C3");
}

static struct text some_service(struct world *world)
{
    if (world->is_dense)
        return TEXT_LITERAL("HC");
    return ONE_OF(world, "HC", "HC", "HC", "HC", "JOB");
}

static void add_rate(struct world *world)
{
    static const int32_t lengths[] = {15, 30, 45, 60};
    struct rate_entry *entry = &world->rates[world->input.rate_count++];

    *entry = (struct rate_entry){
        .rate_id = (int64_t)world->input.rate_count,
        .provider = world->provider.provider,
        .service = some_service(world),
        .day_type = (enum day_type)world_below(world, DAY_TYPE_COUNT),
        .rate_e6 = between(world, 15, 30) * E6 + between(world, 0, 3) * 123457,
        .from_time_s = -1,
        .to_time_s = -1,
        .valid_from = world->first_day - 100,
        .valid_to = DAY_NOT_GIVEN,
    };
    if (chance(world, 50)) {
        entry->kind = RATE_KIND_VISIT;
        entry->minutes = lengths[world_below(world, 4)];
        entry->rate_e6 = entry->rate_e6 * entry->minutes / 60;
    }
    if (chance(world, 20)) { /* two windows that never hold the same time */
        bool is_night = chance(world, 50);
        entry->from_time_s = (is_night ? 22 : 8) * 3600;
        entry->to_time_s = (is_night ? 2 : 10) * 3600;
    }
    if (chance(world, 30))
        entry->valid_from = world->first_day + (day_t)between(world, -3, world->days);
    if (chance(world, 15))
        entry->valid_to = world->first_day + (day_t)between(world, -1, world->days);
    /* two rows of one key would be one row, the later */
    for (size_t i = 0; i + 1 < world->input.rate_count; i++) {
        const struct rate_entry *other = &world->rates[i];
        if (text_equal(other->service, entry->service) && other->kind == entry->kind &&
            other->day_type == entry->day_type && other->minutes == entry->minutes &&
            other->from_time_s == entry->from_time_s && other->valid_from == entry->valid_from) {
            world->input.rate_count--;
            return;
        }
    }
}

static void add_rates(struct world *world)
{
    if (chance(world, 90)) {
        world->rates[world->input.rate_count++] = (struct rate_entry){
            .rate_id = 1,
            .provider = world->provider.provider,
            .service = TEXT_LITERAL("HC"),
            .day_type = DAY_TYPE_WEEKDAY,
            .kind = RATE_KIND_HOUR,
            .rate_e6 = 19 * E6,
            .from_time_s = -1,
            .to_time_s = -1,
            .valid_from = world->first_day - 200,
            .valid_to = DAY_NOT_GIVEN,
        };
    }
    for (int64_t n = between(world, 0, 8); n > 0; n--)
        add_rate(world);
}

static struct rounding some_rounding(struct world *world)
{
    static const int32_t bands[] = {15, 30, 60};
    struct rounding rounding = {.rule = (enum rounding_rule)world_below(world, ROUNDING_COUNT),
                                .step = (int32_t)between(world, 1, 4) * 5,
                                .minimum = chance(world, 20) ? 20 : 0};
    if (rounding.rule == ROUNDING_BANDS) {
        rounding.grace = (int32_t)between(world, 0, 7);
        rounding.bands = bands;
        rounding.band_count = (size_t)between(world, 1, 3);
    }
    return rounding;
}

static struct tolerance some_tolerance(struct world *world, enum check check)
{
    struct tolerance tolerance = {NOT_GIVEN, NOT_GIVEN, NOT_GIVEN, NOT_GIVEN, false, false};
    int64_t agree = between(world, 0, 10), pay = agree + between(world, 0, 30);

    if (chance(world, 70)) {
        tolerance.agree_e4 = chance(world, 80) ? agree * E4 : NOT_GIVEN;
        tolerance.pay_e4 = chance(world, 80) ? pay * E4 : NOT_GIVEN;
    }
    if (chance(world, 40)) {
        tolerance.agree_percent_e4 = chance(world, 60) ? agree * E4 / 2 : NOT_GIVEN;
        tolerance.pay_percent_e4 = chance(world, 80) ? pay * E4 : NOT_GIVEN;
    }
    if (check != CHECK_AMOUNT) {
        tolerance.exceed_report = chance(world, 15);
        tolerance.off = chance(world, 10);
    }
    return tolerance_complete(tolerance);
}

static const struct outcome_price *some_outcomes(struct world *world, size_t *count_r)
{
    struct outcome_price *outcomes = ARENA_ARRAY(world->arena, struct outcome_price, 3);
    *count_r = (size_t)between(world, 0, 3);
    for (size_t i = 0; i < *count_r; i++) {
        outcomes[i] =
            (struct outcome_price){ONE_OF(world, "cancelled", "no_reply"),
                                   chance(world, 60) ? between(world, 1, 3) * 12 * E4 : NOT_GIVEN,
                                   between(world, 0, 4) * 25 * E4 + (chance(world, 20) ? 3333 : 0)};
    }
    return outcomes;
}

static void say(struct world *world, struct terms_block *block, enum setting setting)
{
    struct settings *values = &block->values;

    block->has_setting |= UINT32_C(1) << setting;
    values->pay_on = (enum pay_on)world_below(world, PAY_ON_COUNT);
    values->pay = (enum pay)world_below(world, PAY_COUNT);
    values->visit_pricing = (enum visit_pricing)world_below(world, VISIT_PRICING_COUNT);
    values->pair_window = (int32_t)between(world, 0, 4) * 30;
    values->carer_overlap = (int32_t)between(world, 0, 2) * 5;
    values->require_evidence = chance(world, 50);
    values->vat_percent_e4 = chance(world, 50) ? 0 : 20 * E4;
    values->purse_pence = between(world, 0, 4) * between(world, 0, 30);
    if (setting == SETTING_ROUNDING)
        values->rounding = some_rounding(world);
    else if (setting == SETTING_OUTCOMES)
        values->outcomes = some_outcomes(world, &values->outcome_count);
}

static void add_terms(struct world *world)
{
    static const enum setting settings[] = {
        SETTING_PAY_ON,           SETTING_PAY,           SETTING_ROUNDING, SETTING_VISIT_PRICING,
        SETTING_PAIR_WINDOW,      SETTING_CARER_OVERLAP, SETTING_OUTCOMES, SETTING_VAT_PERCENT,
        SETTING_REQUIRE_EVIDENCE, SETTING_PURSE_PENCE};
    size_t n = world->terms.block_count;
    struct terms_block *block = &world->blocks[n];

    *block = (struct terms_block){
        .provider = ONE_OF(world, "", "P001", "P002"),
        .service = ONE_OF(world, "", "HC", "JOB"),
        .valid_from = world->first_day + (day_t)between(world, -2, 1) * (day_t)between(world, 0, 2),
        .values = settings_default(),
    };
    for (size_t i = 0; i < n; i++) /* equals with the same valid_from are refused */
        if (world->blocks[i].valid_from == block->valid_from &&
            text_equal(world->blocks[i].provider, block->provider) &&
            text_equal(world->blocks[i].service, block->service))
            return;
    world->terms.block_count++;
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
        if (chance(world, settings[i] == SETTING_REQUIRE_EVIDENCE ? 10 : 30))
            say(world, block, settings[i]);
    for (int check = 0; check < CHECK_COUNT; check++) {
        if (chance(world, 15)) {
            block->has_check |= UINT32_C(1) << check;
            block->values.tolerances[check] = some_tolerance(world, (enum check)check);
        }
    }
}

/* Spent before of some client's purse, near in time, by lines that are nowhere else. */
static void add_spent(struct world *world)
{
    size_t i = world->input.spent_count++;

    assert(i < WORLD_MAX);
    world->spent[i] = (struct spent_line){
        .line_id = -1 - (int64_t)i,
        .client_ref = some_client(world),
        .delivered_start_s = moment(world) + between(world, -1, 1) * (7 * 86400 + jitter_s(world)),
        .pence = between(world, 1, 40),
    };
}

static void add_purse(struct world *world)
{
    struct terms_block *block = &world->blocks[world->terms.block_count++];

    *block = (struct terms_block){
        .provider = TEXT_LITERAL(""),
        .service = TEXT_LITERAL(""),
        .valid_from = world->first_day - 100,
        .has_setting = UINT32_C(1) << SETTING_PURSE_PENCE,
        .has_check = UINT32_C(1) << CHECK_AMOUNT,
        .values = settings_default(),
    };
    block->values.purse_pence = between(world, 0, 40);
    block->values.tolerances[CHECK_AMOUNT] =
        tolerance_complete((struct tolerance){0, NOT_GIVEN, 20 * E4, NOT_GIVEN, false, false});
}

/* --- orders ---------------------------------------------------------------- */

static void order_visit(struct world *world, struct order_line *order)
{
    order->basis = BASIS_VISIT;
    order->planned_start_s = moment(world);
    order->planned_minutes = (int32_t)between(world, 1, 4) * 15;
    order->carers = chance(world, 20) ? 2 : 1;
}

static void order_period(struct world *world, struct order_line *order)
{
    order->basis = BASIS_PERIOD;
    order->period = (enum period)world_below(world, PERIOD_COUNT);
    order->quantity_e4 = between(world, 2, 8) * 15 * E4;
    order->valid_from = world->first_day - (day_t)between(world, 0, 40);
}

static void order_units(struct world *world, struct order_line *order)
{
    order->basis = BASIS_UNIT;
    order->quantity_e4 = between(world, 1, 6) * E4;
    order->unit_price_e6 = chance(world, 90) ? between(world, 5, 50) * E6 + 3333 : NOT_GIVEN;
    order->valid_from = world->first_day - (day_t)between(world, 0, 3);
    if (chance(world, 30))
        order->valid_to = world->first_day;
}

static bool key_is_taken(const struct world *world, const struct order_line *order)
{
    for (size_t i = 0; i < world->input.order_count; i++)
        if (order_line_compare_key(&world->orders[i], order) == 0)
            return true;
    return false;
}

static void add_order(struct world *world)
{
    struct order_line order = {
        .order_id = (int64_t)world->input.order_count + 1,
        .order_no = ONE_OF(world, "A", "B", "B2"),
        .order_line = ONE_OF(world, "1", "2", "9", "10", "x"),
        .provider = world->provider.provider,
        .client_ref = some_client(world),
        .service = some_service(world),
        .status = chance(world, 6) ? ORDER_STATUS_CANCELLED : ORDER_STATUS_ACTIVE,
        .planned_start_s = NOT_GIVEN,
        .carers = 1,
        .valid_from = DAY_NOT_GIVEN,
        .valid_to = DAY_NOT_GIVEN,
        .rate_e6 = chance(world, 20) ? between(world, 18, 22) * E6 : NOT_GIVEN,
        .unit_price_e6 = NOT_GIVEN,
    };
    if (key_is_taken(world, &order) || world->input.order_count == WORLD_MAX)
        return;
    unsigned kind = world_below(world, 10);
    if (text_equal(order.service, TEXT_LITERAL("JOB")) ? kind < 7 : kind < 1)
        order_units(world, &order);
    else if (kind < 3)
        order_period(world, &order);
    else
        order_visit(world, &order);
    world->orders[world->input.order_count++] = order;
}

/* --- lines and evidence ---------------------------------------------------- */

static void line_of_order(struct world *world, struct bill_line *line)
{
    /* each in turn, or any: some visits are billed once, some often, some never */
    size_t turn = (size_t)world->last_line_id % world->input.order_count;
    const struct order_line *order =
        &world->orders[chance(world, 60) ? turn
                                         : world_below(world, (unsigned)world->input.order_count)];
    int64_t length_s = (order->basis == BASIS_VISIT ? order->planned_minutes : 30) * 60;

    line->client_ref = order->client_ref;
    line->service = order->service;
    if (order->basis == BASIS_VISIT)
        line->claimed_start_s = order->planned_start_s;
    line->claimed_start_s += jitter_s(world);
    length_s += chance(world, 65) ? 0 : between(world, -7, 7) * 60 + between(world, -31, 31);
    line->claimed_end_s = line->claimed_start_s + (length_s > 0 ? length_s : 60);
    if (chance(world, 30)) {
        line->order_no = order->order_no;
        line->order_line = chance(world, 60) ? order->order_line : TEXT_LITERAL("");
    } else if (chance(world, 3)) {
        line->order_line = order->order_line;
    }
}

static void line_figures(struct world *world, struct bill_line *line)
{
    int64_t minutes = 1 + (line->claimed_end_s - line->claimed_start_s - 1) / 60;

    if (chance(world, 40)) {
        line->unit = (enum quantity_unit)world_below(world, 4);
        line->quantity_e4 = line->unit == QUANTITY_UNIT_MINUTE ? minutes * E4
                            : line->unit == QUANTITY_UNIT_EACH ? between(world, 1, 3) * E4
                                                               : minutes * E4 / 60;
    }
    if (chance(world, 25))
        line->rate_e6 = chance(world, 85) ? 19 * E6 : between(world, 17, 23) * E6;
    if (chance(world, 20)) {
        line->actual_start_s = line->claimed_start_s + jitter_s(world) / 4;
        line->actual_end_s = line->actual_start_s + minutes * 60 + between(world, 0, 5) * 61;
    }
}

static struct bill_line *add_line(struct world *world)
{
    struct text nothing = TEXT_LITERAL("");
    size_t i = world->input.line_count++;
    struct bill_line *line = &world->lines[i];

    assert(i < WORLD_MAX);
    world->input.carried_count = world->input.line_count;
    world->carried[i] = (struct carried){.expected_pence = NOT_GIVEN};
    *line = (struct bill_line){
        .line_id = ++world->last_line_id,
        .provider = world->provider.provider,
        .invoice_no = ONE_OF(world, "I1", "I2", "i1"),
        .line_no = text_of(arena_printf(world->arena, "%lld", (long long)world->last_line_id)),
        .client_ref = some_client(world),
        .carer_ref = ONE_OF(world, "", "", "K1", "K2", "K3"),
        .service = some_service(world),
        .order_no = nothing,
        .order_line = nothing,
        .outcome = TEXT_LITERAL("delivered"),
        .description = nothing,
        .credits_invoice_no = nothing,
        .credits_line_no = nothing,
        .claimed_start_s = moment(world),
        .actual_start_s = NOT_GIVEN,
        .actual_end_s = NOT_GIVEN,
        .notice_at_s = NOT_GIVEN,
        .quantity_e4 = NOT_GIVEN,
        .rate_e6 = NOT_GIVEN,
        .net_pence = NOT_GIVEN,
        .vat_pence = NOT_GIVEN,
        .invoice_date = DAY_NOT_GIVEN,
        .secondary = chance(world, 8),
    };
    line->claimed_end_s = line->claimed_start_s + between(world, 1, 4) * 900;
    if (world->input.order_count > 0 && chance(world, 92))
        line_of_order(world, line);
    line_figures(world, line);
    if (chance(world, 8)) {
        line->outcome = ONE_OF(world, "cancelled", "no_reply", "hospital");
        if (chance(world, 70)) {
            line->notice_at_s =
                line->claimed_start_s - between(world, 0, 4) * 12 * 3600 + between(world, -1, 1);
        }
    }
    if (chance(world, 3))
        line->claimed_end_s = line->claimed_start_s;
    return line;
}

static void add_evidence(struct world *world)
{
    const struct bill_line *line =
        &world->lines[world_below(world, (unsigned)world->input.line_count)];
    size_t i = world->input.evidence_count++;
    struct text carer = line->carer_ref.length > 0 && chance(world, 85)
                            ? line->carer_ref
                            : ONE_OF(world, "K1", "K2", "K3");

    assert(i < WORLD_MAX);
    world->evidence[i] = (struct evidence){
        .evidence_id = (int64_t)i + 1,
        .provider = world->provider.provider,
        .client_ref = line->client_ref,
        .carer_ref = carer,
        .log_in_s = line->claimed_start_s + jitter_s(world) / (chance(world, 70) ? 8 : 1),
        .method = EVIDENCE_METHOD_COUNT,
    };
    world->evidence[i].log_out_s = world->evidence[i].log_in_s + 60 +
                                   (line->claimed_end_s - line->claimed_start_s) +
                                   between(world, -1, 5) * 60;
}

/* --- nights ---------------------------------------------------------------- */

static void world_open(struct world *world)
{
    static const struct {
        int year, month, day_of_month;
    } starts[] = {{2026, 11, 2}, {2026, 11, 6},  {2026, 10, 24},
                  {2026, 3, 28}, {2026, 12, 25}, {2026, 6, 7}};
    static day_t holidays[2];
    static struct calendar calendar = {2, holidays};
    unsigned start = world_below(world, 6);

    holidays[0] = ymd(2026, 12, 25);
    holidays[1] = ymd(2026, 12, 28);
    world->first_day = ymd(starts[start].year, starts[start].month, starts[start].day_of_month);
    world->is_dense = chance(world, 15);
    world->is_tight = !world->is_dense && chance(world, 20);
    world->days = world->is_dense ? 1 : (int)between(world, 1, 3);
    world->provider = (struct provider){
        .provider = TEXT_LITERAL("P001"),
        .card_token = chance(world, 98) ? TEXT_LITERAL("token") : TEXT_LITERAL(""),
        .rail = RAIL_CARD,
        .status = chance(world, 98) ? PROVIDER_STATUS_ACTIVE : PROVIDER_STATUS_SUSPENDED,
    };
    world->services[0] = (struct service_rule){TEXT_LITERAL("HC"), 0, QUANTITY_UNIT_HOUR};
    world->services[1] = (struct service_rule){TEXT_LITERAL("JOB"), 20 * E4, QUANTITY_UNIT_EACH};
    world->terms.blocks = world->blocks;
    world->rules = (struct rules){
        .zone = &london,
        .calendar = &calendar,
        .terms = &world->terms,
        .business_date = world->first_day + (chance(world, 90) ? 3 : 0),
        .go_live = DAY_NOT_GIVEN,
        .service_count = 2,
        .services = world->services,
        .suspensions = world->suspensions,
    };
    world->input = (struct match_input){
        .provider = chance(world, 99) ? &world->provider : NULL,
        .provider_ref = TEXT_LITERAL("P001"),
        .lines = world->lines,
        .carried = world->carried,
        .past = world->past,
        .orders = world->orders,
        .evidence = world->evidence,
        .rates = world->rates,
        .spent = world->spent,
    };
}

static void add_many(struct world *world, void (*add)(struct world *), int from, int to)
{
    for (int64_t n = between(world, from, to); n > 0; n--)
        add(world);
}

static void add_some_line(struct world *world)
{
    (void)add_line(world);
}

void world_make(struct world *world_r, struct arena *arena, uint64_t seed)
{
    memset(world_r, 0, sizeof(*world_r));
    world_r->arena = arena;
    world_r->random = seed;
    world_open(world_r);
    add_rates(world_r);
    if (world_r->is_tight)
        add_purse(world_r);
    add_many(world_r, add_terms, 0, world_r->is_tight ? 1 : 5);
    add_many(world_r, add_order, 1, 8);
    add_many(world_r, add_some_line, 1, 8);
    add_many(world_r, add_evidence, 0, 5);
    add_many(world_r, add_spent, 0, 2);
    if (chance(world_r, 10)) {
        world_r->suspensions[world_r->rules.suspension_count++] =
            (struct suspension){.client_ref = some_client(world_r),
                                .from = world_r->first_day,
                                .to = chance(world_r, 50) ? world_r->first_day : DAY_NOT_GIVEN};
    }
}

static void line_bill(struct world *world, struct bill_line *line, int64_t expected_pence)
{
    if (!given(expected_pence))
        expected_pence = between(world, 5, 40) * 50;
    switch (world_below(world, world->is_tight ? 1 : 10)) {
    case 0:
        line->net_pence = expected_pence + between(world, -30, 30);
        break;
    case 1:
        line->net_pence = expected_pence + expected_pence * between(world, -1, 1) / 50;
        break;
    case 2:
        line->net_pence = expected_pence + between(world, -1, 1) * 100 + between(world, -1, 1);
        break;
    default:
        line->net_pence = expected_pence;
    }
    line->net_pence = line->net_pence < 0 ? 0 : line->net_pence;
    if (text_equal(line->service, TEXT_LITERAL("JOB")) ? chance(world, 85) : chance(world, 8)) {
        line->vat_pence =
            (line->net_pence + 2) / 5 + (chance(world, 15) ? between(world, -2, 2) : 0);
    }
    if (chance(world, 15) && given(line->quantity_e4) && line->quantity_e4 > 0)
        line->rate_e6 = line->net_pence * E4 / line->quantity_e4 * E4;
}

/* The same identity again, with the same content or other. */
static void repeat_line(struct world *world, size_t i)
{
    struct bill_line again = world->lines[i];
    size_t at = world->input.line_count++;

    assert(at < WORLD_MAX);
    world->input.carried_count = world->input.line_count;
    again.line_id = ++world->last_line_id;
    if (chance(world, 60)) {
        again.claimed_start_s += between(world, -2, 2) * 60;
        again.claimed_end_s += between(world, 2, 4) * 60;
    } else if (chance(world, 30)) { /* the same visit under another name */
        again.line_no = text_of(arena_printf(world->arena, "%lld", (long long)again.line_id));
    }
    world->lines[at] = again;
    world->carried[at] = (struct carried){.expected_pence = NOT_GIVEN};
}

void world_bill(struct world *world, const struct verdict *verdicts)
{
    size_t count = world->input.line_count;

    for (size_t i = 0; i < count; i++)
        if (!world->carried[i].is_carried && !given(world->lines[i].net_pence) && chance(world, 75))
            line_bill(world, &world->lines[i], verdicts[i].expected_pence);
    for (size_t i = 0; i < count; i++)
        if (chance(world, 8))
            repeat_line(world, i);
}

static void past_add(struct world *world, const struct bill_line *line,
                     const struct verdict *verdict)
{
    struct text nothing = TEXT_LITERAL("");

    assert(world->input.past_count < WORLD_MAX);
    world->past[world->input.past_count++] = (struct past_line){
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

static void spent_add(struct world *world, const struct bill_line *line,
                      const struct verdict *verdict)
{
    int64_t more = verdict->payable_pence - verdict->expected_pence;

    if (verdict->kind != VERDICT_VARIANCE || !given(verdict->expected_pence) || more == 0)
        return;
    assert(world->input.spent_count < WORLD_MAX);
    world->spent[world->input.spent_count++] = (struct spent_line){
        line->line_id, line->client_ref, verdict->delivered_start_s, more < 0 ? -more : more};
}

/* Some orders came from another provider, who was paid for them, or from another client. */
static void past_move(struct world *world)
{
    for (size_t i = 0; i < world->input.past_count; i++) {
        if (chance(world, 8))
            world->past[i].line.provider = TEXT_LITERAL("P002");
        if (chance(world, 5))
            world->past[i].line.client_ref = some_client(world);
    }
}

static void credit_note(struct world *world, const struct bill_line *credit)
{
    for (size_t i = 0; i < world->input.past_count; i++) {
        struct past_line *past = &world->past[i];
        if (past->paid && text_equal(past->line.invoice_no, credit->credits_invoice_no) &&
            text_equal(past->line.line_no, credit->credits_line_no)) {
            past->credited_pence -= credit->net_pence;
            return;
        }
    }
}

static struct carried carry(struct world *world, const struct verdict *verdict)
{
    struct text nothing = TEXT_LITERAL("");

    return (struct carried){
        .is_carried = true,
        .is_decided = chance(world, 20),
        .decision = (enum decision_kind)world_below(world, DECISION_COUNT),
        .expected_pence = verdict->expected_pence,
        .reasons = verdict->reasons,
        .order_no = verdict->order == NULL ? nothing : verdict->order->order_no,
        .order_line = verdict->order == NULL ? nothing : verdict->order->order_line,
        .slot = verdict->slot,
    };
}

static void keep_tonight(struct world *world, const struct verdict *verdicts)
{
    size_t kept = 0;

    for (size_t i = 0; i < world->input.line_count; i++) {
        const struct verdict *verdict = &verdicts[i];
        const struct bill_line line = world->lines[i];
        bool is_decided = (verdict->reasons & REASON_BIT(DECIDED)) != 0;
        if (verdict_is_paid(verdict) && given(line.net_pence) && line.net_pence < 0)
            credit_note(world, &line);
        if (verdict_is_paid(verdict) || (verdict->kind == VERDICT_REJECTED && is_decided)) {
            past_add(world, &line, verdict);
            spent_add(world, &line, verdict);
        } else if (verdict->kind == VERDICT_HELD) {
            world->lines[kept] = line;
            world->carried[kept++] = carry(world, verdict);
        }
    }
    world->input.line_count = world->input.carried_count = kept;
}

/* Of a past line: a credit, the line again, or the visit again under another name. */
static void come_back(struct world *world, const struct past_line *past)
{
    struct bill_line *line = add_line(world);
    int64_t line_id = line->line_id;
    struct text line_no = line->line_no;

    switch (world_below(world, 4)) {
    case 0:
    case 1:
        line->net_pence = chance(world, 70) ? -past->payable_pence : -between(world, 1, 1000);
        line->net_pence = line->net_pence == 0 ? -1 : line->net_pence;
        line->quantity_e4 = line->rate_e6 = NOT_GIVEN;
        line->vat_pence = chance(world, 30) ? -between(world, 1, 300) : NOT_GIVEN;
        line->actual_start_s = line->actual_end_s = NOT_GIVEN;
        line->credits_invoice_no = past->line.invoice_no;
        line->credits_line_no = past->line.line_no;
        break;
    case 2:
        *line = past->line;
        line->provider = world->provider.provider;
        line->line_id = line_id;
        line->secondary = line->secondary != chance(world, 50);
        break;
    default:
        *line = past->line;
        line->provider = world->provider.provider;
        line->line_id = line_id;
        line->line_no = line_no;
    }
}

void world_next_night(struct world *world, const struct verdict *verdicts)
{
    keep_tonight(world, verdicts);
    past_move(world);
    world->rules.business_date++;
    for (size_t i = 0; i < world->input.order_count; i++)
        if (chance(world, 5))
            world->orders[i].status = ORDER_STATUS_CANCELLED;
    size_t past_count = world->input.past_count;
    for (size_t i = 0; i < past_count; i++)
        if (chance(world, 25))
            come_back(world, &world->past[i]);
    add_many(world, add_order, 0, 3);
    add_many(world, add_some_line, 1, 5);
    add_many(world, add_evidence, 0, 3);
}

#define SHUFFLE(world, type, items, count)                                                         \
    for (size_t last = (count); last > 1; last--) {                                                \
        size_t other = world_below((world), (unsigned)last);                                       \
        type held = (items)[last - 1];                                                             \
        (items)[last - 1] = (items)[other];                                                        \
        (items)[other] = held;                                                                     \
    }

void world_shuffle(struct world *world)
{
    for (size_t last = world->input.line_count; last > 1; last--) {
        size_t other = world_below(world, (unsigned)last);
        struct bill_line line = world->lines[last - 1];
        struct carried carried = world->carried[last - 1];
        world->lines[last - 1] = world->lines[other];
        world->carried[last - 1] = world->carried[other];
        world->lines[other] = line;
        world->carried[other] = carried;
    }
    SHUFFLE(world, struct past_line, world->past, world->input.past_count)
    SHUFFLE(world, struct order_line, world->orders, world->input.order_count)
    SHUFFLE(world, struct evidence, world->evidence, world->input.evidence_count)
    SHUFFLE(world, struct rate_entry, world->rates, world->input.rate_count)
    SHUFFLE(world, struct spent_line, world->spent, world->input.spent_count)
    SHUFFLE(world, struct terms_block, world->blocks, world->terms.block_count)
}
