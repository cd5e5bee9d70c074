/*
 * What a batch's hash is of.  One row a transaction and one a lot, fields parted
 * by tabs (references are printable, so they hold none).  Ids that the store
 * gives are not in it: the same payments have the same hash anywhere.
 */
#include <inttypes.h>
#include <string.h>

#include "matcher/payment/batch.h"

#define HEX_BYTES     (2 * sizeof(((struct payment_lot *)NULL)->content_sha256))
#define LOT_ROW_BYTES (sizeof("lot\t") - 1 + HEX_BYTES + sizeof("\n") - 1)

struct text batch_content_head(struct arena *arena, const struct settlement_batch *batch)
{
    char business_date[DAY_TEXT_BYTES], due[DAY_TEXT_BYTES];
    day_format(batch->business_date, business_date);
    day_format(batch->due_date, due);
    return text_of(arena_printf(
        arena, "batch\t%.*s\t%.*s\t%s\t%s\t%s\t%zu\t%zu\t%" PRId64 "\t%" PRId64 "\n",
        TEXT_ARGS(batch->council), TEXT_ARGS(batch->batch), rail_word(batch->rail), business_date,
        due, batch->transaction_count, batch->line_count, batch->net_pence, batch->vat_pence));
}

static char *put_lot(char *to, const struct payment_lot *lot)
{
    static const char hex_digits[] = "0123456789abcdef";

    to = (char *)mempcpy(to, "lot\t", 4);
    for (size_t i = 0; i < sizeof(lot->content_sha256); i++) {
        *to++ = hex_digits[lot->content_sha256[i] >> 4];
        *to++ = hex_digits[lot->content_sha256[i] & 15];
    }
    *to++ = '\n';
    return to;
}

/* Empty where the transaction is bound to nobody. */
static struct text payee_row(struct arena *arena, const struct provider *payee)
{
    if (payee == NULL)
        return (struct text){0};
#define X(name) "\t%.*s"
    return text_of(arena_printf(arena, "payee" PAYEE_TEXT_LIST(X) "\n"
#undef X
#define X(name) , TEXT_ARGS(payee->name)
                                PAYEE_TEXT_LIST(X)));
#undef X
}

struct text batch_content_transaction(struct arena *arena,
                                      const struct settlement_transaction *transaction)
{
    char due[DAY_TEXT_BYTES];
    day_format(transaction->due_date, due);
    struct text row = text_of(arena_printf(
        arena, "transaction\t%d\t%.*s\t%.*s\t%zu\t%" PRId64 "\t%" PRId64 "\t%s\n",
        transaction->number, TEXT_ARGS(transaction->provider), TEXT_ARGS(transaction->invoice_no),
        transaction->line_count, transaction->net_pence, transaction->vat_pence, due));
    struct text payee = payee_row(arena, transaction->payee);
    char *bytes = ARENA_ARRAY(arena, char,
                              row.length + payee.length + transaction->lot_count * LOT_ROW_BYTES);
    char *to = (char *)mempcpy(bytes, row.bytes, row.length);
    if (payee.length > 0)
        to = (char *)mempcpy(to, payee.bytes, payee.length);
    for (size_t i = 0; i < transaction->lot_count; i++)
        to = put_lot(to, &transaction->lots[i]);
    return (struct text){bytes, (size_t)(to - bytes)};
}

struct text batch_content(struct arena *arena, const struct settlement_batch *batch)
{
    struct text *pieces = ARENA_ARRAY(arena, struct text, 1 + batch->transaction_count);
    size_t length = 0;

    pieces[0] = batch_content_head(arena, batch);
    for (size_t i = 0; i < batch->transaction_count; i++)
        pieces[1 + i] = batch_content_transaction(arena, &batch->transactions[i]);
    for (size_t i = 0; i <= batch->transaction_count; i++)
        length += pieces[i].length;
    char *bytes = ARENA_ARRAY(arena, char, length), *to = bytes;
    for (size_t i = 0; i <= batch->transaction_count; i++)
        to = (char *)mempcpy(to, pieces[i].bytes, pieces[i].length);
    return (struct text){bytes, length};
}
