#include "adapters/outbound/totals_read.h"

#include <stdio.h>

#include "adapters/outbound/read_pieces.h"

enum { FILE_BYTES_MOST = 1024 };

struct totals_reader {
    char file[FILE_BYTES_MOST + 1]; /* NUL after it */
    size_t length;
};

static bool bad(struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT, "not a file of control totals");
}

static bool take_piece(void *to, struct text piece, struct error *error_r)
{
    struct totals_reader *reader = to;
    if (piece.length > FILE_BYTES_MOST - reader->length)
        return bad(error_r);
    for (size_t i = 0; i < piece.length; i++)
        reader->file[reader->length++] = piece.bytes[i];
    return true;
}

static bool read_totals(const struct totals_reader *reader, struct file_totals *totals_r)
{
    long long sales, sale_pence, refunds, refund_pence, items, net_pence, vat_pence;
    int end = 0;
    sscanf(reader->file,
           "batch %*[^\n] business_date %*10[0-9-] sales %lld sales_pence %lld refunds %lld "
           "refunds_pence %lld items %lld net_pence %lld vat_pence %lld%n",
           &sales, &sale_pence, &refunds, &refund_pence, &items, &net_pence, &vat_pence, &end);
    if (end == 0 || (size_t)end + 1 != reader->length || reader->file[end] != '\n')
        return false;
    *totals_r = (struct file_totals){.sale_count = sales,
                                     .sale_pence = sale_pence,
                                     .refund_count = refunds,
                                     .refund_pence = refund_pence,
                                     .vat_pence = vat_pence,
                                     .item_count = items,
                                     .item_pence = net_pence};
    return true;
}

bool totals_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                      struct error *error_r)
{
    struct totals_reader *reader = ARENA_NEW(arena, struct totals_reader);
    return read_pieces(fd, arena, take_piece, reader, error_r) &&
           (read_totals(reader, totals_r) || bad(error_r));
}
