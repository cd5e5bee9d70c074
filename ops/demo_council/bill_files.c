#include "ops/demo_council/bill_files.h"

#include <inttypes.h>
#include <string.h>

#include "ops/demo_council/tool.h"

#define INVOICE_LINES    240
#define WRONG_RATE_PENCE 75 /* an hour, on top */
/* A number that card schemes publish for tests; nobody's card. */
#define TEST_CARD "4111111111111111"

/* What a provider asks for one visit. */
struct claim {
    const struct visit *visit;
    int64_t net_pence;
    int64_t hour_pence; /* 0: not stated */
    int client_number;
    const char *outcome;
};

static bool has_trouble(const struct week *week, enum trouble_at trouble)
{
    return week->provider->number == (int)trouble;
}

static int64_t billed_price(const struct week *week, const struct visit *visit,
                            struct random *random)
{
    int64_t price = visit_price_pence(week->provider, visit, visit->billed_minutes);
    int64_t two_percent = price / 50;
    if (visit->event == EVENT_POUNDS_OVER)
        return price + price * random_between(random, 5, 40) / 100;
    if (visit->event == EVENT_PENNIES_OVER || week->provider->is_always_over)
        return price + random_between(random, 1, two_percent < 100 ? two_percent : 100);
    /* Short notice is paid for, and now and then somebody asks for the rest too. */
    if (visit->event == EVENT_CANCELLED && visit->notice_s <= visit->planned_s - 24 * HOUR_S)
        return random_percent(random, 10) ? price : 0;
    return price;
}

static int mistyped(int client_number)
{
    return client_number + 5000000;
}

static struct claim claim_of(const struct week *week, const struct visit *visit,
                             struct random *random)
{
    const struct provider *provider = week->provider;
    bool is_over = visit->event == EVENT_PENNIES_OVER || visit->event == EVENT_POUNDS_OVER ||
                   visit->event == EVENT_CANCELLED || provider->is_always_over;
    return (struct claim){
        .visit = visit,
        .net_pence = billed_price(week, visit, random),
        .hour_pence = is_over ? 0 : visit_hour_pence(provider, visit),
        .client_number = visit->event == EVENT_CLIENT_MISTYPED ? mistyped(visit->client->number)
                                                               : visit->client->number,
        .outcome = visit->event == EVENT_CANCELLED  ? "cancelled"
                   : visit->event == EVENT_NO_REPLY ? "no_reply"
                                                    : "",
    };
}

static void money(FILE *file, int64_t pence)
{
    fprintf(file, ",%" PRId64 ".%02" PRId64, pence / 100, pence % 100);
}

static void time_field(FILE *file, int64_t civil_s)
{
    char text[DATETIME_TEXT_BYTES];
    datetime_format(civil_s, text);
    fprintf(file, ",%s", text);
}

/* ---- our own layout ---- */

static const char headings[] =
    "invoice_no,line_no,invoice_date,provider,client_ref,carer_ref,service,order_no,start,end,"
    "actual_start,actual_end,quantity,unit,rate,net,outcome,notice_at,secondary,description\n";

static void write_times(FILE *file, const struct week *week, const struct claim *claim)
{
    const struct visit *visit = claim->visit;
    time_field(file, visit->planned_s);
    time_field(file, visit->planned_s + visit->billed_minutes * MINUTE_S);
    if (claim->outcome[0] != '\0' || week->provider->has_call_monitoring) {
        fprintf(file, ",,");
    } else {
        time_field(file, visit->actual_s);
        time_field(file, visit->actual_s + visit->actual_length_s);
    }
}

static void write_line(FILE *file, const struct week *week, int invoice, int line_no,
                       const struct claim *claim)
{
    const struct visit *visit = claim->visit;
    int provider = week->provider->number;
    char invoice_day[DAY_TEXT_BYTES], order_no[ORDER_NO_BYTES] = "";
    day_format(week->first_day + 6, invoice_day);
    if (week->provider->names_orders && visit->event != EVENT_CLIENT_MISTYPED)
        order_no_format(visit, order_no);
    fprintf(file, "P%03d-%.2s%.2s-%02d,%d,%s,P%03d,S%d,K%03d%03d,%s,%s", provider, invoice_day + 5,
            invoice_day + 8, invoice, line_no, invoice_day, provider, claim->client_number,
            provider, visit->carer, service_word(visit->service), order_no);
    write_times(file, week, claim);
    int64_t hours_e2 = visit->billed_minutes * 100 / 60;
    fprintf(file, ",%" PRId64 ".%02" PRId64 ",h", hours_e2 / 100, hours_e2 % 100);
    if (claim->hour_pence > 0)
        money(file, claim->hour_pence);
    else
        fputc(',', file);
    money(file, claim->net_pence);
    fprintf(file, ",%s", claim->outcome);
    if (visit->event == EVENT_CANCELLED)
        time_field(file, visit->notice_s);
    else
        fputc(',', file);
    fprintf(file, ",%s,%s\n", visit->hand == 2 ? "true" : "",
            visit->planned_minutes >= 60 ? "\"Personal care, meal\"" : "Personal care");
}

static void charge_other_rate(struct claim *claim)
{
    claim->hour_pence += WRONG_RATE_PENCE;
    claim->net_pence = (2 * claim->hour_pence * claim->visit->billed_minutes + 60) / 120;
}

/* Rows that no reader should take, each for one reason. */
static void write_bad_rows(FILE *file, const struct week *week)
{
    char day[DAY_TEXT_BYTES];
    day_format(week->first_day, day);
    int number = week->provider->number;
    static const char rest[] = "T09:00,,,,0.50,h";
    fprintf(file, "P%03d-BAD,1,,P%03d,S100001,,HC,,%.4s-02-30%s,,9.90,,,,\n", number, number, day,
            rest);
    fprintf(file, "P%03d-BAD,2,,P%03d,S100001,,HC,,%s%s,,9.905,,,,\n", number, number, day, rest);
    fprintf(file, "P%03d-BAD,3,,P%03d,S100001,,HC,,%s%s,,9.90,,,,paid by " TEST_CARD "\n", number,
            number, day, rest);
}

static void write_lines(FILE *file, const struct week *week, struct random *random)
{
    fputs(headings, file);
    int billed = 0;
    for (int i = 0; i < week->visit_count; i++) {
        if (!week->visits[i].is_billed)
            continue;
        struct claim claim = claim_of(week, &week->visits[i], random);
        int invoice = 1 + billed / INVOICE_LINES, line_no = 1 + billed % INVOICE_LINES;
        if (has_trouble(week, TROUBLE_OTHER_RATE) && invoice == 2 && claim.hour_pence > 0)
            charge_other_rate(&claim);
        write_line(file, week, invoice, line_no, &claim);
        if (claim.visit->event == EVENT_BILLED_TWICE)
            write_line(file, week, invoice, line_no, &claim);
        billed++;
    }
    if (has_trouble(week, TROUBLE_BAD_ROWS))
        write_bad_rows(file, week);
}

/* The first invoice once more, as a spreadsheet saves it: other bytes, the same lines. */
static void write_saved_again(const struct draft *draft, const char *folder, const char *path)
{
    FILE *file = file_create(folder, path);
    fputs("\xEF\xBB\xBF", file);
    int lines = 0;
    for (size_t i = 0; i < draft->size && lines <= INVOICE_LINES / 8; i++) {
        if (draft->bytes[i] == '\n') {
            fputc('\r', file);
            lines++;
        }
        fputc(draft->bytes[i], file);
    }
    file_close(file);
}

static void write_our_layout(const char *folder, const struct week *week, struct random *random)
{
    struct draft draft;
    draft_begin(&draft);
    write_lines(draft.file, week, random);
    draft_end(&draft);

    char day[DAY_TEXT_BYTES], path[80];
    day_format(week->first_day + 6, day);
    int number = week->provider->number;
    if (has_trouble(week, TROUBLE_CUT_OFF)) {
        snprintf(path, sizeof path, "visits/P%03d-%s.csv", number, day);
        draft_write(&draft, draft.size * 2 / 3, folder, path);
    }
    snprintf(path, sizeof path, "visits/P%03d-%s%s.csv", number, day,
             has_trouble(week, TROUBLE_CUT_OFF) ? "-again" : "");
    draft_write(&draft, draft.size, folder, path);
    if (has_trouble(week, TROUBLE_SENT_TWICE)) {
        snprintf(path, sizeof path, "visits/P%03d-%s (1).csv", number, day);
        draft_write(&draft, draft.size, folder, path);
    }
    if (has_trouble(week, TROUBLE_SAVED_AGAIN)) {
        snprintf(path, sizeof path, "visits/P%03d-%s-resaved.csv", number, day);
        write_saved_again(&draft, folder, path);
    }
    draft_free(&draft);
}

/* ---- the portal's layout ---- */

static const char portal_headings[] =
    "FileReference,Description,Created,ProviderRef,ContractNumber,ServiceUserRef,"
    "ServiceUserDetails,WeekEnding,OurRef,ServiceUserContribution,PaymentClaimed,ServiceType,"
    "VisitDate,StartTimeClaimed,DurationClaimed,ActualStartTime,ActualDuration,SecondaryVisit,"
    "NumberOfCarers";

#define PORTAL_DAY_BYTES 40
static void portal_day_format(day_t day, char text_r[PORTAL_DAY_BYTES])
{
    int year, month, day_of_month;
    day_to_ymd(day, &year, &month, &day_of_month);
    snprintf(text_r, PORTAL_DAY_BYTES, "%02d/%02d/%04d", day_of_month, month, year);
}

static void portal_clock(FILE *file, int64_t s)
{
    fprintf(file, ",%02" PRId64 ":%02" PRId64 ":%02" PRId64, s / HOUR_S, s / MINUTE_S % 60,
            s % MINUTE_S);
}

struct portal_file {
    FILE *file;
    const struct week *week;
    const char *line_end;
    char reference[24];
    char week_ending[PORTAL_DAY_BYTES];
};

static void write_portal_head(const struct portal_file *portal, int client_number,
                              const char *our_ref)
{
    int number = portal->week->provider->number;
    fprintf(portal->file,
            "%s,\"Home care, week\",%s,P%03d,KCC-%03d,S%d,\"Resident, name of\",%s,%s,0.00",
            portal->reference, portal->week_ending, number, number, client_number,
            portal->week_ending, our_ref);
}

static void write_portal_row(const struct portal_file *portal, const struct claim *claim)
{
    const struct visit *visit = claim->visit;
    FILE *file = portal->file;
    write_portal_head(portal, claim->client_number, "");
    if (has_trouble(portal->week, TROUBLE_SELF_BILLED))
        fputc(',', file);
    else
        money(file, claim->net_pence);
    char day[PORTAL_DAY_BYTES];
    portal_day_format(civil_day(visit->planned_s), day);
    fprintf(file, ",%s,%s", service_word(visit->service), day);
    portal_clock(file, civil_time_of_day_s(visit->planned_s));
    portal_clock(file, visit->billed_minutes * MINUTE_S);
    portal_clock(file, civil_time_of_day_s(visit->actual_s));
    portal_clock(file, visit->actual_length_s);
    fprintf(file, ",%s,%d%s", visit->hand == 2 ? "True" : "False", visit->carers, portal->line_end);
}

static void write_bad_portal_rows(const struct portal_file *portal)
{
    static const char rest[] = ",09:00:00,00:30:00,,,False,1";
    const char *year = portal->week_ending + strlen("DD/MM/");
    write_portal_head(portal, 100001, "");
    fprintf(portal->file, ",9.90,HC,30/02/%s%s%s", year, rest, portal->line_end);
    write_portal_head(portal, 100001, "paid by " TEST_CARD);
    fprintf(portal->file, ",9.90,HC,%s%s%s", portal->week_ending, rest, portal->line_end);
}

static void write_portal_layout(const char *folder, const struct week *week, struct random *random)
{
    char day[DAY_TEXT_BYTES], path[80];
    day_format(week->first_day + 6, day);
    int number = week->provider->number;
    snprintf(path, sizeof path, "portal/P%03d-%s.csv", number, day);
    bool from_spreadsheet = number % 4 == 1;
    struct portal_file portal = {
        .file = file_create(folder, path),
        .week = week,
        .line_end = from_spreadsheet ? "\r\n" : "\n",
    };
    snprintf(portal.reference, sizeof portal.reference, "P%03d-%.2s%.2s-W", number, day + 5,
             day + 8);
    portal_day_format(week->first_day + 6, portal.week_ending);
    fprintf(portal.file, "%s%s%s", from_spreadsheet ? "\xEF\xBB\xBF" : "", portal_headings,
            portal.line_end);
    for (int i = 0; i < week->visit_count; i++) {
        const struct visit *visit = &week->visits[i];
        if (!visit->is_billed || visit->event == EVENT_CANCELLED)
            continue;
        struct claim claim = claim_of(week, visit, random);
        write_portal_row(&portal, &claim);
        if (visit->event == EVENT_BILLED_TWICE)
            write_portal_row(&portal, &claim);
    }
    if (has_trouble(week, TROUBLE_BAD_PORTAL_ROWS))
        write_bad_portal_rows(&portal);
    file_close(portal.file);
}

void bill_files_write(const char *folder, const struct week *week, struct random *random)
{
    if (week->provider->uses_portal)
        write_portal_layout(folder, week, random);
    else
        write_our_layout(folder, week, random);
}
