/*
 * A file of real bytes read the way a night reads it, and what came out of it.
 * Each test program includes this once.
 */
#ifndef TALLYSTICK_TESTS_INBOUND_HARNESS_H
#define TALLYSTICK_TESTS_INBOUND_HARNESS_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/zone_load.h"
#include "adapters/inbound/inbound.h"
#include "matcher/base/arena.h"

#define KEPT_MOST       64
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

union kept_record {
    struct bill_line bill;
    struct order_line order;
    struct evidence evidence;
    struct rate_entry rate;
    struct provider provider;
    struct contact contact;
    struct suspension suspension;
    struct payment_response response;
    struct statement_entry statement;
    struct paid_before paid;
    struct decision decision;
};

struct reading {
    size_t record_count;
    union kept_record records[KEPT_MOST];
    size_t reject_count;
    struct rejected_record rejects[KEPT_MOST];
    struct inbound_outcome outcome;
};

static struct arena *arena;
static const struct zone *zone;
static struct feed_config feed;
static size_t person_count; /* of the council */
static const struct person_config *people;
static struct reading reading;

static const struct service_config services[] = {
    {.service = {"HC", 2}, .unit = QUANTITY_UNIT_HOUR},
    {.service = {"MINS", 4}, .unit = QUANTITY_UNIT_MINUTE},
    {.service = {"REPAIR", 6}, .unit = QUANTITY_UNIT_JOB},
};

static inline void set_up(void)
{
    struct error error;

    arena = arena_new();
    ck_assert_msg(zone_load(arena, "Europe/London", &zone, &error), "%s", error.message);
    feed = (struct feed_config){.name = "feed",
                                .kind = FEED_KIND_BILL,
                                .preset = PRESET_TALLYSTICK,
                                .provider = {"", 0},
                                .delimiter = ','};
}

static inline void tear_down(void)
{
    arena_free(arena);
}

static inline void keep_text(struct text *t)
{
    *t = arena_text(arena, *t);
}

static inline void keep_texts(struct text *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        keep_text(texts[i]);
}

static inline void keep_bill(struct bill_line *b)
{
    struct text *texts[] = {&b->provider,    &b->invoice_no,         &b->line_no,
                            &b->client_ref,  &b->carer_ref,          &b->service,
                            &b->order_no,    &b->order_line,         &b->outcome,
                            &b->description, &b->credits_invoice_no, &b->credits_line_no};
    keep_texts(texts, COUNT_OF(texts));
}

static inline void keep_order(struct order_line *o)
{
    struct text *texts[] = {&o->order_no, &o->order_line,  &o->provider, &o->client_ref,
                            &o->service,  &o->cost_centre, &o->gl_code,  &o->care_manager};
    keep_texts(texts, COUNT_OF(texts));
}

static inline void keep_evidence(struct evidence *e)
{
    struct text *texts[] = {&e->provider, &e->client_ref, &e->carer_ref, &e->service,
                            &e->visit_ref};
    keep_texts(texts, COUNT_OF(texts));
}

static inline void keep_provider(struct provider *p)
{
    struct text *texts[] = {&p->provider,    &p->name,         &p->card_token, &p->card_last4,
                            &p->merchant_id, &p->sort_code,    &p->account_no, &p->account_name,
                            &p->vat_no,      &p->contact_email};
    keep_texts(texts, COUNT_OF(texts));
}

static inline void keep_decision(struct decision *d)
{
    struct text *texts[] = {&d->provider, &d->invoice_no, &d->line_no, &d->by, &d->reason};
    keep_texts(texts, COUNT_OF(texts));
}

static inline void keep_record(union kept_record *kept, union inbound_record record)
{
    switch (feed.kind) {
    case FEED_KIND_BILL:
        kept->bill = *record.bill;
        keep_bill(&kept->bill);
        break;
    case FEED_KIND_ORDER:
        kept->order = *record.order;
        keep_order(&kept->order);
        break;
    case FEED_KIND_EVIDENCE:
        kept->evidence = *record.evidence;
        keep_evidence(&kept->evidence);
        break;
    case FEED_KIND_RATE:
        kept->rate = *record.rate;
        keep_text(&kept->rate.provider);
        keep_text(&kept->rate.service);
        break;
    case FEED_KIND_PROVIDER:
        kept->provider = *record.provider;
        keep_provider(&kept->provider);
        break;
    case FEED_KIND_CONTACT:
        kept->contact = *record.contact;
        keep_text(&kept->contact.care_manager);
        keep_text(&kept->contact.email);
        keep_text(&kept->contact.name);
        break;
    case FEED_KIND_SUSPENSION:
        kept->suspension = *record.suspension;
        keep_text(&kept->suspension.client_ref);
        keep_text(&kept->suspension.reason);
        break;
    case FEED_KIND_PAID:
        kept->paid = *record.paid;
        keep_text(&kept->paid.provider);
        keep_text(&kept->paid.client_ref);
        keep_text(&kept->paid.service);
        keep_text(&kept->paid.invoice_no);
        keep_text(&kept->paid.line_no);
        break;
    case FEED_KIND_RESPONSE:
        kept->response = *record.response;
        keep_text(&kept->response.batch);
        keep_text(&kept->response.transaction);
        keep_text(&kept->response.message);
        break;
    case FEED_KIND_STATEMENT:
        kept->statement = *record.statement;
        keep_text(&kept->statement.merchant_id);
        keep_text(&kept->statement.reference);
        keep_text(&kept->statement.batch);
        keep_text(&kept->statement.transaction);
        break;
    default:
        kept->decision = *record.decision;
        keep_decision(&kept->decision);
        break;
    }
}

static inline bool sink_record(void *context, union inbound_record record, struct error *error_r)
{
    (void)context, (void)error_r;
    ck_assert_uint_lt(reading.record_count, KEPT_MOST);
    keep_record(&reading.records[reading.record_count++], record);
    return true;
}

static inline bool sink_reject(void *context, const struct rejected_record *reject,
                               struct error *error_r)
{
    (void)context, (void)error_r;
    ck_assert_uint_lt(reading.reject_count, KEPT_MOST);
    struct rejected_record *kept = &reading.rejects[reading.reject_count++];
    *kept = *reject;
    keep_text(&kept->raw);
    keep_text(&kept->provider);
    keep_text(&kept->invoice_no);
    keep_text(&kept->line_no);
    keep_text(&kept->client_ref);
    return true;
}

static inline int file_of(const void *bytes, size_t length)
{
    FILE *file = tmpfile();

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    fflush(file);
    int fd = dup(fileno(file));
    fclose(file);
    return fd;
}

static inline void read_bytes(const void *bytes, size_t length)
{
    const struct inbound_context context = {.feed = &feed,
                                            .council = TEXT_LITERAL("KENT"),
                                            .zone = zone,
                                            .service_count = COUNT_OF(services),
                                            .services = services,
                                            .person_count = person_count,
                                            .people = people,
                                            .shown_name = "feed.csv"};
    const struct inbound_sink sink = {.record = sink_record, .reject = sink_reject};
    struct error error;
    int fd = file_of(bytes, length);

    memset(&reading, 0, sizeof(reading));
    ck_assert_msg(inbound_read(fd, &context, &sink, &reading.outcome, &error), "%s", error.message);
    close(fd);
    ck_assert_int_eq(reading.outcome.rows_rejected, (int64_t)reading.reject_count);
}

static inline void read_csv(const char *content)
{
    read_bytes(content, strlen(content));
}

static inline const char *string_of(struct text t)
{
    return arena_printf(arena, "%.*s", TEXT_ARGS(t));
}

#define ck_assert_text_eq(text, expected) ck_assert_str_eq(string_of(text), expected)

static inline const union kept_record *only_record(void)
{
    if (reading.outcome.quarantined)
        ck_abort_msg("quarantined: %s", reading.outcome.reason);
    if (reading.reject_count > 0)
        ck_abort_msg("rejected: %s: %s", reading.rejects[0].why.field,
                     reading.rejects[0].why.message);
    ck_assert_uint_eq(reading.record_count, 1);
    return &reading.records[0];
}

static inline const struct rejected_record *only_reject(void)
{
    if (reading.outcome.quarantined)
        ck_abort_msg("quarantined: %s", reading.outcome.reason);
    ck_assert_uint_eq(reading.record_count, 0);
    ck_assert_uint_eq(reading.reject_count, 1);
    return &reading.rejects[0];
}

static inline void assert_rejected(enum reject_code code, const char *field)
{
    const struct rejected_record *reject = only_reject();

    ck_assert_str_eq(reject->why.field, field);
    ck_assert_msg(reject->why.code == code, "%s: %s", reject_code_word(reject->why.code),
                  reject->why.message);
}

static inline void assert_quarantined(const char *reason)
{
    ck_assert_msg(reading.outcome.quarantined, "the file was read");
    ck_assert_str_eq(reading.outcome.reason, reason);
}

/* A bill line that has what it needs and these fields besides. */
static inline void read_bill_with(const char *headings, const char *values)
{
    read_csv(arena_printf(arena, "invoice_no,provider,client_ref,service,%s\nI1,P1,C1,HC,%s\n",
                          headings, values));
}

/* Seconds since 1970 of a UTC date and time. */
static inline int64_t utc(const char *datetime)
{
    int64_t civil_s, offset_s;

    ck_assert(datetime_parse(text_of(datetime), DATE_FORM_ISO, &civil_s, &offset_s));
    return civil_s;
}

static inline day_t day(const char *date)
{
    day_t parsed;

    ck_assert(day_parse(text_of(date), DATE_FORM_ISO, &parsed));
    return parsed;
}

static inline int run_cases(const char *name, void (*add)(TCase *tcase))
{
    TCase *tcase = tcase_create("cases");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    add(tcase);
    Suite *suite = suite_create(name);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

#endif
