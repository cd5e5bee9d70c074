#include <inttypes.h>

#include "adapters/outbound/settlement_files.h"
#include "matcher/base/decimal.h"

void file_totals_add(struct file_totals *totals, const struct settlement_transaction *transaction)
{
    int64_t gross_pence = transaction->net_pence + transaction->vat_pence;

    if (settlement_transaction_is_refund(transaction)) {
        totals->refund_count++;
        totals->refund_pence -= gross_pence;
    } else {
        totals->sale_count++;
        totals->sale_pence += gross_pence;
    }
    totals->vat_pence += transaction->vat_pence;
    totals->item_count += (int64_t)transaction->line_count;
    totals->item_pence += transaction->net_pence;
}

static bool is_same(const char *name, int64_t read, int64_t wanted, struct error *error_r)
{
    return !given(read) || read == wanted ||
           error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                     "read back %s %" PRId64 ", the batch has %" PRId64, name, read, wanted);
}

bool file_totals_compare(const struct file_totals *read, const struct file_totals *wanted,
                         struct error *error_r)
{
#define X(name) is_same(#name, read->name, wanted->name, error_r) &&
    return FILE_TOTALS_LIST(X) true;
#undef X
}
