#include "ops/demo_council/council_files.h"

#include <inttypes.h>

#include "ops/demo_council/tool.h"

#define CARE_MANAGER_COUNT 60

static const char *const districts[] = {
    "Ashford",   "Canterbury", "Dartford", "Dover",  "Folkestone", "Gravesham",
    "Maidstone", "Sevenoaks",  "Swale",    "Thanet", "Tonbridge",  "Tunbridge Wells",
};
#define DISTRICT_COUNT ((int)(sizeof districts / sizeof districts[0]))

static FILE *create(const char *folder, const char *kind, const char *day, const char *headings)
{
    char path[64];
    snprintf(path, sizeof path, "%s/%s-%s.csv", kind, kind, day);
    FILE *file = file_create(folder, path);
    fprintf(file, "%s\n", headings);
    return file;
}

static void write_contacts(FILE *file)
{
    for (int i = 1; i <= CARE_MANAGER_COUNT; i++)
        fprintf(file, "CM%02d,cm%02d@kent.example,%s team %d\n", i, i,
                districts[i % DISTRICT_COUNT], 1 + i / DISTRICT_COUNT);
}

struct council_files council_files_create(const char *folder, day_t first_day)
{
    char day[DAY_TEXT_BYTES];
    day_format(first_day, day);
    struct council_files files = {
        .orders = create(folder, "orders", day,
                         "order_no,order_line,provider,client_ref,service,basis,planned_start,"
                         "planned_minutes,carers,rate,cost_centre,gl_code,care_manager,status"),
        .rates =
            create(folder, "rates", day, "provider,service,day_type,kind,minutes,rate,valid_from"),
        .providers = create(folder, "providers", day,
                            "provider,name,rail,card_token,card_last4,merchant_id,vat_no,"
                            "contact_email,status"),
        .contacts = create(folder, "contacts", day, "care_manager,email,name"),
        .suspensions = create(folder, "suspensions", day, "client_ref,from,to,reason"),
        .evidence = create(folder, "evidence", day,
                           "provider,client_ref,carer_ref,service,log_in,log_out,method"),
    };
    write_contacts(files.contacts);
    return files;
}

static void add_rate(FILE *file, int provider, const char *service_day_kind_minutes, int64_t pence,
                     const char *valid_from)
{
    fprintf(file, "P%03d,%s,%" PRId64 ".%02" PRId64 ",%s\n", provider, service_day_kind_minutes,
            pence / 100, pence % 100, valid_from);
}

static void add_visit_rates(FILE *file, const struct provider *provider, const char *valid_from)
{
    static const char *const days[2] = {"weekday", "weekend"};
    for (int weekend = 0; weekend < 2; weekend++) {
        for (int i = 0; i < VISIT_LENGTH_COUNT; i++) {
            char key[64];
            snprintf(key, sizeof key, "HC,%s,visit,%d", days[weekend], visit_lengths[i]);
            add_rate(file, provider->number, key, provider->card.visit_pence[i][weekend],
                     valid_from);
        }
    }
}

static void add_rates(FILE *file, const struct provider *provider, const char *valid_from)
{
    const struct rate_card *card = &provider->card;
    int number = provider->number;
    add_rate(file, number, "HC,weekday,hour,", card->hour_pence[SERVICE_HC][0], valid_from);
    add_rate(file, number, "HC,weekend,hour,", card->hour_pence[SERVICE_HC][1], valid_from);
    add_rate(file, number, "HC,bankholiday,hour,", card->bank_holiday_hour_pence, valid_from);
    add_rate(file, number, "NIGHT,weekday,hour,", card->hour_pence[SERVICE_NIGHT][0], valid_from);
    add_rate(file, number, "NIGHT,weekend,hour,", card->hour_pence[SERVICE_NIGHT][1], valid_from);
    if (card->visit_pence[0][0] > 0)
        add_visit_rates(file, provider, valid_from);
}

void council_files_add_provider(struct council_files *files, const struct provider *provider,
                                day_t valid_from)
{
    static const char *const firms[] = {"Home Care", "Care at Home", "Support Services",
                                        "Community Care", "Care Partnership"};
    int number = provider->number;
    fprintf(files->providers,
            "P%03d,\"%s %s (%d) Ltd\",card,TKN-P%03d-%04d,%04d,MID%07d,,p%03d@provider.example,"
            "active\n",
            number, districts[number * 7 % DISTRICT_COUNT], firms[number % 5], number, number,
            (number * 7919) % 10000, (number * 7919) % 10000, number * 137, number);
    char from[DAY_TEXT_BYTES];
    day_format(valid_from, from);
    add_rates(files->rates, provider, from);
}

static void add_order(FILE *file, const struct week *week, const struct visit *visit)
{
    char order_no[ORDER_NO_BYTES], planned[DATETIME_TEXT_BYTES], rate[24] = "";
    const struct client *client = visit->client;
    order_no_format(visit, order_no);
    datetime_format(visit->planned_s, planned);
    if (visit->service == SERVICE_HC && client->spot_hour_pence > 0)
        snprintf(rate, sizeof rate, "%" PRId64 ".%02" PRId64, client->spot_hour_pence / 100,
                 client->spot_hour_pence % 100);
    /* The portal's layout has no word for a cancelled visit: the council takes the order back. */
    bool is_taken_back = visit->event == EVENT_CANCELLED && week->provider->uses_portal;
    fprintf(file, "%s,%d,P%03d,S%d,%s,visit,%s,%" PRId64 ",%d,%s,ASC-%02d,%s,CM%02d,%s\n", order_no,
            visit->order_line, week->provider->number, client->number, service_word(visit->service),
            planned, visit->planned_minutes, visit->carers, rate,
            1 + client->care_manager % DISTRICT_COUNT, service_gl_code(visit->service),
            client->care_manager, is_taken_back ? "cancelled" : "active");
}

static void add_suspension(FILE *file, const struct client *client)
{
    char from[DAY_TEXT_BYTES], to[DAY_TEXT_BYTES];
    day_format(client->suspended_from, from);
    day_format(client->suspended_to, to);
    fprintf(file, "S%d,%s,%s,%s\n", client->number, from, to,
            client->number % 3 == 0 ? "respite" : "hospital");
}

static void add_evidence(FILE *file, const struct week *week, const struct visit *visit)
{
    char log_in[DATETIME_TEXT_BYTES], log_out[DATETIME_TEXT_BYTES];
    datetime_format(visit->actual_s, log_in);
    datetime_format(visit->actual_s + visit->actual_length_s, log_out);
    fprintf(file, "P%03d,S%d,K%03d%03d,%s,%s,%s,%s\n", week->provider->number,
            visit->client->number, week->provider->number, visit->carer,
            service_word(visit->service), log_in, log_out, visit->carer % 9 == 0 ? "phone" : "gps");
}

void council_files_add_week(struct council_files *files, const struct week *week)
{
    for (int i = 0; i < week->client_count; i++)
        if (week->clients[i]->suspended_from != DAY_NOT_GIVEN)
            add_suspension(files->suspensions, week->clients[i]);
    for (int i = 0; i < week->visit_count; i++) {
        const struct visit *visit = &week->visits[i];
        if (visit->hand == 1)
            add_order(files->orders, week, visit);
        bool was_there = visit->is_billed && visit->event != EVENT_CANCELLED;
        if (week->provider->has_call_monitoring && was_there && visit->event != EVENT_NO_REPLY)
            add_evidence(files->evidence, week, visit);
    }
}

void council_files_close(struct council_files *files)
{
    FILE *const all[] = {files->orders,   files->rates,       files->providers,
                         files->contacts, files->suspensions, files->evidence};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        file_close(all[i]);
}
