/*
 * The second reader of a pain.001 file: adds the payments up and compares with
 * count and control sum at both levels.
 */
#include "adapters/outbound/pain001_read.h"

#include <string.h>

#include "adapters/outbound/xml_read.h"
#include "matcher/base/decimal.h"

struct pain001_reader {
    struct {
        int64_t count, pence;
    } stated[2], found; /* of the message, of the payment instruction */
    int64_t amount_pence;
    bool has_reference, has_sort_code, has_account;
};

enum { MESSAGE, INSTRUCTION };

static bool begin_element(void *to, const struct xml_element *place, struct error *error_r)
{
    struct pain001_reader *reader = to;
    (void)error_r;
    if (strcmp(place->name, "CdtTrfTxInf") == 0) {
        reader->amount_pence = 0;
        reader->has_reference = reader->has_sort_code = reader->has_account = false;
    }
    return true;
}

static bool take_message_count(struct pain001_reader *reader, const struct xml_element *place,
                               struct error *error_r)
{
    return xml_read_number(place, &reader->stated[MESSAGE].count, error_r);
}

static bool take_message_sum(struct pain001_reader *reader, const struct xml_element *place,
                             struct error *error_r)
{
    return xml_read_pounds(place, &reader->stated[MESSAGE].pence, error_r);
}

static bool take_count(struct pain001_reader *reader, const struct xml_element *place,
                       struct error *error_r)
{
    return xml_read_number(place, &reader->stated[INSTRUCTION].count, error_r);
}

static bool take_sum(struct pain001_reader *reader, const struct xml_element *place,
                     struct error *error_r)
{
    return xml_read_pounds(place, &reader->stated[INSTRUCTION].pence, error_r);
}

static bool take_amount(struct pain001_reader *reader, const struct xml_element *place,
                        struct error *error_r)
{
    if (place->currency == NULL || strcmp(place->currency, "GBP") != 0)
        return xml_bad(place, "not in pounds sterling", error_r);
    return xml_read_pounds(place, &reader->amount_pence, error_r);
}

static bool take_reference(struct pain001_reader *reader, const struct xml_element *place,
                           struct error *error_r)
{
    (void)error_r;
    reader->has_reference = place->value != NULL && place->value[0] != '\0';
    return true;
}

static bool take_sort_code(struct pain001_reader *reader, const struct xml_element *place,
                           struct error *error_r)
{
    reader->has_sort_code = place->value != NULL && strlen(place->value) == 6 &&
                            strspn(place->value, "0123456789") == 6;
    return reader->has_sort_code || xml_bad(place, "not a sort code", error_r);
}

static bool take_account(struct pain001_reader *reader, const struct xml_element *place,
                         struct error *error_r)
{
    reader->has_account = place->value != NULL && strlen(place->value) == 8 &&
                          strspn(place->value, "0123456789") == 8;
    return reader->has_account || xml_bad(place, "not an account number", error_r);
}

static bool end_payment(struct pain001_reader *reader, const struct xml_element *place,
                        struct error *error_r)
{
    if (reader->amount_pence <= 0)
        return xml_bad(place, "a payment of nothing", error_r);
    if (!reader->has_reference || !reader->has_sort_code || !reader->has_account)
        return xml_bad(place, "without a reference or an account", error_r);
    reader->found.count++;
    reader->found.pence += reader->amount_pence;
    return true;
}

static bool end_message(struct pain001_reader *reader, const struct xml_element *place,
                        struct error *error_r)
{
    for (int level = MESSAGE; level <= INSTRUCTION; level++)
        if (reader->stated[level].count != reader->found.count ||
            reader->stated[level].pence != reader->found.pence)
            return xml_bad(place, "the payments do not add up to NbOfTxs and CtrlSum", error_r);
    return true;
}

static const struct {
    const char *within, *name;
    bool (*take)(struct pain001_reader *reader, const struct xml_element *place,
                 struct error *error_r);
} elements[] = {
    {"GrpHdr", "NbOfTxs", take_message_count},
    {"GrpHdr", "CtrlSum", take_message_sum},
    {"PmtInf", "NbOfTxs", take_count},
    {"PmtInf", "CtrlSum", take_sum},
    {"Amt", "InstdAmt", take_amount},
    {"PmtId", "EndToEndId", take_reference},
    {"CdtrAgt/FinInstnId/ClrSysMmbId", "MmbId", take_sort_code},
    {"CdtrAcct/Id/Othr", "Id", take_account},
    {"PmtInf", "CdtTrfTxInf", end_payment},
    {"Document", "CstmrCdtTrfInitn", end_message},
};

static bool end_element(void *to, const struct xml_element *place, struct error *error_r)
{
    for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
        if (xml_is(place, elements[i].within, elements[i].name))
            return elements[i].take(to, place, error_r);
    return true;
}

bool pain001_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                       struct error *error_r)
{
    struct pain001_reader *reader = ARENA_NEW(arena, struct pain001_reader);
    const struct xml_visitor visitor = {begin_element, end_element, reader};
    bool is_read =
        xml_walk(fd, arena, "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09", &visitor, error_r);
    *totals_r = (struct file_totals){.sale_count = reader->found.count,
                                     .sale_pence = reader->found.pence,
                                     .vat_pence = NOT_GIVEN,
                                     .item_count = NOT_GIVEN,
                                     .item_pence = NOT_GIVEN};
    return is_read;
}
