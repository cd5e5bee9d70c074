/*
 * The second reader of a UBL RemittanceAdvice: an advice line is the sum of the
 * invoice lines below it, and the totals are those of the advice lines.
 */
#include "adapters/outbound/ubl_remittance_read.h"

#include <string.h>

#include "adapters/outbound/xml_read.h"
#include "matcher/base/decimal.h"

struct ubl_reader {
    /* As the head states them. */
    int64_t stated_debit, stated_credit, stated_payment, stated_lines;
    /* As they were found. */
    int64_t debit, credit, lines, items;
    /* Of the transaction at hand: advice lines of one note follow each other. */
    char reference[64];
    int64_t transaction_pence;
    struct file_totals totals;
    /* Of the advice line at hand. */
    int64_t line_pence, items_pence;
    char note[64];
};

/* xml_read_pounds() knows no sign. */
static bool read_pounds(const struct xml_element *place, int64_t *pence_r, struct error *error_r)
{
    struct xml_element unsigned_place = *place;
    const bool is_negative = place->value != NULL && place->value[0] == '-';

    if (place->currency == NULL || strcmp(place->currency, "GBP") != 0)
        return xml_bad(place, "not in pounds sterling", error_r);
    if (is_negative)
        unsigned_place.value++;
    if (!xml_read_pounds(&unsigned_place, pence_r, error_r))
        return false;
    if (is_negative)
        *pence_r = -*pence_r;
    return true;
}

static bool take_debit_total(struct ubl_reader *reader, const struct xml_element *place,
                             struct error *error_r)
{
    return read_pounds(place, &reader->stated_debit, error_r);
}

static bool take_credit_total(struct ubl_reader *reader, const struct xml_element *place,
                              struct error *error_r)
{
    return read_pounds(place, &reader->stated_credit, error_r);
}

static bool take_payment(struct ubl_reader *reader, const struct xml_element *place,
                         struct error *error_r)
{
    return read_pounds(place, &reader->stated_payment, error_r);
}

static bool take_line_count(struct ubl_reader *reader, const struct xml_element *place,
                            struct error *error_r)
{
    return xml_read_number(place, &reader->stated_lines, error_r);
}

static bool take_note(struct ubl_reader *reader, const struct xml_element *place,
                      struct error *error_r)
{
    if (place->value == NULL || strlen(place->value) >= sizeof(reader->note))
        return xml_bad(place, "not a transaction's reference", error_r);
    memcpy(reader->note, place->value, strlen(place->value) + 1);
    return true;
}

static bool take_debit(struct ubl_reader *reader, const struct xml_element *place,
                       struct error *error_r)
{
    if (!read_pounds(place, &reader->line_pence, error_r))
        return false;
    reader->debit += reader->line_pence;
    return true;
}

static bool take_credit(struct ubl_reader *reader, const struct xml_element *place,
                        struct error *error_r)
{
    int64_t pence;

    if (!read_pounds(place, &pence, error_r))
        return false;
    reader->credit += pence;
    reader->line_pence = -pence;
    return true;
}

static bool take_item(struct ubl_reader *reader, const struct xml_element *place,
                      struct error *error_r)
{
    int64_t pence;

    if (!read_pounds(place, &pence, error_r))
        return false;
    reader->items++;
    reader->items_pence += pence;
    return true;
}

static void end_transaction(struct ubl_reader *reader)
{
    if (reader->reference[0] == '\0')
        return;
    if (reader->transaction_pence >= 0) {
        reader->totals.sale_count++;
        reader->totals.sale_pence += reader->transaction_pence;
    } else {
        reader->totals.refund_count++;
        reader->totals.refund_pence -= reader->transaction_pence;
    }
    reader->transaction_pence = 0;
}

static bool end_line(struct ubl_reader *reader, const struct xml_element *place,
                     struct error *error_r)
{
    if (reader->line_pence != reader->items_pence || reader->note[0] == '\0')
        return xml_bad(place, "the invoice's lines do not add up to it", error_r);
    if (strcmp(reader->reference, reader->note) != 0) {
        end_transaction(reader);
        memcpy(reader->reference, reader->note, sizeof(reader->note));
    }
    reader->transaction_pence += reader->line_pence;
    reader->lines++;
    reader->line_pence = reader->items_pence = 0;
    reader->note[0] = '\0';
    return true;
}

static bool end_advice(struct ubl_reader *reader, const struct xml_element *place,
                       struct error *error_r)
{
    end_transaction(reader);
    if (reader->stated_debit != reader->debit || reader->stated_credit != reader->credit ||
        reader->stated_payment != reader->debit - reader->credit ||
        reader->stated_lines != reader->lines)
        return xml_bad(place, "the lines do not add up to the totals", error_r);
    return true;
}

static const struct {
    const char *within, *name;
    bool (*take)(struct ubl_reader *reader, const struct xml_element *place, struct error *error_r);
} elements[] = {
    {"RemittanceAdvice", "TotalDebitAmount", take_debit_total},
    {"RemittanceAdvice", "TotalCreditAmount", take_credit_total},
    {"RemittanceAdvice", "TotalPaymentAmount", take_payment},
    {"RemittanceAdvice", "LineCountNumeric", take_line_count},
    {"RemittanceAdviceLine", "Note", take_note},
    {"RemittanceAdviceLine", "DebitLineAmount", take_debit},
    {"RemittanceAdviceLine", "CreditLineAmount", take_credit},
    {"BillingReferenceLine", "Amount", take_item},
    {"RemittanceAdvice", "RemittanceAdviceLine", end_line},
};

static bool begin_element(void *to, const struct xml_element *place, struct error *error_r)
{
    (void)to, (void)place, (void)error_r;
    return true;
}

static bool end_element(void *to, const struct xml_element *place, struct error *error_r)
{
    if (strcmp(place->path, "RemittanceAdvice") == 0)
        return end_advice(to, place, error_r);
    for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
        if (xml_is(place, elements[i].within, elements[i].name))
            return elements[i].take(to, place, error_r);
    return true;
}

bool ubl_remittance_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                              struct error *error_r)
{
    struct ubl_reader *reader = ARENA_NEW(arena, struct ubl_reader);
    const struct xml_visitor visitor = {begin_element, end_element, reader};

    memset(reader, 0, sizeof(*reader));
    if (!xml_walk(fd, arena, "urn:oasis:names:specification:ubl:schema:xsd:RemittanceAdvice-2",
                  &visitor, error_r))
        return false;
    *totals_r = reader->totals;
    totals_r->vat_pence = NOT_GIVEN;
    totals_r->item_pence = NOT_GIVEN;
    totals_r->item_count = reader->items;
    return true;
}
