/*
 * What is read of a UBL 2.1 document, and where it stands: docs/files-in.md, "UBL".
 * An Invoice and a CreditNote have the same records and slots under different names, and so
 * have an Order and an OrderChange.
 */
#ifndef TALLYSTICK_INBOUND_UBL_FORM_H
#define TALLYSTICK_INBOUND_UBL_FORM_H

#include "adapters/inbound/xml_records.h"

/* X(record, path in an invoice, path in a credit note) */
#define UBL_BILL_RECORD_LIST(X)                                                                    \
    X(LINE_TAX, "/Invoice/InvoiceLine/Item/ClassifiedTaxCategory",                                 \
      "/CreditNote/CreditNoteLine/Item/ClassifiedTaxCategory")                                     \
    X(PROPERTY, "/Invoice/InvoiceLine/Item/AdditionalItemProperty",                                \
      "/CreditNote/CreditNoteLine/Item/AdditionalItemProperty")                                    \
    X(LINE_ALLOWANCE, "/Invoice/InvoiceLine/AllowanceCharge",                                      \
      "/CreditNote/CreditNoteLine/AllowanceCharge")                                                \
    X(LINE, "/Invoice/InvoiceLine", "/CreditNote/CreditNoteLine")                                  \
    X(ALLOWANCE, "/Invoice/AllowanceCharge", "/CreditNote/AllowanceCharge")                        \
    X(TAX_TOTAL, "/Invoice/TaxTotal", "/CreditNote/TaxTotal")                                      \
    X(DOCUMENT, "/Invoice", "/CreditNote")

/* X(slot, record, path below it in an invoice, in a credit note) */
#define UBL_BILL_SLOT_LIST(X)                                                                      \
    X(ID, DOCUMENT, "ID", "ID")                                                                    \
    X(ISSUE_DATE, DOCUMENT, "IssueDate", "IssueDate")                                              \
    X(CURRENCY, DOCUMENT, "DocumentCurrencyCode", "DocumentCurrencyCode")                          \
    X(ACCOUNTING_COST, DOCUMENT, "AccountingCost", "AccountingCost")                               \
    X(PERIOD_START, DOCUMENT, "InvoicePeriod/StartDate", "InvoicePeriod/StartDate")                \
    X(ORDER_NO, DOCUMENT, "OrderReference/ID", "OrderReference/ID")                                \
    X(BILLED_INVOICE, DOCUMENT, "BillingReference/InvoiceDocumentReference/ID",                    \
      "BillingReference/InvoiceDocumentReference/ID")                                              \
    X(SUPPLIER, DOCUMENT, "AccountingSupplierParty/Party/EndpointID",                              \
      "AccountingSupplierParty/Party/EndpointID")                                                  \
    X(LINE_SUM, DOCUMENT, "LegalMonetaryTotal/LineExtensionAmount",                                \
      "LegalMonetaryTotal/LineExtensionAmount")                                                    \
    X(ALLOWANCE_SUM, DOCUMENT, "LegalMonetaryTotal/AllowanceTotalAmount",                          \
      "LegalMonetaryTotal/AllowanceTotalAmount")                                                   \
    X(CHARGE_SUM, DOCUMENT, "LegalMonetaryTotal/ChargeTotalAmount",                                \
      "LegalMonetaryTotal/ChargeTotalAmount")                                                      \
    X(TAX_EXCLUSIVE, DOCUMENT, "LegalMonetaryTotal/TaxExclusiveAmount",                            \
      "LegalMonetaryTotal/TaxExclusiveAmount")                                                     \
    X(TAX_INCLUSIVE, DOCUMENT, "LegalMonetaryTotal/TaxInclusiveAmount",                            \
      "LegalMonetaryTotal/TaxInclusiveAmount")                                                     \
    X(PREPAID, DOCUMENT, "LegalMonetaryTotal/PrepaidAmount", "LegalMonetaryTotal/PrepaidAmount")   \
    X(ROUNDING, DOCUMENT, "LegalMonetaryTotal/PayableRoundingAmount",                              \
      "LegalMonetaryTotal/PayableRoundingAmount")                                                  \
    X(PAYABLE, DOCUMENT, "LegalMonetaryTotal/PayableAmount", "LegalMonetaryTotal/PayableAmount")   \
    X(PAYABLE_CURRENCY, DOCUMENT, "LegalMonetaryTotal/PayableAmount/@currencyID",                  \
      "LegalMonetaryTotal/PayableAmount/@currencyID")                                              \
    X(TAX_AMOUNT, TAX_TOTAL, "TaxAmount", "TaxAmount")                                             \
    X(TAX_CURRENCY, TAX_TOTAL, "TaxAmount/@currencyID", "TaxAmount/@currencyID")                   \
    X(ALLOWANCE_IS_CHARGE, ALLOWANCE, "ChargeIndicator", "ChargeIndicator")                        \
    X(ALLOWANCE_REASON, ALLOWANCE, "AllowanceChargeReason", "AllowanceChargeReason")               \
    X(ALLOWANCE_AMOUNT, ALLOWANCE, "Amount", "Amount")                                             \
    X(ALLOWANCE_CURRENCY, ALLOWANCE, "Amount/@currencyID", "Amount/@currencyID")                   \
    X(ALLOWANCE_COST, ALLOWANCE, "AccountingCost", "AccountingCost")                               \
    X(ALLOWANCE_TAX, ALLOWANCE, "TaxCategory/ID", "TaxCategory/ID")                                \
    X(ALLOWANCE_TAX_PERCENT, ALLOWANCE, "TaxCategory/Percent", "TaxCategory/Percent")              \
    X(LINE_ID, LINE, "ID", "ID")                                                                   \
    X(QUANTITY, LINE, "InvoicedQuantity", "CreditedQuantity")                                      \
    X(UNIT, LINE, "InvoicedQuantity/@unitCode", "CreditedQuantity/@unitCode")                      \
    X(NET, LINE, "LineExtensionAmount", "LineExtensionAmount")                                     \
    X(NET_CURRENCY, LINE, "LineExtensionAmount/@currencyID", "LineExtensionAmount/@currencyID")    \
    X(LINE_COST, LINE, "AccountingCost", "AccountingCost")                                         \
    X(START_DATE, LINE, "InvoicePeriod/StartDate", "InvoicePeriod/StartDate")                      \
    X(START_TIME, LINE, "InvoicePeriod/StartTime", "InvoicePeriod/StartTime")                      \
    X(END_DATE, LINE, "InvoicePeriod/EndDate", "InvoicePeriod/EndDate")                            \
    X(END_TIME, LINE, "InvoicePeriod/EndTime", "InvoicePeriod/EndTime")                            \
    X(ORDER_LINE, LINE, "OrderLineReference/LineID", "OrderLineReference/LineID")                  \
    X(LINE_ORDER_NO, LINE, "OrderLineReference/OrderReference/ID",                                 \
      "OrderLineReference/OrderReference/ID")                                                      \
    X(LINE_BILLED_INVOICE, LINE, "BillingReference/InvoiceDocumentReference/ID",                   \
      "BillingReference/InvoiceDocumentReference/ID")                                              \
    X(BILLED_LINE, LINE, "BillingReference/BillingReferenceLine/ID",                               \
      "BillingReference/BillingReferenceLine/ID")                                                  \
    X(SERVICE, LINE, "Item/SellersItemIdentification/ID", "Item/SellersItemIdentification/ID")     \
    X(PRICE, LINE, "Price/PriceAmount", "Price/PriceAmount")                                       \
    X(PRICE_CURRENCY, LINE, "Price/PriceAmount/@currencyID", "Price/PriceAmount/@currencyID")      \
    X(BASE_QUANTITY, LINE, "Price/BaseQuantity", "Price/BaseQuantity")                             \
    X(BASE_UNIT, LINE, "Price/BaseQuantity/@unitCode", "Price/BaseQuantity/@unitCode")             \
    X(LINE_TAX_ID, LINE_TAX, "ID", "ID")                                                           \
    X(LINE_TAX_PERCENT, LINE_TAX, "Percent", "Percent")                                            \
    X(LINE_TAX_SCHEME, LINE_TAX, "TaxScheme/ID", "TaxScheme/ID")                                   \
    X(PROPERTY_NAME, PROPERTY, "Name", "Name")                                                     \
    X(PROPERTY_VALUE, PROPERTY, "Value", "Value")                                                  \
    X(LINE_ALLOWANCE_IS_CHARGE, LINE_ALLOWANCE, "ChargeIndicator", "ChargeIndicator")              \
    X(LINE_ALLOWANCE_AMOUNT, LINE_ALLOWANCE, "Amount", "Amount")

#define X(name, invoice, credit_note) UBL_##name,
enum ubl_bill_record { UBL_BILL_RECORD_LIST(X) UBL_BILL_RECORD_COUNT };
#undef X
#define X(name, record, invoice, credit_note) UBL_SLOT_##name,
enum ubl_bill_slot { UBL_BILL_SLOT_LIST(X) UBL_BILL_SLOT_COUNT };
#undef X

/* X(record, path below Order and OrderChange) */
#define UBL_ORDER_RECORD_LIST(X)                                                                   \
    X(ORDERED_PROPERTY, "/OrderLine/LineItem/Item/AdditionalItemProperty")                         \
    X(ORDERED_LINE, "/OrderLine")                                                                  \
    X(ORDER_DOCUMENT, "")

/* X(slot, record, path below it) */
#define UBL_ORDER_SLOT_LIST(X)                                                                     \
    X(ORDER_ID, ORDER_DOCUMENT, "ID")                                                              \
    X(CHANGED_ORDER, ORDER_DOCUMENT, "OrderReference/ID")                                          \
    X(SEQUENCE, ORDER_DOCUMENT, "SequenceNumberID")                                                \
    X(ORDER_CURRENCY, ORDER_DOCUMENT, "DocumentCurrencyCode")                                      \
    X(ORDER_COST, ORDER_DOCUMENT, "AccountingCost")                                                \
    X(ORDER_COST_CODE, ORDER_DOCUMENT, "AccountingCostCode")                                       \
    X(SELLER, ORDER_DOCUMENT, "SellerSupplierParty/Party/EndpointID")                              \
    X(VALID_FROM, ORDER_DOCUMENT, "ValidityPeriod/StartDate")                                      \
    X(VALID_TO, ORDER_DOCUMENT, "ValidityPeriod/EndDate")                                          \
    X(ITEM_ID, ORDERED_LINE, "LineItem/ID")                                                        \
    X(LINE_STATUS, ORDERED_LINE, "LineItem/LineStatusCode")                                        \
    X(ORDERED_QUANTITY, ORDERED_LINE, "LineItem/Quantity")                                         \
    X(ORDERED_UNIT, ORDERED_LINE, "LineItem/Quantity/@unitCode")                                   \
    X(ITEM_COST, ORDERED_LINE, "LineItem/AccountingCost")                                          \
    X(ITEM_COST_CODE, ORDERED_LINE, "LineItem/AccountingCostCode")                                 \
    X(FIRST_DATE, ORDERED_LINE, "LineItem/Delivery/RequestedDeliveryPeriod/StartDate")             \
    X(FIRST_TIME, ORDERED_LINE, "LineItem/Delivery/RequestedDeliveryPeriod/StartTime")             \
    X(LAST_DATE, ORDERED_LINE, "LineItem/Delivery/RequestedDeliveryPeriod/EndDate")                \
    X(LAST_TIME, ORDERED_LINE, "LineItem/Delivery/RequestedDeliveryPeriod/EndTime")                \
    X(ORDERED_PRICE, ORDERED_LINE, "LineItem/Price/PriceAmount")                                   \
    X(ORDERED_CURRENCY, ORDERED_LINE, "LineItem/Price/PriceAmount/@currencyID")                    \
    X(ORDERED_BASE, ORDERED_LINE, "LineItem/Price/BaseQuantity")                                   \
    X(ORDERED_BASE_UNIT, ORDERED_LINE, "LineItem/Price/BaseQuantity/@unitCode")                    \
    X(ORDERED_SERVICE, ORDERED_LINE, "LineItem/Item/SellersItemIdentification/ID")                 \
    X(ORDERED_NAME, ORDERED_PROPERTY, "Name")                                                      \
    X(ORDERED_VALUE, ORDERED_PROPERTY, "Value")

#define X(name, path) UBL_##name,
enum ubl_order_record { UBL_ORDER_RECORD_LIST(X) UBL_ORDER_RECORD_COUNT };
#undef X
#define X(name, record, path) UBL_SLOT_##name,
enum ubl_order_slot { UBL_ORDER_SLOT_LIST(X) UBL_ORDER_SLOT_COUNT };
#undef X

/* An OrderCancellation names its order alone, as UBL_SLOT_CHANGED_ORDER. */
extern const struct xml_form ubl_order_form, ubl_order_change_form, ubl_order_cancellation_form;
extern const struct xml_form ubl_invoice_form, ubl_credit_note_form;

enum ubl_document {
    UBL_INVOICE,
    UBL_CREDIT_NOTE,
    UBL_ORDER,
    UBL_ORDER_CHANGE,
    UBL_ORDER_CANCELLATION,
    UBL_DOCUMENT_COUNT /* another, or none of UBL 2 */
};

/* By the root's name and namespace. */
enum ubl_document ubl_document_of(const struct xml_element *root);

/* What the file is; reads to its root.  XML_WHOLE (it has one) or XML_BROKEN, XML_FAILED. */
enum xml_outcome ubl_document_read(struct arena *arena, int fd, enum ubl_document *document_r,
                                   struct xml_fault *fault_r, struct error *error_r);

#endif
