#include "adapters/inbound/ubl_form.h"

#define NAMESPACE "urn:oasis:names:specification:ubl:schema:xsd:"

#define X(name, invoice, credit_note) [UBL_##name] = invoice,
static const char *const invoice_records[] = {UBL_BILL_RECORD_LIST(X)};
#undef X
#define X(name, invoice, credit_note) [UBL_##name] = credit_note,
static const char *const credit_note_records[] = {UBL_BILL_RECORD_LIST(X)};
#undef X
#define X(name, record, invoice, credit_note) [UBL_SLOT_##name] = {UBL_##record, invoice},
static const struct xml_slot invoice_slots[] = {UBL_BILL_SLOT_LIST(X)};
#undef X
#define X(name, record, invoice, credit_note) [UBL_SLOT_##name] = {UBL_##record, credit_note},
static const struct xml_slot credit_note_slots[] = {UBL_BILL_SLOT_LIST(X)};
#undef X

const struct xml_form ubl_invoice_form = {UBL_BILL_RECORD_COUNT, invoice_records,
                                          UBL_BILL_SLOT_COUNT, invoice_slots};
const struct xml_form ubl_credit_note_form = {UBL_BILL_RECORD_COUNT, credit_note_records,
                                              UBL_BILL_SLOT_COUNT, credit_note_slots};

#define X(name, path) [UBL_##name] = "/Order" path,
static const char *const order_records[] = {UBL_ORDER_RECORD_LIST(X)};
#undef X
#define X(name, path) [UBL_##name] = "/OrderChange" path,
static const char *const order_change_records[] = {UBL_ORDER_RECORD_LIST(X)};
#undef X
#define X(name, path) [UBL_##name] = "/OrderCancellation" path,
static const char *const order_cancellation_records[] = {UBL_ORDER_RECORD_LIST(X)};
#undef X
#define X(name, record, path) [UBL_SLOT_##name] = {UBL_##record, path},
static const struct xml_slot order_slots[] = {UBL_ORDER_SLOT_LIST(X)};
#undef X

const struct xml_form ubl_order_form = {UBL_ORDER_RECORD_COUNT, order_records, UBL_ORDER_SLOT_COUNT,
                                        order_slots};
const struct xml_form ubl_order_change_form = {UBL_ORDER_RECORD_COUNT, order_change_records,
                                               UBL_ORDER_SLOT_COUNT, order_slots};
const struct xml_form ubl_order_cancellation_form = {
    UBL_ORDER_RECORD_COUNT, order_cancellation_records, UBL_ORDER_SLOT_COUNT, order_slots};

_Static_assert(UBL_BILL_SLOT_COUNT <= XML_SLOTS_MOST, "a form's slots are one of its limits");

enum ubl_document ubl_document_of(const struct xml_element *root)
{
    static const struct {
        const char *name, *space;
    } documents[UBL_DOCUMENT_COUNT] = {
        [UBL_INVOICE] = {"Invoice", NAMESPACE "Invoice-2"},
        [UBL_CREDIT_NOTE] = {"CreditNote", NAMESPACE "CreditNote-2"},
        [UBL_ORDER] = {"Order", NAMESPACE "Order-2"},
        [UBL_ORDER_CHANGE] = {"OrderChange", NAMESPACE "OrderChange-2"},
        [UBL_ORDER_CANCELLATION] = {"OrderCancellation", NAMESPACE "OrderCancellation-2"},
    };
    unsigned document = 0;

    while (document < UBL_DOCUMENT_COUNT &&
           (!text_equal(root->name, text_of(documents[document].name)) ||
            !text_equal(root->space, text_of(documents[document].space))))
        document++;
    return (enum ubl_document)document;
}

static enum xml_want take_root(void *context, const struct xml_element *root)
{
    enum ubl_document *document_r = context;

    *document_r = ubl_document_of(root);
    return XML_WANT_STOP;
}

static bool take_end(void *context, size_t depth, struct text text)
{
    (void)context, (void)depth, (void)text;
    return true;
}

enum xml_outcome ubl_document_read(struct arena *arena, int fd, enum ubl_document *document_r,
                                   struct xml_fault *fault_r, struct error *error_r)
{
    struct xml_handler handler = {document_r, take_root, take_end};
    enum xml_outcome outcome = xml_read(arena, fd, &handler, fault_r, error_r);

    return outcome == XML_STOPPED ? XML_WHOLE : outcome;
}
