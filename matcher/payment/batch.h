/*
 * Settlement batches: lines that are to be paid, gathered into transactions on
 * one rail, with totals that prove themselves.  Pure data; storing it is
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
#include "matcher/record/quantity_unit.h"
#include "matcher/record/standing.h"

/* A line that is paid and in no batch yet. Amounts are signed: a credit is negative. */
struct payable_line {
    int64_t line_id;
    struct text provider;
    struct text invoice_no;
    struct text line_no;
    struct text client_ref;
    struct text service;
    struct text cost_centre; /* of its order; may be empty */
    struct text gl_code;
    struct text order_no;
    struct text order_line;
    int64_t delivered_start_s;
    int64_t delivered_minutes;
    int64_t expected_minutes; /* or NOT_GIVEN */
    int64_t quantity_e4;      /* billed, or NOT_GIVEN */
    enum quantity_unit unit;
    int64_t billed_pence;   /* or NOT_GIVEN: self-billed */
    int64_t net_pence;      /* payable */
    int64_t vat_pence;      /* payable */
    int64_t vat_percent_e4; /* rate of its service or terms */
    day_t due_date;
};

struct settlement_transaction {
    int32_t number; /* 1.. within the batch */
    struct text provider;
    struct text invoice_no; /* empty: settled per provider */
    size_t line_count;
    const struct payable_line *lines; /* by (invoice_no, line_no); consecutive in the batch */
    int64_t net_pence;
    int64_t vat_pence;
    day_t due_date; /* earliest of its lines */
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
    const struct settlement_transaction *transactions;
    size_t line_count;
    const struct payable_line *lines;
    int64_t net_pence;
    int64_t vat_pence;
    uint8_t content_sha256[32]; /* filled by the caller from batch_content() */
};

/* Items that one transaction can hold: BRIF numbers them 001 to 999. */
#define TRANSACTION_ITEMS_MAX 999

/*
 * Closes one batch over `lines` (all of providers paid on `rail`): sorts them,
 * groups them into transactions (per invoice, or per provider with invoice_no
 * empty), splits above TRANSACTION_ITEMS_MAX, sums up.  `number` counts the
 * batches of that council, date and rail.  Asserts that the totals of lines,
 * transactions and batch agree.  line_count must be > 0.
 */
void batch_close(struct arena *arena, struct text council, day_t business_date, enum rail rail,
                 int number, bool per_provider, size_t line_count, const struct payable_line *lines,
                 struct settlement_batch *batch_r);

/* The batch's content in a fixed textual form, which its hash is of: every
 * transaction and line with its money, in order. */
struct text batch_content(struct arena *arena, const struct settlement_batch *batch);

/* The date by which a line's money is with the supplier: sla_days working days
 * after the day on which the line first arrived. */
day_t due_date(const struct calendar *calendar, day_t received, int sla_days);

#endif
