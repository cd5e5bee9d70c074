#include "adapters/inbound/response_document.h"

#include <assert.h>
#include <string.h>

#include "adapters/inbound/record_rows.h"
#include "adapters/inbound/response_form.h"
#include "adapters/inbound/ubl_value.h"
#include "adapters/inbound/xml_feed.h"

#define DIGITS       "0123456789"
#define LETTERS      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DATED_BYTES  10 /* -YYYYMMDD- */
#define PACKED_BYTES 9

#define X(name, is_single) is_single,
static const bool is_single[] = {PART_LIST(X)};
#undef X

static const struct answer_document *document_of(enum preset preset)
{
    return preset == PRESET_CAAA012   ? &answer_caaa012
           : preset == PRESET_PAIN002 ? &answer_pain002
                                      : &answer_camt054;
}

/* --- an answer ------------------------------------------------------------- */

struct document_feed {
    struct record_feed rows;
    struct error *error;
    const struct answer_document *document;
    struct xml_place places[FIELD_LIST_MOST];
    /* of the innermost open record that covers a rest, and of the whole message */
    size_t one_count;
    bool has_pending, message_has_pending;
};

/* One record of the document, on its way into a row. */
struct answer {
    struct document_feed *feed;
    const struct xml_record *record;
    const struct answer_record *kind;
    bool is_valid;
};

static const struct xml_value *own_part(const struct answer *answer, size_t record, enum part part)
{
    const struct answer_document *document = answer->feed->document;

    for (size_t i = 0; i < document->slot_count; i++)
        if (document->slots[i].slot.record == record && document->slots[i].part == part &&
            answer->record->values[i].text.length > 0)
            return &answer->record->values[i];
    return NULL;
}

static bool is_inherited(enum part part)
{
    return part != PART_AMOUNT && part != PART_CURRENCY && part != PART_REASON &&
           part != PART_WORDS;
}

/* Of the record, else of those that it stands in. */
static struct xml_value part_of(const struct answer *answer, enum part part)
{
    const struct answer_record *records = answer->feed->document->records;
    const struct xml_value *value = NULL;
    size_t at = answer->record->number;

    while ((value = own_part(answer, at, part)) == NULL && at > 0 && is_inherited(part))
        at = records[at].within;
    return value == NULL ? (struct xml_value){.text = {"", 0}} : *value;
}

static void put(struct answer *answer, enum response_field field, const struct xml_value *value)
{
    answer->feed->rows.values[field] = value->text;
    answer->feed->places[field] = value->place;
}

static bool refuse(struct answer *answer, enum response_field field, enum reject_code code,
                   const char *message)
{
    struct record_feed *rows = &answer->feed->rows;

    if (answer->is_valid)
        reject_set(&rows->why, code, rows->map.layout->fields[field].name, "%s", message);
    return answer->is_valid = false;
}

static bool are_all(const char *bytes, size_t count, const char *allowed)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] == '\0' || strchr(allowed, bytes[i]) == NULL)
            return false;
    return true;
}

/* Names of our batches and transactions are the council's code, then a date between dashes, or nine
 * or ten letters and digits: docs/files-out.md, "BRIF". */
static bool is_ours(const struct answer *answer, struct text name)
{
    struct text council = answer->feed->rows.context->council;

    if (name.length <= council.length || memcmp(name.bytes, council.bytes, council.length) != 0)
        return false;
    const char *rest = name.bytes + council.length;
    size_t count = name.length - council.length;
    if (rest[0] == '-')
        return count > DATED_BYTES && are_all(rest + 1, DATED_BYTES - 2, DIGITS) &&
               rest[DATED_BYTES - 1] == '-';
    return (count == PACKED_BYTES || count == PACKED_BYTES + 1) &&
           are_all(rest, count, DIGITS LETTERS);
}

static bool is_provided(struct text reference)
{
    return reference.length > 0 && !text_equal(reference, TEXT_LITERAL("NOTPROVIDED"));
}

/* --- status ---------------------------------------------------------------- */

/* A debit that is booked has been paid, a credit that takes one back has not; what is not booked
 * yet is pending.  Anything else is no status, which the field says. */
static struct text status_of_booking(const struct answer *answer, struct text state)
{
    struct text direction = part_of(answer, PART_DIRECTION).text;
    struct text reversal = part_of(answer, PART_REVERSAL).text;
    bool is_reversal =
        text_equal(reversal, TEXT_LITERAL("true")) || text_equal(reversal, TEXT_LITERAL("1"));
    bool is_return = own_part(answer, answer->record->number, PART_REASON) != NULL;

    if (text_equal(direction, TEXT_LITERAL("DBIT")) && is_reversal)
        return TEXT_LITERAL("DBIT, reversal");
    if (!text_equal(direction, TEXT_LITERAL("DBIT")) && !is_reversal && !is_return)
        return direction;
    if (!text_equal(state, TEXT_LITERAL("BOOK")))
        return TEXT_LITERAL("PDNG");
    return text_equal(direction, TEXT_LITERAL("DBIT")) ? TEXT_LITERAL("ACSC")
                                                       : TEXT_LITERAL("RJCT");
}

static struct xml_value status_of(const struct answer *answer)
{
    struct xml_value status = part_of(answer, PART_STATUS);

    if (answer->kind->status != NULL)
        return (struct xml_value){.text = text_of(answer->kind->status),
                                  .place = answer->record->place};
    if (answer->feed->document->is_of_account)
        status.text = status_of_booking(answer, status.text);
    else if (answer->feed->document == &answer_caaa012 && answer->feed->one_count > 0 &&
             text_equal(status.text, TEXT_LITERAL("PART")))
        status.text = TEXT_LITERAL("APPR"); /* but those that are listed */
    return status;
}

/* While one of its transactions is pending, what is said of the rest may be too early. */
static void put_status(struct answer *answer)
{
    struct document_feed *feed = answer->feed;
    struct xml_value status = status_of(answer);
    enum payment_answer known;

    if (answer->kind->covers == COVERS_REST && feed->has_pending)
        status.text = TEXT_LITERAL("PDNG");
    if (response_status_of(status.text, &known) && known == ANSWER_RECEIVED)
        feed->has_pending = true;
    put(answer, RESPONSE_FIELD_STATUS, &status);
}

/* --- the row ---------------------------------------------------------------- */

/* A bank may leave out or rename the batch of a payment; not what it says of the message. */
static struct xml_value batch_of(const struct answer *answer)
{
    struct xml_value batch = part_of(answer, PART_BATCH);
    const struct xml_value *message = own_part(answer, 0, PART_BATCH);

    return message != NULL && !is_ours(answer, batch.text) ? *message : batch;
}

/* A booking's batch may be that of other payments: its reference alone counts. */
static void put_names(struct answer *answer)
{
    struct xml_value batch = batch_of(answer);
    struct xml_value transaction = part_of(answer, PART_REFERENCE);
    bool has_reference = is_provided(transaction.text);

    if (answer->kind->covers == COVERS_REST)
        transaction = (struct xml_value){.text = TEXT_LITERAL(WHOLE_BATCH), .place = batch.place};
    else if (!has_reference)
        transaction = part_of(answer, PART_NUMBER);
    else if (answer->feed->document->is_of_account || !is_ours(answer, batch.text))
        batch.text = TEXT_LITERAL("*");
    put(answer, RESPONSE_FIELD_BATCH, &batch);
    put(answer, RESPONSE_FIELD_TRANSACTION, &transaction);
}

static void put_amount(struct answer *answer)
{
    struct xml_value amount = part_of(answer, PART_AMOUNT);
    struct text currency = part_of(answer, PART_CURRENCY).text;
    int64_t millionths;

    if (ubl_decimal(amount.text, &millionths))
        amount.text = ubl_decimal_text(answer->feed->rows.record_arena, millionths);
    put(answer, RESPONSE_FIELD_AMOUNT, &amount);
    if (currency.length > 0 && !text_equal(currency, TEXT_LITERAL("GBP")))
        refuse(answer, RESPONSE_FIELD_AMOUNT, REJECT_CURRENCY, "is not in pounds sterling");
}

/* A day is its midnight; parts of a second are dropped. */
static void put_moment(struct answer *answer)
{
    struct arena *arena = answer->feed->rows.record_arena;
    struct xml_value at = part_of(answer, PART_AT);
    struct text t = at.text;
    const char *point = t.length == 0 ? NULL : memchr(t.bytes, '.', t.length);

    if (t.length > 0 && memchr(t.bytes, 'T', t.length) == NULL) {
        at.text = text_of(arena_printf(arena, "%.*sT00:00", TEXT_ARGS(ubl_date(t))));
    } else if (point != NULL) {
        const char *end = t.bytes + t.length, *after = point + 1;
        while (after < end && *after >= '0' && *after <= '9')
            after++;
        at.text = text_of(arena_printf(arena, "%.*s%.*s", (int)(point - t.bytes), t.bytes,
                                       (int)(end - after), after));
    }
    put(answer, RESPONSE_FIELD_AT, &at);
}

static void put_message(struct answer *answer)
{
    struct xml_value reason = part_of(answer, PART_REASON), words = part_of(answer, PART_WORDS);

    if (reason.text.length > 0 && words.text.length > 0)
        words.text = text_of(arena_printf(answer->feed->rows.record_arena, "%.*s %.*s",
                                          TEXT_ARGS(reason.text), TEXT_ARGS(words.text)));
    put(answer, RESPONSE_FIELD_MESSAGE, words.text.length > 0 ? &words : &reason);
}

static void refuse_doubled(struct answer *answer)
{
    static const enum response_field field_of[PART_COUNT] = {
        [PART_REFERENCE] = RESPONSE_FIELD_TRANSACTION, [PART_NUMBER] = RESPONSE_FIELD_TRANSACTION,
        [PART_STATUS] = RESPONSE_FIELD_STATUS,         [PART_AMOUNT] = RESPONSE_FIELD_AMOUNT,
        [PART_CURRENCY] = RESPONSE_FIELD_AMOUNT,       [PART_DIRECTION] = RESPONSE_FIELD_STATUS,
        [PART_REVERSAL] = RESPONSE_FIELD_STATUS,
    };

    for (size_t part = 0; part < PART_COUNT; part++)
        if (is_single[part] && part_of(answer, (enum part)part).is_doubled)
            refuse(answer, field_of[part], REJECT_INVALID, "is there more than once");
}

static bool take_answer(struct answer *answer)
{
    struct document_feed *feed = answer->feed;

    record_feed_begin_row(&feed->rows);
    put_names(answer);
    put_status(answer);
    put_amount(answer);
    put_moment(answer);
    put_message(answer);
    refuse_doubled(answer);
    return xml_feed_take_row(&feed->rows, feed->places, answer->record->place, answer->is_valid,
                             feed->error);
}

/* --- the file --------------------------------------------------------------- */

/* An account's booking for somebody else is none of ours; a rest of which nothing is said, or of
 * which each transaction is there, is no answer. */
static bool is_answer(const struct answer *answer)
{
    const struct document_feed *feed = answer->feed;
    bool is_rest = answer->kind->covers == COVERS_REST;

    if (answer->kind->covers == COVERS_NONE)
        return false;
    if (feed->document->is_of_account)
        return !(is_rest && feed->one_count > 0) &&
               (is_ours(answer, part_of(answer, PART_BATCH).text) ||
                is_ours(answer, part_of(answer, PART_REFERENCE).text));
    return !is_rest || own_part(answer, answer->record->number, PART_STATUS) != NULL;
}

/* What a rest knew of its transactions, the next one does not. */
static void end_rest(struct document_feed *feed)
{
    feed->message_has_pending = feed->message_has_pending || feed->has_pending;
    feed->has_pending = false;
    feed->one_count = 0;
}

static bool take_record(void *context, const struct xml_record *record)
{
    struct document_feed *feed = context;
    const struct answer_record *kind = &feed->document->records[record->number];
    struct answer answer = {.feed = feed, .record = record, .kind = kind, .is_valid = true};

    if (record->number == 0)
        feed->has_pending = feed->message_has_pending;
    bool ok = !is_answer(&answer) || take_answer(&answer);
    if (kind->covers == COVERS_REST)
        end_rest(feed);
    feed->one_count += kind->covers == COVERS_ONE;
    return ok;
}

static const char *check_root(void *context, const struct xml_element *root)
{
    const struct document_feed *feed = context;
    const char *space = feed->document->name_space;
    size_t length = strlen(space);

    bool is_it = root->space.length > length && memcmp(root->space.bytes, space, length) == 0 &&
                 text_equal(root->name, TEXT_LITERAL("Document"));
    return is_it ? NULL : feed->document->refusal;
}

static void make_form(const struct document_feed *feed, struct xml_form *form_r)
{
    const struct answer_document *document = feed->document;
    struct arena *arena = feed->rows.file_arena;
    const char **records = ARENA_ARRAY(arena, const char *, document->record_count);
    struct xml_slot *slots = ARENA_ARRAY(arena, struct xml_slot, document->slot_count);

    for (size_t i = 0; i < document->record_count; i++)
        records[i] = document->records[i].path;
    for (size_t i = 0; i < document->slot_count; i++)
        slots[i] = document->slots[i].slot;
    *form_r = (struct xml_form){document->record_count, records, document->slot_count, slots};
}

static bool read_file(struct document_feed *feed, int fd)
{
    struct xml_record_sink sink = {.context = feed, .root = check_root, .record = take_record};
    int64_t seen[XML_RECORD_KINDS_MOST];
    struct xml_form form;
    struct xml_fault fault;

    make_form(feed, &form);
    switch (xml_records_read(feed->rows.file_arena, fd, &form, &sink, seen, &fault, feed->error)) {
    case XML_WHOLE:
        if (seen[0] == 0)
            record_feed_quarantine(&feed->rows, 1, 1, "", feed->document->refusal);
        return true;
    case XML_BROKEN:
        xml_feed_set_aside(&feed->rows, &fault);
        return true;
    case XML_STOPPED:
    case XML_FAILED:
        break;
    }
    return false;
}

bool response_document_read(int fd, const struct inbound_context *context,
                            const struct inbound_sink *sink, struct inbound_outcome *outcome_r,
                            struct error *error_r)
{
    const struct feed_config *config = context->feed;
    struct document_feed feed = {.error = error_r, .document = document_of(config->preset)};
    struct reject why;

    assert(config->kind == FEED_KIND_RESPONSE);
    record_feed_open(&feed.rows, context, sink, outcome_r);
    const struct record_layout *layout = record_layout_of(config->kind, config->preset);
    bool is_mapped = feed_map_build_paths(config, layout, &feed.rows.map, &why);
    assert(is_mapped);
    (void)is_mapped;
    record_feed_begin_rows(&feed.rows);
    feed.rows.row.date_form = DATE_FORM_ISO;
    feed.rows.row.number_form = NUMBER_FORM_PLAIN;
    bool ok = read_file(&feed, fd);
    record_feed_close(&feed.rows);
    return ok;
}
