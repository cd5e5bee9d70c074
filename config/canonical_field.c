#include "config/canonical_field.h"

#include <assert.h>
#include <stddef.h>

#define NAMES_MOST 32

static const char *const names[FEED_KIND_COUNT][NAMES_MOST] = {
    [FEED_KIND_BILL] = {"invoice_no",
                        "line_no",
                        "invoice_date",
                        "provider",
                        "client_ref",
                        "carer_ref",
                        "service",
                        "order_no",
                        "order_line",
                        "start",
                        "visit_date",
                        "start_time",
                        "end",
                        "end_time",
                        "duration",
                        "actual_start",
                        "actual_end",
                        "actual_duration",
                        "quantity",
                        "unit",
                        "rate",
                        "net",
                        "vat",
                        "gross",
                        "outcome",
                        "notice_at",
                        "secondary",
                        "credits_invoice_no",
                        "credits_line_no",
                        "description"},
    [FEED_KIND_ORDER] = {"order_no",     "order_line",      "provider",      "client_ref",
                         "service",      "basis",           "planned_start", "planned_date",
                         "planned_time", "planned_minutes", "carers",        "quantity",
                         "period",       "valid_from",      "valid_to",      "rate",
                         "unit_price",   "cost_centre",     "gl_code",       "care_manager",
                         "status",       "version"},
    [FEED_KIND_EVIDENCE] = {"provider", "client_ref", "carer_ref", "service", "log_in", "log_out",
                            "method", "visit_ref"},
    [FEED_KIND_RATE] = {"provider", "service", "day_type", "kind", "minutes", "rate", "from_time",
                        "to_time", "valid_from", "valid_to"},
    [FEED_KIND_PROVIDER] = {"provider", "name", "rail", "card_token", "card_last4", "merchant_id",
                            "sort_code", "account_no", "account_name", "vat_no", "contact_email",
                            "status", "per_transaction_limit"},
    [FEED_KIND_CONTACT] = {"care_manager", "email", "name"},
    [FEED_KIND_SUSPENSION] = {"client_ref", "from", "to", "reason"},
    [FEED_KIND_DECISION] = {"invoice_no", "line_no", "provider", "decision", "by", "reason"},
    [FEED_KIND_PAID] = {"provider", "client_ref", "service", "start", "invoice_no", "line_no",
                        "amount"},
    [FEED_KIND_RESPONSE] = {"batch", "transaction", "status", "at", "amount", "message"},
    [FEED_KIND_STATEMENT] = {"date", "amount", "merchant_id", "reference", "batch", "transaction"},
};

bool canonical_field_known(enum feed_kind kind, struct text name)
{
    assert(kind < FEED_KIND_COUNT);
    for (size_t i = 0; i < NAMES_MOST && names[kind][i]; i++)
        if (text_equal(text_of(names[kind][i]), name))
            return true;
    return false;
}
