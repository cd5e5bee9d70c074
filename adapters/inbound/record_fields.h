/*
 * The canonical fields of docs/files-in.md: one list each
 * feeds the enum that the readers of rows use and the names that files,
 * messages and the `columns` of a feed use.
 */
#ifndef TALLYSTICK_INBOUND_RECORD_FIELDS_H
#define TALLYSTICK_INBOUND_RECORD_FIELDS_H

#include <stddef.h>

#include "config/config.h"
#include "matcher/record/words.h"

#define FIELD_NEEDED   1u /* heading and value must be there */
#define FIELD_OPEN     2u /* may hold what looks like a card number */
#define FIELD_WITHHELD 4u /* is never stored, not even with a rejected line */

/* X(enum, name, flags) */
#define BILL_FIELD_LIST(X)                                                                         \
    X(INVOICE_NO, "invoice_no", FIELD_NEEDED | FIELD_OPEN)                                         \
    X(LINE_NO, "line_no", 0)                                                                       \
    X(INVOICE_DATE, "invoice_date", 0)                                                             \
    X(PROVIDER, "provider", FIELD_NEEDED)                                                          \
    X(CLIENT_REF, "client_ref", FIELD_NEEDED)                                                      \
    X(CARER_REF, "carer_ref", 0)                                                                   \
    X(SERVICE, "service", FIELD_NEEDED)                                                            \
    X(ORDER_NO, "order_no", FIELD_OPEN)                                                            \
    X(ORDER_LINE, "order_line", 0)                                                                 \
    X(START, "start", 0)                                                                           \
    X(VISIT_DATE, "visit_date", 0)                                                                 \
    X(START_TIME, "start_time", 0)                                                                 \
    X(END, "end", 0)                                                                               \
    X(END_TIME, "end_time", 0)                                                                     \
    X(DURATION, "duration", 0)                                                                     \
    X(ACTUAL_START, "actual_start", 0)                                                             \
    X(ACTUAL_END, "actual_end", 0)                                                                 \
    X(ACTUAL_DURATION, "actual_duration", 0)                                                       \
    X(QUANTITY, "quantity", 0)                                                                     \
    X(UNIT, "unit", 0)                                                                             \
    X(RATE, "rate", 0)                                                                             \
    X(NET, "net", 0)                                                                               \
    X(VAT, "vat", 0)                                                                               \
    X(GROSS, "gross", 0)                                                                           \
    X(OUTCOME, "outcome", 0)                                                                       \
    X(NOTICE_AT, "notice_at", 0)                                                                   \
    X(SECONDARY, "secondary", 0)                                                                   \
    X(CREDITS_INVOICE_NO, "credits_invoice_no", 0)                                                 \
    X(CREDITS_LINE_NO, "credits_line_no", 0)                                                       \
    X(DESCRIPTION, "description", 0)

/* What an access-portal file holds besides. */
#define PORTAL_FIELD_LIST(X)                                                                       \
    X(CONTRACT_NUMBER, "contract_number", 0)                                                       \
    X(OUR_REF, "our_ref", 0)                                                                       \
    X(CONTRIBUTION, "service_user_contribution", 0)                                                \
    X(CLIENT_DETAILS, "service_user_details", FIELD_WITHHELD)

/* X(field, heading) */
#define PORTAL_HEADING_LIST(X)                                                                     \
    X(BILL_FIELD_INVOICE_NO, "FileReference")                                                      \
    X(BILL_FIELD_PROVIDER, "ProviderRef")                                                          \
    X(BILL_FIELD_CLIENT_REF, "ServiceUserRef")                                                     \
    X(BILL_FIELD_SERVICE, "ServiceType")                                                           \
    X(BILL_FIELD_VISIT_DATE, "VisitDate")                                                          \
    X(BILL_FIELD_START_TIME, "StartTimeClaimed")                                                   \
    X(BILL_FIELD_DURATION, "DurationClaimed")                                                      \
    X(BILL_FIELD_ACTUAL_START, "ActualStartTime")                                                  \
    X(BILL_FIELD_ACTUAL_DURATION, "ActualDuration")                                                \
    X(BILL_FIELD_SECONDARY, "SecondaryVisit")                                                      \
    X(BILL_FIELD_NET, "PaymentClaimed")                                                            \
    X(PORTAL_FIELD_CONTRACT_NUMBER, "ContractNumber")                                              \
    X(PORTAL_FIELD_OUR_REF, "OurRef")                                                              \
    X(PORTAL_FIELD_CONTRIBUTION, "ServiceUserContribution")                                        \
    X(PORTAL_FIELD_CLIENT_DETAILS, "ServiceUserDetails")

#define ORDER_FIELD_LIST(X)                                                                        \
    X(ORDER_NO, "order_no", FIELD_NEEDED | FIELD_OPEN)                                             \
    X(ORDER_LINE, "order_line", 0)                                                                 \
    X(PROVIDER, "provider", FIELD_NEEDED)                                                          \
    X(CLIENT_REF, "client_ref", FIELD_NEEDED)                                                      \
    X(SERVICE, "service", FIELD_NEEDED)                                                            \
    X(BASIS, "basis", FIELD_NEEDED)                                                                \
    X(PLANNED_START, "planned_start", 0)                                                           \
    X(PLANNED_DATE, "planned_date", 0)                                                             \
    X(PLANNED_TIME, "planned_time", 0)                                                             \
    X(PLANNED_MINUTES, "planned_minutes", 0)                                                       \
    X(CARERS, "carers", 0)                                                                         \
    X(QUANTITY, "quantity", 0)                                                                     \
    X(PERIOD, "period", 0)                                                                         \
    X(VALID_FROM, "valid_from", 0)                                                                 \
    X(VALID_TO, "valid_to", 0)                                                                     \
    X(RATE, "rate", 0)                                                                             \
    X(UNIT_PRICE, "unit_price", 0)                                                                 \
    X(COST_CENTRE, "cost_centre", 0)                                                               \
    X(GL_CODE, "gl_code", 0)                                                                       \
    X(CARE_MANAGER, "care_manager", 0)                                                             \
    X(STATUS, "status", 0)                                                                         \
    X(VERSION, "version", 0)

#define EVIDENCE_FIELD_LIST(X)                                                                     \
    X(PROVIDER, "provider", FIELD_NEEDED)                                                          \
    X(CLIENT_REF, "client_ref", FIELD_NEEDED)                                                      \
    X(CARER_REF, "carer_ref", FIELD_NEEDED)                                                        \
    X(SERVICE, "service", 0)                                                                       \
    X(LOG_IN, "log_in", FIELD_NEEDED)                                                              \
    X(LOG_OUT, "log_out", FIELD_NEEDED)                                                            \
    X(METHOD, "method", 0)                                                                         \
    X(VISIT_REF, "visit_ref", FIELD_OPEN)

#define RATE_FIELD_LIST(X)                                                                         \
    X(PROVIDER, "provider", FIELD_NEEDED)                                                          \
    X(SERVICE, "service", FIELD_NEEDED)                                                            \
    X(DAY_TYPE, "day_type", FIELD_NEEDED)                                                          \
    X(KIND, "kind", FIELD_NEEDED)                                                                  \
    X(MINUTES, "minutes", 0)                                                                       \
    X(RATE, "rate", FIELD_NEEDED)                                                                  \
    X(FROM_TIME, "from_time", 0)                                                                   \
    X(TO_TIME, "to_time", 0)                                                                       \
    X(VALID_FROM, "valid_from", FIELD_NEEDED)                                                      \
    X(VALID_TO, "valid_to", 0)

#define PROVIDER_FIELD_LIST(X)                                                                     \
    X(PROVIDER, "provider", FIELD_NEEDED)                                                          \
    X(NAME, "name", FIELD_NEEDED)                                                                  \
    X(RAIL, "rail", 0)                                                                             \
    X(CARD_TOKEN, "card_token", 0)                                                                 \
    X(CARD_LAST4, "card_last4", 0)                                                                 \
    X(MERCHANT_ID, "merchant_id", 0)                                                               \
    X(SORT_CODE, "sort_code", 0)                                                                   \
    X(ACCOUNT_NO, "account_no", 0)                                                                 \
    X(ACCOUNT_NAME, "account_name", 0)                                                             \
    X(VAT_NO, "vat_no", 0)                                                                         \
    X(CONTACT_EMAIL, "contact_email", 0)                                                           \
    X(STATUS, "status", 0)                                                                         \
    X(PER_TRANSACTION_LIMIT, "per_transaction_limit", 0)

#define CONTACT_FIELD_LIST(X)                                                                      \
    X(CARE_MANAGER, "care_manager", FIELD_NEEDED)                                                  \
    X(EMAIL, "email", FIELD_NEEDED)                                                                \
    X(NAME, "name", 0)

#define SUSPENSION_FIELD_LIST(X)                                                                   \
    X(CLIENT_REF, "client_ref", FIELD_NEEDED)                                                      \
    X(FROM, "from", FIELD_NEEDED)                                                                  \
    X(TO, "to", 0)                                                                                 \
    X(REASON, "reason", 0)

#define DECISION_FIELD_LIST(X)                                                                     \
    X(PROVIDER, "provider", FIELD_NEEDED)                                                          \
    X(INVOICE_NO, "invoice_no", FIELD_NEEDED | FIELD_OPEN)                                         \
    X(LINE_NO, "line_no", FIELD_NEEDED)                                                            \
    X(DECISION, "decision", FIELD_NEEDED)                                                          \
    X(BY, "by", FIELD_NEEDED)                                                                      \
    X(REASON, "reason", FIELD_NEEDED)

#define RESPONSE_FIELD_LIST(X)                                                                     \
    X(BATCH, "batch", FIELD_NEEDED)                                                                \
    X(TRANSACTION, "transaction", FIELD_NEEDED | FIELD_OPEN)                                       \
    X(STATUS, "status", FIELD_NEEDED)                                                              \
    X(AT, "at", 0)                                                                                 \
    X(AMOUNT, "amount", 0)                                                                         \
    X(MESSAGE, "message", 0)

#define STATEMENT_FIELD_LIST(X)                                                                    \
    X(DATE, "date", FIELD_NEEDED)                                                                  \
    X(AMOUNT, "amount", FIELD_NEEDED)                                                              \
    X(MERCHANT_ID, "merchant_id", 0)                                                               \
    X(REFERENCE, "reference", FIELD_OPEN)                                                          \
    X(BATCH, "batch", 0)                                                                           \
    X(TRANSACTION, "transaction", 0)

#define PAID_FIELD_LIST(X)                                                                         \
    X(PROVIDER, "provider", FIELD_NEEDED)                                                          \
    X(CLIENT_REF, "client_ref", FIELD_NEEDED)                                                      \
    X(SERVICE, "service", FIELD_NEEDED)                                                            \
    X(START, "start", FIELD_NEEDED)                                                                \
    X(INVOICE_NO, "invoice_no", FIELD_NEEDED | FIELD_OPEN)                                         \
    X(LINE_NO, "line_no", 0)                                                                       \
    X(AMOUNT, "amount", 0)

#define X(name, word, flags) BILL_FIELD_##name,
enum bill_field { BILL_FIELD_LIST(X) BILL_FIELD_COUNT };
#undef X
#define X(name, word, flags) PORTAL_FIELD_##name,
enum portal_field {
    PORTAL_FIELD_BEFORE = BILL_FIELD_COUNT - 1,
    PORTAL_FIELD_LIST(X) PORTAL_FIELD_COUNT
};
#undef X
#define X(name, word, flags) ORDER_FIELD_##name,
enum order_field { ORDER_FIELD_LIST(X) ORDER_FIELD_COUNT };
#undef X
#define X(name, word, flags) EVIDENCE_FIELD_##name,
enum evidence_field { EVIDENCE_FIELD_LIST(X) EVIDENCE_FIELD_COUNT };
#undef X
#define X(name, word, flags) RATE_FIELD_##name,
enum rate_field { RATE_FIELD_LIST(X) RATE_FIELD_COUNT };
#undef X
#define X(name, word, flags) PROVIDER_FIELD_##name,
enum provider_field { PROVIDER_FIELD_LIST(X) PROVIDER_FIELD_COUNT };
#undef X
#define X(name, word, flags) CONTACT_FIELD_##name,
enum contact_field { CONTACT_FIELD_LIST(X) CONTACT_FIELD_COUNT };
#undef X
#define X(name, word, flags) SUSPENSION_FIELD_##name,
enum suspension_field { SUSPENSION_FIELD_LIST(X) SUSPENSION_FIELD_COUNT };
#undef X
#define X(name, word, flags) PAID_FIELD_##name,
enum paid_field { PAID_FIELD_LIST(X) PAID_FIELD_COUNT };
#undef X
#define X(name, word, flags) DECISION_FIELD_##name,
enum decision_field { DECISION_FIELD_LIST(X) DECISION_FIELD_COUNT };
#undef X
#define X(name, word, flags) RESPONSE_FIELD_##name,
enum response_field { RESPONSE_FIELD_LIST(X) RESPONSE_FIELD_COUNT };
#undef X
#define X(name, word, flags) STATEMENT_FIELD_##name,
enum statement_field { STATEMENT_FIELD_LIST(X) STATEMENT_FIELD_COUNT };
#undef X

struct field_spec {
    const char *name;
    unsigned flags;
};

#define FIELD_NONE      (-1)
#define FIELD_LIST_MOST 40 /* no kind has more fields */

/* What a file of one kind and preset may hold. */
struct record_layout {
    size_t field_count;
    const struct field_spec *fields;
    const char *const *headings; /* of each field, NULL: none; the whole NULL: the names.  Of XML:
                                  * paths (xml_records.h) */
    const char *record;          /* of XML: the record's path; NULL: the feed says it */
    bool starts;                 /* needs start, or visit_date and start_time */
    int provider, invoice_no, line_no, client_ref; /* where those are, or FIELD_NONE */
};

/* The configuration lets the portal bring bills alone. */
const struct record_layout *record_layout_of(enum feed_kind kind, enum preset preset);

#endif
