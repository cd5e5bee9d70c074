/*
 * Makes the files of one month of home care, as a council and its providers send them, and the
 * configuration to run its night with.  Nothing hangs on the machine or the clock: the same options
 * give the same bytes.
 *
 *     generate --out DIR --visits N [--database CONNINFO] [--providers 70] [--seed 1] [--month 0]
 *              [--exact]
 *
 * N visits are N order lines and N bill lines, in one file of each a provider.  Of 1000 lines 22
 * differ by a little, 6 by much, and one bills the visit before it once more, so that its own visit
 * is billed by nobody; who comes late to one client may overlap the next.  With --exact every line
 * is as planned, for a record without a backlog of held lines.  Month 0 begins on 2 November 2026
 * and each has four weeks; clients are the same in every month, orders and invoices are not.
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "matcher/base/civil.h"

#define MONTH_WEEKS 4
#define MONTH_DAYS  (7 * MONTH_WEEKS)
#define MONTH_MOST  99
#define MINUTE_S    60
/* At most 30 lines a client in a week: an invoice stays below the 999 items of a transaction. */
#define INVOICE_CLIENTS 20
#define MANAGER_COUNT   60

struct options {
    const char *folder;
    const char *database;
    int64_t visits;
    uint64_t seed;
    int providers;
    int month;
    bool is_exact;
};

/* --- chance ---------------------------------------------------------------- */

struct chance {
    uint64_t state;
};

/* Steele, Lea and Flood's splitmix64. */
static uint64_t chance_next(struct chance *chance)
{
    chance->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = chance->state;
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* Streams of one seed do not depend on each other. */
static struct chance chance_stream(uint64_t seed, uint64_t stream)
{
    struct chance chance = {seed};
    chance.state = chance_next(&chance) ^ stream * UINT64_C(0xD1B54A32D192ED03);
    return chance;
}

static int64_t between(struct chance *chance, int64_t low, int64_t high)
{
    return low + (int64_t)(chance_next(chance) % (uint64_t)(high - low + 1));
}

/* --- files ----------------------------------------------------------------- */

static void make_folder(const char *path)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        err(EX_CANTCREAT, "making %s", path);
}

static FILE *create(const struct options *options, const char *path)
{
    char whole[PATH_MAX];
    int length = snprintf(whole, sizeof(whole), "%s/%s", options->folder, path);
    if (length < 0 || (size_t)length >= sizeof(whole))
        errx(EX_USAGE, "%s: the path is too long", options->folder);
    FILE *file = fopen(whole, "w");
    if (file == NULL)
        err(EX_CANTCREAT, "making %s", whole);
    return file;
}

static void finish(FILE *file)
{
    int failed = ferror(file);
    if (fclose(file) != 0 || failed)
        err(EX_CANTCREAT, "writing");
}

static void make_folders(const struct options *options)
{
    static const char *const folders[] = {"",          "/in",           "/in/orders",  "/in/bills",
                                          "/in/rates", "/in/providers", "/in/contacts"};
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof(path), "%s%s", options->folder, folders[i]);
        make_folder(path);
    }
}

static FILE *create_of_provider(const struct options *options, const char *kind, int provider,
                                const char *headings)
{
    char path[64];
    snprintf(path, sizeof(path), "in/%s/P%03d-%02d.csv", kind, provider, options->month);
    FILE *file = create(options, path);
    fprintf(file, "%s\n", headings);
    return file;
}

/* --- one provider ---------------------------------------------------------- */

struct client {
    int number;
    int manager;
    int weekly_visits;
};

struct visit {
    int64_t planned_s; /* civil */
    int64_t planned_minutes;
    int64_t hour_pence;
};

struct claim {
    int64_t start_s;
    int64_t end_s;
    int64_t quantity_minutes;
    int64_t hour_pence;
    int64_t net_pence;
};

struct month {
    const struct options *options;
    FILE *orders, *bills;
    struct chance chance;
    int provider;
    int64_t hour_pence[2]; /* [1]: at the weekend; whole pence for a quarter of an hour */
    int64_t left;          /* visits still to write */
    day_t first_day;
    int client_count;
};

static struct client client_draw(const struct month *month, int index)
{
    uint64_t stream = (uint64_t)month->provider * 1000000 + (uint64_t)index;
    struct chance chance = chance_stream(month->options->seed, stream);
    return (struct client){
        .number = index,
        .manager = (int)between(&chance, 1, MANAGER_COUNT),
        .weekly_visits = (int)between(&chance, 25, 30),
    };
}

/* Two clients have one carer, who goes from one to the other and back. */
static struct visit visit_draw(struct month *month, const struct client *client, int day, int turn)
{
    int64_t minute = 7 * 60 + turn * 150 + client->number % 2 * 75;
    day_t date = month->first_day + (day_t)day;
    minute += 15 * between(&month->chance, 0, 1);
    return (struct visit){
        .planned_s = (int64_t)date * SECONDS_PER_DAY + minute * MINUTE_S,
        .planned_minutes = 15 * between(&month->chance, 1, 3),
        .hour_pence = month->hour_pence[day_of_week(date) >= 5],
    };
}

static void claim_move(struct claim *claim, int64_t minutes)
{
    claim->start_s += minutes * MINUTE_S;
    claim->end_s += minutes * MINUTE_S;
}

/* Draws what is billed for the visit; false: the visit before it once more. */
static bool claim_draw(struct month *month, const struct visit *visit, struct claim *claim_r)
{
    struct chance *chance = &month->chance;
    int64_t price = visit->hour_pence * visit->planned_minutes / 60;
    *claim_r = (struct claim){
        .start_s = visit->planned_s,
        .end_s = visit->planned_s + visit->planned_minutes * MINUTE_S,
        .quantity_minutes = visit->planned_minutes,
        .hour_pence = visit->hour_pence,
        .net_pence = price,
    };
    if (month->options->is_exact)
        return true;
    int64_t draw = between(chance, 0, 999);
    if (draw < 15)
        claim_move(claim_r, between(chance, 16, 30)); /* late, and paid */
    else if (draw < 22)
        claim_r->end_s -= between(chance, 1, 5) * MINUTE_S; /* short, and paid */
    else if (draw < 25)
        claim_move(claim_r, between(chance, 31, 60)); /* too late */
    else if (draw < 28)
        claim_r->net_pence += price * between(chance, 5, 40) / 100 + 1; /* too much */
    else if (draw > 28)
        claim_move(claim_r, between(chance, -7, 7));
    return draw != 28;
}

static void write_order(const struct month *month, const struct client *client, int order_line,
                        const struct visit *visit)
{
    char planned[DATETIME_TEXT_BYTES];
    datetime_format(visit->planned_s, planned);
    fprintf(month->orders,
            "O%03d%04d-%02d,%d,P%03d,S%03d%04d,HC,visit,%.16s,%" PRId64
            ",CM%02d,ASC-%02d,42100,active\n",
            month->provider, client->number, month->options->month, order_line, month->provider,
            month->provider, client->number, planned, visit->planned_minutes, client->manager,
            1 + client->manager % 12);
}

static void write_hundredths(FILE *file, int64_t hundredths)
{
    fprintf(file, ",%" PRId64 ".%02" PRId64, hundredths / 100, hundredths % 100);
}

static void write_bill(const struct month *month, const struct client *client, int week,
                       int line_no, const struct claim *claim)
{
    char start[DATETIME_TEXT_BYTES], end[DATETIME_TEXT_BYTES];
    datetime_format(claim->start_s, start);
    datetime_format(claim->end_s, end);
    fprintf(month->bills, "P%03d-%02d-%d-%03d,%d,P%03d,S%03d%04d,K%03d%04d,HC,%.16s,%.16s",
            month->provider, month->options->month, 1 + week, client->number / INVOICE_CLIENTS,
            line_no, month->provider, month->provider, client->number, month->provider,
            client->number / 2, start, end);
    write_hundredths(month->bills, claim->quantity_minutes * 100 / 60);
    write_hundredths(month->bills, claim->hour_pence);
    write_hundredths(month->bills, claim->net_pence);
    fputc('\n', month->bills);
}

/* One client's week; returns the last line number of the invoice. */
static int write_week(struct month *month, const struct client *client, int week, int line_no)
{
    struct claim last = {0};
    int order_line = 100 * (1 + week);

    for (int day = 7 * week; day < 7 * (week + 1); day++) {
        int visits = client->weekly_visits / 7 + (day % 7 < client->weekly_visits % 7);
        for (int turn = 0; turn < visits && month->left > 0; turn++, month->left--) {
            struct visit visit = visit_draw(month, client, day, turn);
            struct claim claim;
            write_order(month, client, ++order_line, &visit);
            if (!claim_draw(month, &visit, &claim) && last.net_pence > 0)
                claim = last;
            write_bill(month, client, week, ++line_no, &claim);
            last = claim;
        }
    }
    return line_no;
}

/* Invoices of a week for twenty clients each. */
static void write_invoice(struct month *month, int week, int first_client)
{
    int line_no = 0;
    for (int i = first_client; i < first_client + INVOICE_CLIENTS && i < month->client_count; i++) {
        struct client client = client_draw(month, i);
        line_no = write_week(month, &client, week, line_no);
    }
}

/* As many clients as the visits keep busy for four weeks; the last one's may end early. */
static int client_count_for(const struct month *month)
{
    int count = 0;
    for (int64_t visits = 0; visits < month->left; count++)
        visits += MONTH_WEEKS * client_draw(month, count).weekly_visits;
    return count;
}

static void write_visits(struct month *month)
{
    const struct options *options = month->options;
    month->client_count = client_count_for(month);
    month->orders = create_of_provider(options, "orders", month->provider,
                                       "order_no,order_line,provider,client_ref,service,basis,"
                                       "planned_start,planned_minutes,care_manager,cost_centre,"
                                       "gl_code,status");
    month->bills = create_of_provider(options, "bills", month->provider,
                                      "invoice_no,line_no,provider,client_ref,carer_ref,service,"
                                      "start,end,quantity,rate,net");
    for (int client = 0; client < month->client_count; client += INVOICE_CLIENTS)
        for (int week = 0; week < MONTH_WEEKS; week++)
            write_invoice(month, week, client);
    finish(month->orders);
    finish(month->bills);
}

/* --- the council ----------------------------------------------------------- */

static void write_rate(FILE *file, int provider, const char *day_type, int64_t pence)
{
    fprintf(file, "P%03d,HC,%s,hour", provider, day_type);
    write_hundredths(file, pence);
    fprintf(file, ",2026-04-01\n");
}

static void write_provider(FILE *file, int number)
{
    fprintf(file, "P%03d,\"Provider %d, Home Care Ltd\",card,TKN-%04d,%04d,MID%07d,", number,
            number, number, number, number);
    fprintf(file, "p%03d@provider.example,active\n", number);
}

static void write_contacts(const struct options *options)
{
    FILE *file = create(options, "in/contacts/contacts.csv");
    fprintf(file, "care_manager,email,name\n");
    for (int i = 1; i <= MANAGER_COUNT; i++)
        fprintf(file, "CM%02d,cm%02d@council.example,Team %d\n", i, i, i);
    finish(file);
}

static day_t month_first_day(int month)
{
    day_t day = 0;
    day_from_ymd(2026, 11, 2, &day);
    return day + (day_t)(MONTH_DAYS * month);
}

static void write_files(const struct options *options)
{
    FILE *providers = create(options, "in/providers/providers.csv");
    FILE *rates = create(options, "in/rates/rates.csv");
    fprintf(providers, "provider,name,rail,card_token,card_last4,merchant_id,contact_email,"
                       "status\n");
    fprintf(rates, "provider,service,day_type,kind,rate,valid_from\n");
    for (int number = 1; number <= options->providers; number++) {
        /* The prices of a provider are the same in every month, its luck is not. */
        struct chance prices = chance_stream(options->seed, (uint64_t)number);
        struct month month = {
            .options = options,
            .provider = number,
            .hour_pence = {4 * between(&prices, 485, 590), 4 * between(&prices, 515, 620)},
            .chance = chance_stream(options->seed,
                                    (uint64_t)(1 + options->month) * 1000 + (uint64_t)number),
            .left = options->visits / options->providers +
                    (number <= options->visits % options->providers),
            .first_day = month_first_day(options->month),
        };
        write_provider(providers, number);
        write_rate(rates, number, "weekday", month.hour_pence[0]);
        write_rate(rates, number, "weekend", month.hour_pence[1]);
        write_rate(rates, number, "bankholiday", month.hour_pence[0]);
        write_visits(&month);
    }
    finish(providers);
    finish(rates);
    write_contacts(options);
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
    "mail: {transport: folder, folder: out/mail, from: t@council.example, "
    "finance: f@council.example}\n"
    "councils:\n"
    "  - code: BENCH\n"
    "    name: Bench Council\n"
    "    timezone: Europe/London\n"
    "    holidays: england-and-wales\n"
    "    sla_days: 4\n"
    "    live: false\n"
    "    feeds:\n"
    "      - {name: providers, kind: provider, preset: tallystick, url: in/providers/*.csv}\n"
    "      - {name: rates, kind: rate, preset: tallystick, url: in/rates/*.csv}\n"
    "      - {name: contacts, kind: contact, preset: tallystick, url: in/contacts/*.csv}\n"
    "      - {name: orders, kind: order, preset: tallystick, url: in/orders/*.csv}\n"
    "      - {name: bills, kind: bill, preset: tallystick, url: in/bills/*.csv}\n"
    "    services:\n"
    "      - {service: HC, vat_percent: 0, unit: h}\n"
    "    terms:\n"
    "      - valid_from: 2026-04-01\n"
    "        pay_on: actual\n"
    "        pay: billed\n"
    "        rounding: {rule: nearest, step: 15}\n"
    "    approvals: {terms: 0, rates: 0, payees: 0, decisions: 0, release: 0}\n"
    "    settlement: {card: brif, bank: pain001, per: invoice}\n"
    "    remittance: {formats: [csv]}\n";

/* The night's date is the first after the month, on the second line. */
static void write_configuration(const struct options *options)
{
    char date[DAY_TEXT_BYTES];
    day_format(month_first_day(options->month + 1), date);
    FILE *file = create(options, "tallystick.yaml");
    fputs("database: ", file);
    write_quoted(file, options->database);
    fprintf(file, "\n# the night of %s\n%s", date, configuration);
    finish(file);
}

/* --- the command line ------------------------------------------------------ */

static _Noreturn void usage(void)
{
    fputs("usage: generate --out DIR --visits N [--database CONNINFO] [--providers N] [--seed N] "
          "[--month N] [--exact]\n",
          stderr);
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

static void option_read(struct options *options, int option, const char *value)
{
    switch (option) {
    case 'o':
        options->folder = value;
        break;
    case 'd':
        options->database = value;
        break;
    case 'v':
        options->visits = number_from(value, 1, 50000000);
        break;
    case 'p':
        options->providers = (int)number_from(value, 1, 999);
        break;
    case 's':
        options->seed = (uint64_t)number_from(value, 0, INT64_MAX);
        break;
    case 'e':
        options->is_exact = true;
        break;
    case 'm':
        options->month = (int)number_from(value, 0, MONTH_MOST);
        break;
    default:
        usage();
    }
}

int main(int argc, char **argv)
{
    static const struct option long_options[] = {
        {"out", required_argument, NULL, 'o'},    {"database", required_argument, NULL, 'd'},
        {"visits", required_argument, NULL, 'v'}, {"providers", required_argument, NULL, 'p'},
        {"seed", required_argument, NULL, 's'},   {"month", required_argument, NULL, 'm'},
        {"exact", no_argument, NULL, 'e'},        {NULL, 0, NULL, 0},
    };
    struct options options = {.database = "", .seed = 1, .providers = 70};
    for (int c; (c = getopt_long(argc, argv, "", long_options, NULL)) != -1;)
        option_read(&options, c, optarg);
    if (options.folder == NULL || options.visits == 0 || optind != argc)
        usage();
    make_folders(&options);
    write_files(&options);
    write_configuration(&options);
    return 0;
}
