/*
 * Matching alone, in memory, on one core: each provider's files are read first,
 * then only match_provider() is timed.
 *
 *     engine FOLDER [ROUNDS]
 *
 * prints "LINES MATCH_US MATCHED VARIANCE HELD REJECTED DUPLICATE"; the time is
 * the sum over the providers of the median of each.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "matcher/engine/match.h"
#include "tests/bench/council.h"

#define ROUNDS_MOST 99

/* What a file brings, copied: records and their texts live until the sink returns. */
struct brought {
    struct arena *arena;
    size_t bill_count, bill_room, order_count, order_room, rate_count, rate_room, provider_count,
        provider_room;
    struct bill_line *bills;
    struct order_line *orders;
    struct rate_entry *rates;
    struct provider *providers;
};

#define PUSH(brought, items, room, count, item)                                                    \
    do {                                                                                           \
        (items) = arena_grow((brought)->arena, (items), &(room), (count) + 1, sizeof(*(items)));   \
        (items)[(count)++] = (item);                                                               \
    } while (0)

static void keep(struct arena *arena, struct text *text)
{
    *text = arena_text(arena, *text);
}

static bool take_bill(void *context, union inbound_record record, struct error *error_r)
{
    struct brought *brought = context;
    struct bill_line line = *record.bill;
    struct text *const texts[] = {
        &line.provider,    &line.invoice_no,         &line.line_no,
        &line.client_ref,  &line.carer_ref,          &line.service,
        &line.order_no,    &line.order_line,         &line.outcome,
        &line.description, &line.credits_invoice_no, &line.credits_line_no};
    (void)error_r;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        keep(brought->arena, texts[i]);
    line.line_id = (int64_t)brought->bill_count + 1;
    PUSH(brought, brought->bills, brought->bill_room, brought->bill_count, line);
    return true;
}

static bool take_order(void *context, union inbound_record record, struct error *error_r)
{
    struct brought *brought = context;
    struct order_line order = *record.order;
    struct text *const texts[] = {&order.order_no,   &order.order_line,  &order.provider,
                                  &order.client_ref, &order.service,     &order.cost_centre,
                                  &order.gl_code,    &order.care_manager};
    (void)error_r;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        keep(brought->arena, texts[i]);
    order.order_id = (int64_t)brought->order_count + 1;
    PUSH(brought, brought->orders, brought->order_room, brought->order_count, order);
    return true;
}

static bool take_rate(void *context, union inbound_record record, struct error *error_r)
{
    struct brought *brought = context;
    struct rate_entry rate = *record.rate;
    (void)error_r;
    keep(brought->arena, &rate.provider);
    keep(brought->arena, &rate.service);
    rate.rate_id = (int64_t)brought->rate_count + 1;
    PUSH(brought, brought->rates, brought->rate_room, brought->rate_count, rate);
    return true;
}

static bool take_provider(void *context, union inbound_record record, struct error *error_r)
{
    struct brought *brought = context;
    struct provider provider = *record.provider;
    (void)error_r;
    keep(brought->arena, &provider.provider);
    keep(brought->arena, &provider.card_token);
    PUSH(brought, brought->providers, brought->provider_room, brought->provider_count, provider);
    return true;
}

static bool pass_reject(void *context, const struct rejected_record *reject, struct error *error_r)
{
    (void)context, (void)reject, (void)error_r;
    return true;
}

static void bring(const struct bench_council *council, enum feed_kind kind, const char *path,
                  struct brought *brought)
{
    struct inbound_sink sink = {.context = brought, .reject = pass_reject};

    sink.record = kind == FEED_KIND_BILL    ? take_bill
                  : kind == FEED_KIND_ORDER ? take_order
                  : kind == FEED_KIND_RATE  ? take_rate
                                            : take_provider;
    bench_read(council, kind, path, &sink);
}

static struct rules rules_of(const struct bench_council *council, day_t business_date)
{
    const struct council_config *config = council->council;
    struct service_rule *services =
        ARENA_ARRAY(council->arena, struct service_rule, config->service_count);

    for (size_t i = 0; i < config->service_count; i++) {
        services[i] =
            (struct service_rule){config->services[i].service, config->services[i].vat_percent_e4,
                                  config->services[i].unit};
    }
    return (struct rules){
        .zone = council->zone,
        .calendar = &config->calendar,
        .terms = &config->terms,
        .business_date = business_date,
        .go_live = config->go_live,
        .service_count = config->service_count,
        .services = services,
    };
}

/* The night after the last visit: nothing is in the future. */
static day_t date_after(const struct bench_council *council, const struct brought *brought)
{
    int64_t last_s = 0;
    for (size_t i = 0; i < brought->bill_count; i++)
        if (brought->bills[i].claimed_end_s > last_s)
            last_s = brought->bills[i].claimed_end_s;
    return zone_day(council->zone, last_s) + 1;
}

/* The rates of one provider stand together. */
static const struct rate_entry *rates_of(const struct brought *standing, struct text provider,
                                         size_t *count_r)
{
    const struct rate_entry *first = NULL;
    *count_r = 0;
    for (size_t i = 0; i < standing->rate_count; i++) {
        if (!text_equal(standing->rates[i].provider, provider))
            continue;
        if (first == NULL)
            first = &standing->rates[i];
        ++*count_r;
    }
    return first;
}

static int ascending(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int64_t time_match(const struct rules *rules, const struct match_input *input, long rounds,
                          int64_t counts[VERDICT_COUNT])
{
    int64_t took_us[ROUNDS_MOST];
    struct arena *arena = arena_new();

    for (long round = 0; round < rounds; round++) {
        struct match_output output;
        arena_empty(arena);
        int64_t began_us = bench_cpu_us();
        match_provider(arena, rules, input, &output);
        took_us[round] = bench_cpu_us() - began_us;
        for (size_t i = 0; round == 0 && i < input->line_count; i++)
            counts[output.verdicts[i].kind]++;
    }
    arena_free(arena);
    qsort(took_us, (size_t)rounds, sizeof(took_us[0]), ascending);
    return took_us[rounds / 2];
}

static int64_t match_one(const struct bench_council *council, const struct brought *standing,
                         const char *bills, const char *orders, long rounds, int64_t *lines,
                         int64_t counts[VERDICT_COUNT])
{
    struct brought brought = {.arena = arena_new()};

    bring(council, FEED_KIND_BILL, bills, &brought);
    bring(council, FEED_KIND_ORDER, orders, &brought);
    if (brought.bill_count == 0) {
        arena_free(brought.arena);
        return 0;
    }
    struct text ref = brought.bills[0].provider;
    struct match_input input = {
        .provider = provider_find(standing->provider_count, standing->providers, ref),
        .provider_ref = ref,
        .line_count = brought.bill_count,
        .lines = brought.bills,
        .order_count = brought.order_count,
        .orders = brought.orders,
    };
    input.rates = rates_of(standing, ref, &input.rate_count);
    struct rules rules = rules_of(council, date_after(council, &brought));
    int64_t took_us = time_match(&rules, &input, rounds, counts);
    *lines += (int64_t)brought.bill_count;
    arena_free(brought.arena);
    return took_us;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        errx(EX_USAGE, "usage: engine FOLDER [ROUNDS]");
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 3;
    if (rounds < 1 || rounds > ROUNDS_MOST)
        errx(EX_USAGE, "rounds: 1 to %d", ROUNDS_MOST);
    struct bench_council council;
    bench_council_load(argv[1], &council);
    struct bench_files bills = bench_files(argv[1], "bills");
    struct bench_files orders = bench_files(argv[1], "orders");
    struct brought standing = {.arena = arena_new()};
    bring(&council, FEED_KIND_RATE, bench_files(argv[1], "rates").paths[0], &standing);
    bring(&council, FEED_KIND_PROVIDER, bench_files(argv[1], "providers").paths[0], &standing);
    if (bills.count != orders.count)
        errx(EX_DATAERR, "%zu files of bills, %zu of orders", bills.count, orders.count);

    int64_t lines = 0, took_us = 0, counts[VERDICT_COUNT] = {0};
    for (size_t i = 0; i < bills.count; i++)
        took_us +=
            match_one(&council, &standing, bills.paths[i], orders.paths[i], rounds, &lines, counts);
    printf("%lld %lld", (long long)lines, (long long)took_us);
    for (int kind = 0; kind < VERDICT_COUNT; kind++)
        printf(" %lld", (long long)counts[kind]);
    putchar('\n');
    return 0;
}
