/*
 * Makes a council of the size of Kent, and one week of its home care, as the
 * files of one night and the configuration to run it with.  The same options
 * always give the same bytes.
 */
#include <err.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "ops/demo_council/bill_files.h"
#include "ops/demo_council/council_files.h"
#include "ops/demo_council/tool.h"

struct options {
    const char *folder;
    const char *database; /* libpq conninfo for the configuration */
    uint64_t seed;
    int providers;
    int visits;
    day_t first_day;
};

static const char usage_text[] =
    "usage: demo_council --out DIR [--database CONNINFO] [--seed N] [--providers N] [--visits N]\n"
    "                    [--week-start MONDAY]\n"
    "Writes DIR/tallystick.yaml and the files of one night below DIR/spool/in.\n";

static _Noreturn void usage(void)
{
    fputs(usage_text, stderr);
    exit(EX_USAGE);
}

static int64_t number_from(const char *text, int64_t low, int64_t high)
{
    char *end;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || value < low || value > high)
        errx(EX_USAGE, "%s: not a number from %" PRId64 " to %" PRId64, text, low, high);
    return value;
}

static day_t monday_from(const char *text)
{
    day_t day;
    if (!day_parse(text_of(text), DATE_FORM_ISO, &day) || day_of_week(day) != 0)
        errx(EX_USAGE, "%s: not the date of a Monday", text);
    return day;
}

static struct options options_read(int argc, char **argv)
{
    static const struct option long_options[] = {
        {"out", required_argument, NULL, 'o'},
        {"database", required_argument, NULL, 'd'},
        {"seed", required_argument, NULL, 's'},
        {"providers", required_argument, NULL, 'p'},
        {"visits", required_argument, NULL, 'v'},
        {"week-start", required_argument, NULL, 'w'},
        {NULL, 0, NULL, 0},
    };
    struct options options = {.database = "",
                              .seed = 2005,
                              .providers = 70,
                              .visits = 100000,
                              .first_day = monday_from("2026-11-02")};
    for (int c; (c = getopt_long(argc, argv, "", long_options, NULL)) != -1;) {
        switch (c) {
        case 'o':
            options.folder = optarg;
            break;
        case 'd':
            options.database = optarg;
            break;
        case 's':
            options.seed = (uint64_t)number_from(optarg, 0, INT64_MAX);
            break;
        case 'p':
            options.providers = (int)number_from(optarg, 1, 900);
            break;
        case 'v':
            options.visits = (int)number_from(optarg, 1, 50000000);
            break;
        case 'w':
            options.first_day = monday_from(optarg);
            break;
        default:
            usage();
        }
    }
    if (options.folder == NULL || optind != argc)
        usage();
    return options;
}

static int64_t to_five_pence(int64_t pence)
{
    return (pence + 2) / 5 * 5;
}

static struct rate_card rate_card_draw(struct random *random)
{
    struct rate_card card = {0};
    for (int weekend = 0; weekend < 2; weekend++) {
        card.hour_pence[SERVICE_HC][weekend] =
            4 * random_between(random, 485, 590) + (weekend ? 120 : 0);
        card.hour_pence[SERVICE_NIGHT][weekend] = 4 * random_between(random, 360, 410);
    }
    card.bank_holiday_hour_pence = card.hour_pence[SERVICE_HC][0] * 3 / 2;
    if (!random_percent(random, 40))
        return card;
    /* A short visit costs more than its share of an hour: the road is as long. */
    static const int percent[VISIT_LENGTH_COUNT] = {125, 110, 104, 100};
    for (int weekend = 0; weekend < 2; weekend++)
        for (int i = 0; i < VISIT_LENGTH_COUNT; i++)
            card.visit_pence[i][weekend] = to_five_pence(card.hour_pence[SERVICE_HC][weekend] *
                                                         visit_lengths[i] * percent[i] / 6000);
    return card;
}

static struct provider provider_draw(int number, struct random *random)
{
    return (struct provider){
        .number = number,
        .uses_portal = number % 2 == 1,
        .has_call_monitoring = number % 6 == 2,
        .names_orders = number % 8 == 0,
        .is_always_over = number == TROUBLE_ALWAYS_OVER,
        .card = rate_card_draw(random),
    };
}

/* Shares of the visits: a few large providers, many small ones. */
static int *shares_draw(const struct options *options, struct random *random)
{
    int *weights = must_realloc(NULL, (size_t)options->providers, sizeof *weights);
    int64_t sum = 0;
    for (int i = 0; i < options->providers; i++) {
        int64_t draw = random_between(random, 4, 20);
        weights[i] = (int)(i + 1 == TROUBLE_ALWAYS_OVER ? 60 : draw * draw);
        sum += weights[i];
    }
    for (int i = 0; i < options->providers; i++)
        weights[i] = (int)((int64_t)options->visits * weights[i] / sum);
    return weights;
}

/* Providers with a fault of their own that hangs on their prices bill by the hour. */
static void charge_by_the_hour(struct provider *provider)
{
    memset(provider->card.visit_pence, 0, sizeof provider->card.visit_pence);
}

static void write_stranger(const struct options *options, const char *in, int first_client)
{
    struct random random = random_stream(options->seed, TROUBLE_STRANGER);
    struct provider provider = provider_draw(TROUBLE_STRANGER, &random);
    provider.uses_portal = false;
    struct week week = week_plan(&provider, options->first_day, 12, first_client, &random);
    week_happen(&week, &random);
    bill_files_write(in, &week, &random);
    week_free(&week);
}

static void write_providers(const struct options *options, const char *in)
{
    struct random random = random_stream(options->seed, 0);
    int *shares = shares_draw(options, &random);
    struct council_files files = council_files_create(in, options->first_day);
    int first_client = 100000;
    for (int number = 1; number <= options->providers; number++) {
        struct random own = random_stream(options->seed, (uint64_t)number);
        struct provider provider = provider_draw(number, &own);
        if (number == TROUBLE_OTHER_RATE)
            charge_by_the_hour(&provider);
        struct week week =
            week_plan(&provider, options->first_day, shares[number - 1], first_client, &own);
        week_happen(&week, &own);
        council_files_add_provider(&files, &provider, options->first_day - 217);
        council_files_add_week(&files, &week);
        bill_files_write(in, &week, &own);
        first_client += week.client_count;
        week_free(&week);
    }
    council_files_close(&files);
    write_stranger(options, in, first_client);
    free(shares);
}

static void write_quoted(FILE *file, const char *text)
{
    fputc('"', file);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', file);
        fputc(*text, file);
    }
    fputc('"', file);
}

static const char configuration[] =
    "spool: spool\n"
    "mail:\n"
    "  transport: folder\n"
    "  folder: out/mail\n"
    "  from: tallystick@kent.example\n"
    "  finance: finance@kent.example\n"
    "councils:\n"
    "  - code: KENT\n"
    "    name: Kent County Council (demonstration)\n"
    "    timezone: Europe/London\n"
    "    holidays: england-and-wales\n"
    "    sla_days: 4\n"
    "    live: false\n"
    "    feeds:\n"
    "      - {name: providers, kind: provider, preset: tallystick, url: in/providers/*.csv}\n"
    "      - {name: rates, kind: rate, preset: tallystick, url: in/rates/*.csv}\n"
    "      - {name: contacts, kind: contact, preset: tallystick, url: in/contacts/*.csv}\n"
    "      - {name: suspensions, kind: suspension, preset: tallystick, url: in/suspensions/*.csv}\n"
    "      - {name: orders, kind: order, preset: tallystick, url: in/orders/*.csv}\n"
    "      - {name: evidence, kind: evidence, preset: tallystick, url: in/evidence/*.csv}\n"
    "      - {name: visits, kind: bill, preset: tallystick, url: in/visits/*.csv}\n"
    "      - {name: portal, kind: bill, preset: access-portal, url: in/portal/*.csv}\n"
    "    services:\n"
    "      - {service: HC, vat_percent: 0, unit: h}\n"
    "      - {service: NIGHT, vat_percent: 0, unit: h}\n"
    "    terms:\n"
    "      - valid_from: 2026-04-01\n"
    "        pay_on: actual\n"
    "        pay: billed\n"
    "        rounding: {rule: nearest, step: 15}\n"
    "        outcomes:\n"
    "          - {outcome: cancelled, notice_below_hours: 24, percent: 100}\n"
    "          - {outcome: no_reply, percent: 100}\n"
    "        tolerances:\n"
    "          start: {agree: 15, pay: 30}\n"
    "          short: {agree: 7, pay: 15}\n"
    "          long: {agree: 7, pay: 15}\n"
    "          amount: {agree: 0, pay: 100, pay_percent: 2}\n"
    "    approvals: {terms: 0, rates: 0, payees: 0, decisions: 0, release: 0, release_over: "
    "5000000.00}\n"
    "    settlement: {card: brif, bank: pain001, per: invoice}\n"
    "    remittance: {formats: [csv]}\n";

static void write_configuration(const struct options *options)
{
    FILE *file = file_create(options->folder, "tallystick.yaml");
    fputs("database: ", file);
    write_quoted(file, options->database);
    fprintf(file, "\n%s", configuration);
    file_close(file);
}

int main(int argc, char **argv)
{
    struct options options = options_read(argc, argv);
    char in[4096];
    if (snprintf(in, sizeof in, "%s/spool/in", options.folder) >= (int)sizeof in)
        errx(EX_USAGE, "%s: the path is too long", options.folder);
    write_providers(&options, in);
    write_configuration(&options);
    return 0;
}
