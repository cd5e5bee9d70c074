/*
 * The closed word lists of the records: one X-macro each feeds the enum, the
 * word in files and tables, and the parser.  Words are read in any case.
 */
#ifndef TALLYSTICK_RECORD_WORDS_H
#define TALLYSTICK_RECORD_WORDS_H

#include <stdbool.h>

#include "matcher/base/text.h"

#define BASIS_LIST(X)           X(VISIT, "visit") X(PERIOD, "period") X(UNIT, "unit")
#define PERIOD_LIST(X)          X(WEEK, "week") X(4WEEK, "4week") X(MONTH, "month") X(TOTAL, "total")
#define ORDER_STATUS_LIST(X)    X(ACTIVE, "active") X(CANCELLED, "cancelled")
#define PROVIDER_STATUS_LIST(X) X(ACTIVE, "active") X(SUSPENDED, "suspended")
#define RAIL_LIST(X)            X(CARD, "card") X(BANK, "bank")
#define DAY_TYPE_LIST(X)                                                                           \
    X(WEEKDAY, "weekday")                                                                          \
    X(SATURDAY, "saturday")                                                                        \
    X(SUNDAY, "sunday")                                                                            \
    X(WEEKEND, "weekend")                                                                          \
    X(BANKHOLIDAY, "bankholiday")
#define RATE_KIND_LIST(X)       X(HOUR, "hour") X(VISIT, "visit")
#define EVIDENCE_METHOD_LIST(X) X(PHONE, "phone") X(GPS, "gps") X(TAG, "tag") X(MANUAL, "manual")
#define DECISION_LIST(X)        X(PAY, "pay") X(PAY_EXPECTED, "pay_expected") X(REJECT, "reject")
#define PAYMENT_ANSWER_LIST(X)  X(SETTLED, "settled") X(DECLINED, "declined") X(RECEIVED, "received")
#define DRIFT_MEASURE_LIST(X)   X(MONEY, "money") X(MINUTES, "minutes")
#define CARE_SIGNAL_LIST(X)                                                                        \
    X(SHRINKING, "shrinking") X(SHORT_HANDED, "short_handed") X(NO_REPLY, "no_reply")
#define FEED_KIND_LIST(X)                                                                          \
    X(BILL, "bill")                                                                                \
    X(ORDER, "order")                                                                              \
    X(EVIDENCE, "evidence")                                                                        \
    X(RATE, "rate")                                                                                \
    X(PROVIDER, "provider")                                                                        \
    X(CONTACT, "contact")                                                                          \
    X(SUSPENSION, "suspension")                                                                    \
    X(DECISION, "decision")                                                                        \
    X(RESPONSE, "response")                                                                        \
    X(PAID, "paid")                                                                                \
    X(STATEMENT, "statement")

/* Each list as an enum, and for an enum `rail`: rail_word(RAIL_CARD) is "card",
 * rail_parse(text, &rail) the way back. */
#define X(name, word) BASIS_##name,
enum basis { BASIS_LIST(X) BASIS_COUNT };
#undef X
#define X(name, word) PERIOD_##name,
enum period { PERIOD_LIST(X) PERIOD_COUNT };
#undef X
#define X(name, word) ORDER_STATUS_##name,
enum order_status { ORDER_STATUS_LIST(X) ORDER_STATUS_COUNT };
#undef X
#define X(name, word) PROVIDER_STATUS_##name,
enum provider_status { PROVIDER_STATUS_LIST(X) PROVIDER_STATUS_COUNT };
#undef X
#define X(name, word) RAIL_##name,
enum rail { RAIL_LIST(X) RAIL_COUNT };
#undef X
#define X(name, word) DAY_TYPE_##name,
enum day_type { DAY_TYPE_LIST(X) DAY_TYPE_COUNT };
#undef X
#define X(name, word) RATE_KIND_##name,
enum rate_kind { RATE_KIND_LIST(X) RATE_KIND_COUNT };
#undef X
#define X(name, word) EVIDENCE_METHOD_##name,
enum evidence_method { EVIDENCE_METHOD_LIST(X) EVIDENCE_METHOD_COUNT };
#undef X
#define X(name, word) DECISION_##name,
enum decision_kind { DECISION_LIST(X) DECISION_COUNT };
#undef X
#define X(name, word) ANSWER_##name,
enum payment_answer { PAYMENT_ANSWER_LIST(X) ANSWER_COUNT };
#undef X
#define X(name, word) DRIFT_##name,
enum drift_measure { DRIFT_MEASURE_LIST(X) DRIFT_MEASURE_COUNT };
#undef X
#define X(name, word) CARE_SIGNAL_##name,
enum care_signal_kind { CARE_SIGNAL_LIST(X) CARE_SIGNAL_COUNT };
#undef X
#define X(name, word) FEED_KIND_##name,
enum feed_kind { FEED_KIND_LIST(X) FEED_KIND_COUNT };
#undef X

#define WORD_FUNCTIONS(type)                                                                       \
    const char *type##_word(enum type value);                                                      \
    bool type##_parse(struct text t, enum type *value_r);

WORD_FUNCTIONS(basis)
WORD_FUNCTIONS(period)
WORD_FUNCTIONS(order_status)
WORD_FUNCTIONS(provider_status)
WORD_FUNCTIONS(rail)
WORD_FUNCTIONS(day_type)
WORD_FUNCTIONS(rate_kind)
WORD_FUNCTIONS(evidence_method)
WORD_FUNCTIONS(decision_kind)
WORD_FUNCTIONS(payment_answer)
WORD_FUNCTIONS(drift_measure)
WORD_FUNCTIONS(care_signal_kind)
WORD_FUNCTIONS(feed_kind)

#endif
