/*
 * The three records of a BRIF purchasing-card batch: one line for each field,
 * offsets counted from 0.  The writer is driven by these tables; docs/files-out.md
 * shows them.  The re-reader (brif_read.c) has its own numbers on purpose.
 *
 * X(name, offset, length, kind): TEXT is left-justified, padded with spaces;
 * NUMBER right-justified, padded with zeros.  What we have no value for stays
 * spaces or zeros.
 */
#ifndef TALLYSTICK_OUTBOUND_BRIF_LAYOUT_H
#define TALLYSTICK_OUTBOUND_BRIF_LAYOUT_H

#include <stddef.h>

#define BRIF_RECORD_BYTES 300 /* CR LF at 298 among them */

#define BRIF_MAIN_FIELDS(X)                                                                        \
    X(PROCESSED, 0, 1, TEXT)                                                                       \
    X(RECORD_TYPE, 1, 1, TEXT)    /* A */                                                          \
    X(SALE_OR_REFUND, 2, 1, TEXT) /* S, R */                                                       \
    X(CONTINUATION, 3, 1, TEXT)   /* A: auxiliary records follow */                                \
    X(LIVE_OR_TEST, 4, 1, TEXT)   /* L, T */                                                       \
    X(DATE, 5, 8, TEXT)           /* YYYYMMDD: the business date */                                \
    X(TIME, 13, 6, TEXT)          /* 000000 */                                                     \
    X(MERCHANT_ID, 19, 15, TEXT)                                                                   \
    X(TERMINAL, 34, 8, TEXT)                                                                       \
    X(CAPTURE_METHOD, 42, 1, TEXT)                                                                 \
    X(CARD_TOKEN, 43, 19, TEXT)                                                                    \
    X(EXPIRY, 62, 4, TEXT)                                                                         \
    X(START, 66, 4, TEXT)                                                                          \
    X(ISSUE, 70, 2, TEXT)                                                                          \
    X(AMOUNT, 72, 12, NUMBER) /* pence, net and VAT */                                             \
    X(CASH_BACK, 84, 12, NUMBER)                                                                   \
    X(TRACK_2, 96, 40, TEXT)                                                                       \
    X(REFERENCE, 136, 25, TEXT) /* the originator's, of the transaction */                         \
    X(CURRENCY, 161, 3, TEXT)   /* GBP */                                                          \
    X(SORT_CODE, 164, 1, TEXT)                                                                     \
    X(AUTHORISATION_METHOD, 165, 1, TEXT)                                                          \
    X(USER, 166, 8, TEXT)                                                                          \
    X(RESERVED, 174, 9, TEXT)                                                                      \
    X(SCHEME, 183, 3, TEXT)                                                                        \
    X(TERMINAL_NO, 186, 4, TEXT)                                                                   \
    X(TRANSACTION_NO, 190, 11, NUMBER) /* within the batch */                                      \
    X(STATUS, 201, 1, TEXT)                                                                        \
    X(AUTHORISATION_CODE, 202, 8, TEXT)                                                            \
    X(ERROR, 210, 4, TEXT)                                                                         \
    X(MESSAGE, 214, 84, TEXT)

#define BRIF_CARD_FIELDS(X)                                                                        \
    X(PROCESSED, 0, 1, TEXT)                                                                       \
    X(RECORD_TYPE, 1, 1, TEXT)       /* X */                                                       \
    X(AUXILIARY_TYPE, 2, 1, TEXT)    /* P */                                                       \
    X(CONTINUATION, 3, 1, TEXT)      /* A: items follow */                                         \
    X(PAGE, 4, 1, TEXT)              /* 1 */                                                       \
    X(VAT_AMOUNT, 5, 12, NUMBER)     /* pence */                                                   \
    X(CUSTOMER_VAT_NO, 17, 13, TEXT) /* the council's */                                           \
    X(ORDER_REFERENCE, 30, 12, TEXT) /* the lines' order, if they share one that fits */           \
    X(ORDER_DATE, 42, 8, TEXT)                                                                     \
    X(DISCOUNT, 50, 12, NUMBER)                                                                    \
    X(FREIGHT, 62, 12, NUMBER)                                                                     \
    X(DESTINATION_POSTCODE, 74, 10, TEXT)                                                          \
    X(SHIP_FROM_POSTCODE, 84, 10, TEXT)                                                            \
    X(COUNTRY, 94, 3, TEXT)                                                                        \
    X(FREIGHT_VAT_RATE, 97, 4, NUMBER)                                                             \
    X(VAT_STATUS, 101, 1, TEXT)                                                                    \
    X(CUSTOMER_REFERENCE, 102, 20, TEXT) /* the council's code */                                  \
    X(CUSTOMER_ACCOUNT, 122, 12, TEXT)                                                             \
    X(INVOICE_NO, 134, 15, TEXT) /* empty where settled per provider */                            \
    X(ORIGINAL_INVOICE_NO, 149, 15, TEXT)                                                          \
    X(COST_CENTRE, 164, 20, TEXT)      /* the lines', if they share one that fits */               \
    X(TOTAL_OF_ITEMS, 184, 12, NUMBER) /* pence, net */                                            \
    X(FILLER, 196, 102, TEXT)

#define BRIF_ITEM_FIELDS(X)                                                                        \
    X(PROCESSED, 0, 1, TEXT)                                                                       \
    X(RECORD_TYPE, 1, 1, TEXT)    /* X */                                                          \
    X(AUXILIARY_TYPE, 2, 1, TEXT) /* I */                                                          \
    X(CONTINUATION, 3, 1, TEXT)   /* A: more items follow */                                       \
    X(PAGE, 4, 1, TEXT)           /* 1 */                                                          \
    X(ITEM_NO, 5, 3, NUMBER)      /* from 001 */                                                   \
    X(UNIT_COST, 8, 12, NUMBER)   /* ten-thousandths of a pound */                                 \
    X(UNIT_OF_MEASURE, 20, 12, TEXT)                                                               \
    X(COMMODITY, 32, 15, TEXT)                                                                     \
    X(DESCRIPTION, 47, 40, TEXT) /* service, client reference, date, minutes; cut */               \
    X(QUANTITY, 87, 12, NUMBER)  /* ten-thousandths */                                             \
    X(VAT_RATE, 99, 4, NUMBER)   /* hundredths of a per cent */                                    \
    X(LINE_DISCOUNT, 103, 12, NUMBER)                                                              \
    X(PRODUCT_CODE, 115, 12, TEXT) /* line number of the invoice; cut */                           \
    X(LINE_VAT, 127, 12, NUMBER)   /* pence */                                                     \
    X(LINE_TOTAL, 139, 12, NUMBER) /* pence, net */                                                \
    X(VAT_RATE_TYPE, 151, 1, TEXT)                                                                 \
    X(ORIGINAL_LINE_TOTAL, 152, 12, NUMBER)                                                        \
    X(DEBIT_OR_CREDIT, 164, 1, TEXT) /* D: the council pays, C: it gets back */                    \
    X(FILLER, 165, 133, TEXT)

enum brif_kind { BRIF_TEXT, BRIF_NUMBER };

struct brif_field {
    size_t offset, length;
    enum brif_kind kind;
};

#define X(name, offset, length, kind) BRIF_MAIN_##name,
enum brif_main_field { BRIF_MAIN_FIELDS(X) BRIF_MAIN_FIELD_COUNT };
#undef X
#define X(name, offset, length, kind) BRIF_CARD_##name,
enum brif_card_field { BRIF_CARD_FIELDS(X) BRIF_CARD_FIELD_COUNT };
#undef X
#define X(name, offset, length, kind) BRIF_MAIN_##name##_BYTES = length,
enum { BRIF_MAIN_FIELDS(X) };
#undef X
#define X(name, offset, length, kind) BRIF_CARD_##name##_BYTES = length,
enum { BRIF_CARD_FIELDS(X) };
#undef X
#define X(name, offset, length, kind) BRIF_ITEM_##name,
enum brif_item_field { BRIF_ITEM_FIELDS(X) BRIF_ITEM_FIELD_COUNT };
#undef X

#endif
