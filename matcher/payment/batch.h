/*
 * Settlement batches: payment lots gathered into transactions on one rail, with
 * totals that prove themselves.  Pure data; storing it is
 * adapters/postgres/settlement_store.h, writing files is adapters/outbound.
 *
 * Ids are made of council, business date, rail and number, so that the same
 * batch has the same bytes at any hour (docs/files-out.md).
 */
#ifndef TALLYSTICK_PAYMENT_BATCH_H
#define TALLYSTICK_PAYMENT_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/base/calendar.h"
#include "matcher/base/civil.h"
#include "matcher/base/text.h"
#include "matcher/payment/lot.h"
#include "matcher/record/standing.h"

/* What files say of who is paid, in the order of the batch's content: a record's texts. X(name) */
#define PAYEE_TEXT_LIST(X)                                                                         \
    X(name)                                                                                        \
    X(card_token)                                                                                  \
    X(card_last4) X(merchant_id) X(sort_code) X(account_no) X(account_name) X(vat_no)

struct settlement_transaction {
    int32_t number;  /* 1.. within the batch */
    int32_t attempt; /* to make this payment, from 1 */
    struct text provider;
    const struct provider *payee; /* its record when the batch was made: the texts above */
    struct text invoice_no;       /* empty: settled per provider, or several invoices netted */
    size_t line_count;
    size_t lot_count;
    const struct payment_lot *lots; /* consecutive in the batch */
    int64_t net_pence;
    int64_t vat_pence;
    day_t due_date; /* earliest of its lots */
};

/* Its money goes back to the council: payment files have amounts without a sign. */
static inline bool settlement_transaction_is_refund(const struct settlement_transaction *t)
{
    return t->net_pence + t->vat_pence < 0;
}

struct settlement_batch {
    struct text council;
    struct text batch; /* COUNCIL-YYYYMMDD-RAIL-NUMBER, e.g. KENT-20261109-card-1 */
    enum rail rail;
    day_t business_date;
    day_t due_date; /* earliest of its transactions */
    size_t transaction_count;
    struct settlement_transaction *transactions; /* NULL: only the batch itself was read */
    size_t lot_count;
    const struct payment_lot *lots;
    size_t line_count;
    int64_t net_pence;
    int64_t vat_pence;
    size_t refund_count;        /* of its transactions */
    int64_t refund_pence;       /* of those, net and VAT, without sign */
    uint8_t content_sha256[32]; /* filled by the caller from batch_content() */
};

/*
 * Closes one batch over `lots` (all of providers paid on `rail`): groups them
 * into transactions (payment_group.h) and sums up.  `number` counts the batches of that council,
 * date and rail.  Asserts that the totals of lots, transactions and batch agree.  lot_count must be
 * > 0.
 */
void batch_close(struct arena *arena, struct text council, day_t business_date, enum rail rail,
                 int number, bool per_provider, size_t lot_count, const struct payment_lot *lots,
                 struct settlement_batch *batch_r);

/* Binds the batch to the providers' records as they are: nobody else is paid by it, whatever they
 * become.  Each of its providers is among those, which stand by provider as bytes. */
void batch_bind_payees(struct settlement_batch *batch, size_t provider_count,
                       const struct provider *providers);

/* What a batch's hash is of, in a fixed textual form: the batch, then each transaction with its
 * money, its payee and the hashes of its lots, in order. */
struct text batch_content(struct arena *arena, const struct settlement_batch *batch);
/* The same in pieces: first the head, then every transaction. */
struct text batch_content_head(struct arena *arena, const struct settlement_batch *batch);
struct text batch_content_transaction(struct arena *arena,
                                      const struct settlement_transaction *transaction);

/* The date by which a line's money is with the supplier: sla_days working days
 * after the day on which the line first arrived. */
day_t due_date(const struct calendar *calendar, day_t received, int sla_days);

#endif
