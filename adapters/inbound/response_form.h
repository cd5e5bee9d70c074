/*
 * What documents of ISO 20022 say of payments, and in which of their elements:
 * docs/files-in.md, "Documents of ISO 20022".
 */
#ifndef TALLYSTICK_INBOUND_RESPONSE_FORM_H
#define TALLYSTICK_INBOUND_RESPONSE_FORM_H

#include "adapters/inbound/xml_records.h"

/* What an element says of an answer.  X(part, it must not be there twice) */
#define PART_LIST(X)                                                                               \
    X(BATCH, false)                                                                                \
    X(REFERENCE, true)                                                                             \
    X(NUMBER, true)                                                                                \
    X(STATUS, true)                                                                                \
    X(AMOUNT, true)                                                                                \
    X(CURRENCY, true)                                                                              \
    X(DIRECTION, true)                                                                             \
    X(REVERSAL, true)                                                                              \
    X(AT, false)                                                                                   \
    X(REASON, false)                                                                               \
    X(WORDS, false)
#define X(name, is_single) PART_##name,
enum part { PART_LIST(X) PART_COUNT };
#undef X

/* Whom an element answers for: nobody, one transaction, or those of its batch that nothing else
 * answers for. */
enum cover { COVERS_NONE, COVERS_ONE, COVERS_REST };

/* Records of a document; what one does not say of batch, status, direction and time, the one that
 * it stands in says.  The message is the first and stands in itself. */
struct answer_record {
    const char *path;
    enum cover covers;
    size_t within;
    const char *status; /* that being there says; NULL: it has a part for it */
};

struct answer_slot {
    enum part part;
    struct xml_slot slot;
};

struct answer_document {
    const char *name_space, *refusal;
    bool is_of_account; /* which pays others too; and answers by booking */
    size_t record_count;
    const struct answer_record *records;
    size_t slot_count;
    const struct answer_slot *slots;
};

extern const struct answer_document answer_caaa012, answer_pain002, answer_camt054;

#endif
