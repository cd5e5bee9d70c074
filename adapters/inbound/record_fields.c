#include "adapters/inbound/record_fields.h"

#include <assert.h>

#define X(name, word, flags) {word, flags},
static const struct field_spec bill_fields[] = {BILL_FIELD_LIST(X) PORTAL_FIELD_LIST(X)};
static const struct field_spec order_fields[] = {ORDER_FIELD_LIST(X)};
static const struct field_spec evidence_fields[] = {EVIDENCE_FIELD_LIST(X)};
static const struct field_spec rate_fields[] = {RATE_FIELD_LIST(X)};
static const struct field_spec provider_fields[] = {PROVIDER_FIELD_LIST(X)};
static const struct field_spec contact_fields[] = {CONTACT_FIELD_LIST(X)};
static const struct field_spec suspension_fields[] = {SUSPENSION_FIELD_LIST(X)};
static const struct field_spec paid_fields[] = {PAID_FIELD_LIST(X)};
static const struct field_spec decision_fields[] = {DECISION_FIELD_LIST(X)};
static const struct field_spec response_fields[] = {RESPONSE_FIELD_LIST(X)};
static const struct field_spec statement_fields[] = {STATEMENT_FIELD_LIST(X)};
#undef X

#define X(field, heading) [field] = heading,
static const char *const portal_headings[PORTAL_FIELD_COUNT] = {PORTAL_HEADING_LIST(X)};
#undef X

_Static_assert(PORTAL_FIELD_COUNT <= FIELD_LIST_MOST, "a feed map holds the longest list");

static const struct record_layout layouts[FEED_KIND_COUNT] = {
    [FEED_KIND_BILL] = {.field_count = BILL_FIELD_COUNT,
                        .fields = bill_fields,
                        .starts = true,
                        .provider = BILL_FIELD_PROVIDER,
                        .invoice_no = BILL_FIELD_INVOICE_NO,
                        .line_no = BILL_FIELD_LINE_NO,
                        .client_ref = BILL_FIELD_CLIENT_REF},
    [FEED_KIND_ORDER] = {.field_count = ORDER_FIELD_COUNT,
                         .fields = order_fields,
                         .provider = ORDER_FIELD_PROVIDER,
                         .invoice_no = FIELD_NONE,
                         .line_no = FIELD_NONE,
                         .client_ref = ORDER_FIELD_CLIENT_REF},
    [FEED_KIND_EVIDENCE] = {.field_count = EVIDENCE_FIELD_COUNT,
                            .fields = evidence_fields,
                            .provider = EVIDENCE_FIELD_PROVIDER,
                            .invoice_no = FIELD_NONE,
                            .line_no = FIELD_NONE,
                            .client_ref = EVIDENCE_FIELD_CLIENT_REF},
    [FEED_KIND_RATE] = {.field_count = RATE_FIELD_COUNT,
                        .fields = rate_fields,
                        .provider = RATE_FIELD_PROVIDER,
                        .invoice_no = FIELD_NONE,
                        .line_no = FIELD_NONE,
                        .client_ref = FIELD_NONE},
    [FEED_KIND_PROVIDER] = {.field_count = PROVIDER_FIELD_COUNT,
                            .fields = provider_fields,
                            .provider = PROVIDER_FIELD_PROVIDER,
                            .invoice_no = FIELD_NONE,
                            .line_no = FIELD_NONE,
                            .client_ref = FIELD_NONE},
    [FEED_KIND_CONTACT] = {.field_count = CONTACT_FIELD_COUNT,
                           .fields = contact_fields,
                           .provider = FIELD_NONE,
                           .invoice_no = FIELD_NONE,
                           .line_no = FIELD_NONE,
                           .client_ref = FIELD_NONE},
    [FEED_KIND_SUSPENSION] = {.field_count = SUSPENSION_FIELD_COUNT,
                              .fields = suspension_fields,
                              .provider = FIELD_NONE,
                              .invoice_no = FIELD_NONE,
                              .line_no = FIELD_NONE,
                              .client_ref = SUSPENSION_FIELD_CLIENT_REF},
    [FEED_KIND_PAID] = {.field_count = PAID_FIELD_COUNT,
                        .fields = paid_fields,
                        .provider = PAID_FIELD_PROVIDER,
                        .invoice_no = PAID_FIELD_INVOICE_NO,
                        .line_no = PAID_FIELD_LINE_NO,
                        .client_ref = PAID_FIELD_CLIENT_REF},
    [FEED_KIND_DECISION] = {.field_count = DECISION_FIELD_COUNT,
                            .fields = decision_fields,
                            .provider = DECISION_FIELD_PROVIDER,
                            .invoice_no = DECISION_FIELD_INVOICE_NO,
                            .line_no = DECISION_FIELD_LINE_NO,
                            .client_ref = FIELD_NONE},
    [FEED_KIND_RESPONSE] = {.field_count = RESPONSE_FIELD_COUNT,
                            .fields = response_fields,
                            .provider = FIELD_NONE,
                            .invoice_no = FIELD_NONE,
                            .line_no = FIELD_NONE,
                            .client_ref = FIELD_NONE},
    [FEED_KIND_STATEMENT] = {.field_count = STATEMENT_FIELD_COUNT,
                             .fields = statement_fields,
                             .provider = FIELD_NONE,
                             .invoice_no = FIELD_NONE,
                             .line_no = FIELD_NONE,
                             .client_ref = FIELD_NONE},
};

static const struct record_layout portal_layout = {.field_count = PORTAL_FIELD_COUNT,
                                                   .fields = bill_fields,
                                                   .headings = portal_headings,
                                                   .starts = true,
                                                   .provider = BILL_FIELD_PROVIDER,
                                                   .invoice_no = BILL_FIELD_INVOICE_NO,
                                                   .line_no = BILL_FIELD_LINE_NO,
                                                   .client_ref = BILL_FIELD_CLIENT_REF};

const struct record_layout *record_layout_of(enum feed_kind kind, enum preset preset)
{
    assert(layouts[kind].field_count > 0);
    assert(preset != PRESET_ACCESS_PORTAL || kind == FEED_KIND_BILL);
    return preset == PRESET_ACCESS_PORTAL ? &portal_layout : &layouts[kind];
}
