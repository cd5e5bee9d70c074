#include "tests/fuzz/fuzz_feed.h"

#include <assert.h>
#include <string.h>

#include "adapters/inbound/field.h"
#include "adapters/inbound/utf8.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct service_config services[] = {
    {.service = {"HC", 2}, .unit = QUANTITY_UNIT_HOUR},
    {.service = {"MINS", 4}, .unit = QUANTITY_UNIT_MINUTE},
    {.service = {"REPAIR", 6}, .unit = QUANTITY_UNIT_JOB},
};
static const struct person_config people[] = {{.name = "A. Officer", .login = ""}};

struct taken {
    const struct feed_config *feed;
    unsigned stops_at;
    int64_t records, rejects;
};

/* The database takes UTF-8 without a NUL. */
static void check_text(struct text t)
{
    assert(t.length == 0 || memchr(t.bytes, '\0', t.length) == NULL);
    assert(utf8_is_valid(t));
}

static void check_string(const char *string, size_t room)
{
    assert(memchr(string, '\0', room) != NULL);
    check_text(text_of(string));
}

/* One that keys are made of. */
static void check_reference(struct text t)
{
    check_text(t);
    assert(t.length <= REFERENCE_BYTES_MOST);
    assert(utf8_find_control(t, false) == t.length);
}

static void check_needed(struct text t)
{
    check_reference(t);
    assert(t.length > 0);
}

static void check_references(const struct text *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_reference(*texts[i]);
}

static void check_bill(const struct bill_line *b)
{
    const struct text *others[] = {&b->carer_ref,          &b->order_no,        &b->order_line,
                                   &b->credits_invoice_no, &b->credits_line_no, &b->outcome};

    check_needed(b->provider);
    check_needed(b->invoice_no);
    check_needed(b->line_no);
    check_needed(b->service);
    check_reference(b->client_ref);
    check_references(others, COUNT_OF(others));
    check_text(b->description);
}

static void check_order(const struct order_line *o)
{
    const struct text *others[] = {&o->order_line,  &o->provider, &o->client_ref,  &o->service,
                                   &o->cost_centre, &o->gl_code,  &o->care_manager};

    check_needed(o->order_no);
    check_references(others, COUNT_OF(others));
}

static void check_evidence(const struct evidence *e)
{
    check_needed(e->provider);
    check_needed(e->client_ref);
    check_needed(e->carer_ref);
    check_reference(e->service);
    check_reference(e->visit_ref);
    assert(e->log_in_s < e->log_out_s);
}

static void check_rate(const struct rate_entry *r)
{
    check_needed(r->provider);
    check_needed(r->service);
    assert(r->rate_e6 >= 0);
    assert((r->kind == RATE_KIND_VISIT) == (r->minutes > 0));
    assert(r->valid_to == DAY_NOT_GIVEN || r->valid_from <= r->valid_to);
}

static void check_provider(const struct provider *p)
{
    const struct text *others[] = {&p->card_token, &p->card_last4, &p->merchant_id,
                                   &p->sort_code,  &p->account_no, &p->vat_no};

    check_needed(p->provider);
    check_text(p->name);
    check_text(p->account_name);
    check_text(p->contact_email);
    check_references(others, COUNT_OF(others));
}

static void check_suspension(const struct suspension *s)
{
    check_needed(s->client_ref);
    check_text(s->reason);
    assert(s->to == DAY_NOT_GIVEN || s->from <= s->to);
}

static void check_decision(const struct decision *d)
{
    check_needed(d->provider);
    check_needed(d->invoice_no);
    check_needed(d->line_no);
    assert(text_equal(d->by, text_of(people[0].name)));
    check_text(d->reason);
    assert(d->reason.length > 0);
}

static void check_paid(const struct paid_before *p)
{
    check_needed(p->provider);
    check_needed(p->client_ref);
    check_needed(p->service);
    check_needed(p->invoice_no);
    check_reference(p->line_no);
    assert(given(p->start_s));
}

static void check_response(const struct payment_response *r)
{
    check_needed(r->batch);
    check_needed(r->transaction);
    check_text(r->message);
    assert(!given(r->amount_pence) || r->amount_pence >= 0);
}

static void check_statement(const struct statement_entry *s)
{
    const struct text *others[] = {&s->merchant_id, &s->reference, &s->batch, &s->transaction};

    assert(s->posted != DAY_NOT_GIVEN && given(s->amount_pence));
    check_references(others, COUNT_OF(others));
}

static void check_record(enum feed_kind kind, union inbound_record record)
{
    switch (kind) {
    case FEED_KIND_BILL:
        check_bill(record.bill);
        break;
    case FEED_KIND_ORDER:
        check_order(record.order);
        break;
    case FEED_KIND_EVIDENCE:
        check_evidence(record.evidence);
        break;
    case FEED_KIND_RATE:
        check_rate(record.rate);
        break;
    case FEED_KIND_PROVIDER:
        check_provider(record.provider);
        break;
    case FEED_KIND_CONTACT:
        check_needed(record.contact->care_manager);
        check_text(record.contact->email);
        check_text(record.contact->name);
        break;
    case FEED_KIND_SUSPENSION:
        check_suspension(record.suspension);
        break;
    case FEED_KIND_DECISION:
        check_decision(record.decision);
        break;
    case FEED_KIND_PAID:
        check_paid(record.paid);
        break;
    case FEED_KIND_RESPONSE:
        check_response(record.response);
        break;
    case FEED_KIND_STATEMENT:
        check_statement(record.statement);
        break;
    case FEED_KIND_COUNT:
        break;
    }
}

static bool go_on(const struct taken *taken, struct error *error_r)
{
    return taken->stops_at == 0 || taken->records + taken->rejects < taken->stops_at ||
           error_set(error_r, EXIT_STATUS_TRY_AGAIN, "the sink is full");
}

static bool take_record(void *context, union inbound_record record, struct error *error_r)
{
    struct taken *taken = context;

    taken->records++;
    check_record(taken->feed->kind, record);
    return go_on(taken, error_r);
}

static bool take_reject(void *context, const struct rejected_record *reject, struct error *error_r)
{
    struct taken *taken = context;

    taken->rejects++;
    assert(reject->why.code < REJECT_COUNT && reject->line > 0);
    assert(reject->why.message[0] != '\0');
    check_string(reject->why.message, sizeof(reject->why.message));
    check_string(reject->why.field, FIELD_LIST_MOST);
    check_text(reject->raw);
    check_reference(reject->provider);
    check_reference(reject->invoice_no);
    check_reference(reject->line_no);
    check_reference(reject->client_ref);
    return go_on(taken, error_r);
}

static bool take_invoice_no(void *context, const struct bill_line *line)
{
    (void)context;
    return line->invoice_no.length < REFERENCE_BYTES_MOST / 2;
}

static void check_outcome(const struct inbound_outcome *outcome, const struct taken *taken)
{
    check_string(outcome->reason, sizeof(outcome->reason));
    check_string(outcome->reference, sizeof(outcome->reference));
    check_string(outcome->totals, sizeof(outcome->totals));
    assert(outcome->quarantined == (outcome->reason[0] != '\0'));
    assert(outcome->rows_rejected == taken->rejects);
    if (!outcome->quarantined)
        assert(outcome->rows_read == taken->records + taken->rejects);
}

bool fuzz_feed_read(const struct feed_config *feed, struct text file, unsigned stops_at)
{
    struct taken taken = {.feed = feed, .stops_at = stops_at};
    const struct inbound_context context = {.feed = feed,
                                            .zone = fuzz_zone(),
                                            .service_count = COUNT_OF(services),
                                            .services = services,
                                            .person_count = COUNT_OF(people),
                                            .people = people,
                                            .shown_name = "feed"};
    const struct inbound_sink sink = {.context = &taken,
                                      .record = take_record,
                                      .reject = take_reject,
                                      .invoice_no_fits = take_invoice_no};
    struct inbound_outcome outcome;
    struct error error;

    bool ok = inbound_read(fuzz_file(file), &context, &sink, &outcome, &error);
    assert(ok || (stops_at > 0 && taken.records + taken.rejects == stops_at));
    if (ok)
        check_outcome(&outcome, &taken);
    return ok && !outcome.quarantined;
}
