/*
 * The second reader of a caaa.011 file: adds the items up to their transaction,
 * the transactions to their type, and compares with what the file itself says at
 * each level.
 */
#include "adapters/outbound/caaa011_read.h"

#include <string.h>

#include "adapters/outbound/xml_read.h"

enum type { DEBIT, CREDIT, TYPE_COUNT };

struct type_totals {
    int64_t count, pence;
};

/* Twice in the file: for all and for the data set. */
struct stated {
    struct type_totals types[TYPE_COUNT];
};

struct caaa011_reader {
    struct stated of_all, of_data_set;
    struct type_totals total; /* the TxTtls at hand */
    enum type total_type;
    int64_t transaction_number;
    enum type type; /* of the transaction at hand */
    bool has_type, has_token;
    int64_t amount_pence, goods_pence, vat_pence; /* as it says */
    int64_t item_number, items_pence, items_vat_pence;
    int64_t item_sign, item_pence, item_vat_pence; /* the item at hand */
    struct file_totals totals;
};

static bool begin_element(void *to, const struct xml_element *place, struct error *error_r)
{
    struct caaa011_reader *reader = to;
    (void)error_r;
    if (strcmp(place->name, "TxTtls") == 0)
        reader->total = (struct type_totals){0};
    if (xml_is(place, "BtchTrf/DataSet", "Tx")) {
        reader->has_type = reader->has_token = false;
        reader->amount_pence = reader->goods_pence = reader->vat_pence = 0;
        reader->item_number = reader->items_pence = reader->items_vat_pence = 0;
    }
    if (strcmp(place->name, "SaleItm") == 0) {
        reader->item_sign = 1;
        reader->item_pence = reader->item_vat_pence = 0;
    }
    return true;
}

static bool is_value(const struct xml_element *place, const char *value)
{
    return place->value != NULL && strcmp(place->value, value) == 0;
}

/* --- what single elements say -------------------------------------------------- */

static bool take_total_type(struct caaa011_reader *reader, const struct xml_element *place,
                            struct error *error_r)
{
    reader->total_type = is_value(place, "CRDT") ? CREDIT : DEBIT;
    return is_value(place, "CRDT") || is_value(place, "DEBT") ||
           xml_bad(place, "neither debits nor credits", error_r);
}

static bool take_total_count(struct caaa011_reader *reader, const struct xml_element *place,
                             struct error *error_r)
{
    return xml_read_number(place, &reader->total.count, error_r);
}

static bool take_total_pence(struct caaa011_reader *reader, const struct xml_element *place,
                             struct error *error_r)
{
    return xml_read_pounds(place, &reader->total.pence, error_r);
}

static bool take_currency(struct caaa011_reader *reader, const struct xml_element *place,
                          struct error *error_r)
{
    (void)reader;
    return is_value(place, "GBP") || xml_bad(place, "not in pounds sterling", error_r);
}

static bool take_number(struct caaa011_reader *reader, const struct xml_element *place,
                        struct error *error_r)
{
    int64_t number;
    return xml_read_number(place, &number, error_r) &&
           (number == ++reader->transaction_number ||
            xml_bad(place, "transactions do not run from 1", error_r));
}

static bool take_token(struct caaa011_reader *reader, const struct xml_element *place,
                       struct error *error_r)
{
    (void)error_r;
    reader->has_token = place->value != NULL && place->value[0] != '\0';
    return true;
}

static bool take_type(struct caaa011_reader *reader, const struct xml_element *place,
                      struct error *error_r)
{
    reader->has_type = true;
    reader->type = is_value(place, "RFND") ? CREDIT : DEBIT;
    return is_value(place, "RFND") || is_value(place, "CRDP") ||
           xml_bad(place, "neither payment nor refund", error_r);
}

static bool take_amount(struct caaa011_reader *reader, const struct xml_element *place,
                        struct error *error_r)
{
    return xml_read_pounds(place, &reader->amount_pence, error_r);
}

static bool take_goods(struct caaa011_reader *reader, const struct xml_element *place,
                       struct error *error_r)
{
    return xml_read_pounds(place, &reader->goods_pence, error_r);
}

static bool take_vat(struct caaa011_reader *reader, const struct xml_element *place,
                     struct error *error_r)
{
    return xml_read_pounds(place, &reader->vat_pence, error_r);
}

static bool take_item_number(struct caaa011_reader *reader, const struct xml_element *place,
                             struct error *error_r)
{
    int64_t number;
    return xml_read_number(place, &number, error_r) &&
           (number == ++reader->item_number || xml_bad(place, "items do not run from 1", error_r));
}

static bool take_item_amount(struct caaa011_reader *reader, const struct xml_element *place,
                             struct error *error_r)
{
    return xml_read_pounds(place, &reader->item_pence, error_r);
}

static bool take_item_sign(struct caaa011_reader *reader, const struct xml_element *place,
                           struct error *error_r)
{
    reader->item_sign = is_value(place, "false") ? -1 : 1;
    return is_value(place, "true") || is_value(place, "false") ||
           xml_bad(place, "neither true nor false", error_r);
}

static bool take_item_vat(struct caaa011_reader *reader, const struct xml_element *place,
                          struct error *error_r)
{
    return xml_read_pounds(place, &reader->item_vat_pence, error_r);
}

/* --- where parts end ------------------------------------------------------------- */

static bool end_total(struct caaa011_reader *reader, const struct xml_element *place,
                      struct error *error_r)
{
    (void)error_r;
    struct stated *stated =
        xml_is(place, "DataSet", "TxTtls") ? &reader->of_data_set : &reader->of_all;
    stated->types[reader->total_type] = reader->total;
    return true;
}

static bool end_item(struct caaa011_reader *reader, const struct xml_element *place,
                     struct error *error_r)
{
    (void)place, (void)error_r;
    reader->items_pence += reader->item_sign * reader->item_pence;
    reader->items_vat_pence += reader->item_sign * reader->item_vat_pence;
    return true;
}

static bool check_transaction(const struct caaa011_reader *reader, const struct xml_element *place,
                              struct error *error_r)
{
    if (!reader->has_type || !reader->has_token || reader->item_number == 0)
        return xml_bad(place, "without a type, a card token or items", error_r);
    if (reader->items_pence != reader->goods_pence)
        return xml_bad(place, "the items do not add up to the goods and services", error_r);
    if (reader->items_vat_pence != reader->vat_pence)
        return xml_bad(place, "the items' VAT does not add up to the VAT", error_r);
    if (reader->goods_pence + reader->vat_pence != reader->amount_pence)
        return xml_bad(place, "the amount is not goods and VAT", error_r);
    return true;
}

static bool end_transaction(struct caaa011_reader *reader, const struct xml_element *place,
                            struct error *error_r)
{
    const int64_t sign = reader->type == CREDIT ? -1 : 1;
    struct file_totals *totals = &reader->totals;
    if (!check_transaction(reader, place, error_r))
        return false;
    if (reader->type == CREDIT) {
        totals->refund_count++;
        totals->refund_pence += reader->amount_pence;
    } else {
        totals->sale_count++;
        totals->sale_pence += reader->amount_pence;
    }
    totals->vat_pence += sign * reader->vat_pence;
    totals->item_count += reader->item_number;
    totals->item_pence += sign * reader->goods_pence;
    return true;
}

static bool is_stated(const struct stated *stated, const struct file_totals *totals)
{
    const struct type_totals *debits = &stated->types[DEBIT], *credits = &stated->types[CREDIT];
    return debits->count == totals->sale_count && debits->pence == totals->sale_pence &&
           credits->count == totals->refund_count && credits->pence == totals->refund_pence;
}

static bool end_transfer(struct caaa011_reader *reader, const struct xml_element *place,
                         struct error *error_r)
{
    return (is_stated(&reader->of_all, &reader->totals) &&
            is_stated(&reader->of_data_set, &reader->totals)) ||
           xml_bad(place, "the transactions do not add up to TxTtls", error_r);
}

static const struct {
    const char *within, *name;
    bool (*take)(struct caaa011_reader *reader, const struct xml_element *place,
                 struct error *error_r);
} elements[] = {
    {"SaleItm", "ItmId", take_item_number},
    {"SaleItm", "PdctAmt", take_item_amount},
    {"SaleItm", "PdctAmtSgn", take_item_sign},
    {"SaleItm", "ValAddedTax", take_item_vat},
    {"TxDtls", "SaleItm", end_item},
    {"Cmpltn", "TxSeqCntr", take_number},
    {"PmtTkn", "PmtTkn", take_token},
    {"MrchntTkn", "Tkn", take_token},
    {"Tx", "TxTp", take_type},
    {"TxDtls", "Ccy", take_currency},
    {"TxDtls", "TtlAmt", take_amount},
    {"DtldAmt", "AmtGoodsAndSvcs", take_goods},
    {"DtldAmt/ValAddedTax", "Amt", take_vat},
    {"BtchTrf/DataSet", "Tx", end_transaction},
    {"TxTtls", "Ccy", take_currency},
    {"TxTtls", "Tp", take_total_type},
    {"TxTtls", "TtlNb", take_total_count},
    {"TxTtls", "CmltvAmt", take_total_pence},
    {"BtchTrf", "TxTtls", end_total},
    {"DataSet", "TxTtls", end_total},
    {"AccptrBtchTrf", "BtchTrf", end_transfer},
};

static bool end_element(void *to, const struct xml_element *place, struct error *error_r)
{
    for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
        if (xml_is(place, elements[i].within, elements[i].name))
            return elements[i].take(to, place, error_r);
    return true;
}

bool caaa011_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                       struct error *error_r)
{
    struct caaa011_reader *reader = ARENA_NEW(arena, struct caaa011_reader);
    const struct xml_visitor visitor = {begin_element, end_element, reader};
    bool is_read =
        xml_walk(fd, arena, "urn:iso:std:iso:20022:tech:xsd:caaa.011.001.13", &visitor, error_r);
    *totals_r = reader->totals;
    return is_read;
}
