#include "ops/run/answers.h"

#include <inttypes.h>

#include "adapters/host/log.h"
#include "matcher/payment/transaction_reference.h"

#define EVERY_TRANSACTION   0
#define UNKNOWN_TRANSACTION (-1) /* no batch has it */

/* One response on its way. */
struct answer_work {
    struct council_night *night;
    struct arena *arena; /* as long as the response */
    struct record_place place;
    const char *file;
    struct payment_response response;
    int64_t sum_pence; /* of the transactions that it is about, where those are many */
    struct text batch;
    int32_t transaction; /* its number */
};

/* A batch's name and a transaction's number, by whichever way the response names them. */
static void name_transaction(struct answer_work *work)
{
    const struct text none = {"", 0};
    bool is_named = !text_equal(work->response.batch, text_of(WHOLE_BATCH));
    struct text given_batch = is_named ? work->response.batch : none,
                word = work->response.transaction;
    struct text council = work->night->council->code;

    work->batch = given_batch;
    work->transaction = UNKNOWN_TRANSACTION;
    work->sum_pence = NOT_GIVEN;
    if (text_equal(word, text_of(WHOLE_BATCH))) {
        work->transaction = EVERY_TRANSACTION;
        work->sum_pence = work->response.amount_pence;
        work->response.amount_pence = NOT_GIVEN;
    } else if (!transaction_number_read(word, &work->transaction)) {
        struct text batch;
        int32_t number;
        if (transaction_reference_read(work->arena, council, word, &batch, &number) &&
            (text_is_empty(given_batch) || text_equal(given_batch, batch))) {
            work->batch = batch;
            work->transaction = number;
        }
    }
}

static const char *words_pence(struct arena *arena, int64_t pence)
{
    return arena_printf(arena, "£%" PRId64 ".%02" PRId64, pence / 100, pence % 100);
}

/* "settled in b.csv, row 3: contradicts the answer that was there before (declined)" */
static const char *words_of(const struct answer_work *work,
                            const struct answered_transaction *known, enum answer_effect effect)
{
    struct arena *arena = work->arena;
    const char *more = "";

    if (effect == ANSWER_EFFECT_CONTRADICTS)
        more = arena_printf(arena, " (%s)", payment_answer_word(known->answer));
    if (effect == ANSWER_EFFECT_AMOUNT_DIFFERS)
        more = arena_printf(arena, " (%s, not %s)", words_pence(arena, work->response.amount_pence),
                            words_pence(arena, magnitude(known->gross_pence)));
    return arena_printf(arena, "%s in %s, row %d: %s%s; nothing was changed",
                        payment_answer_word(work->response.status), work->file,
                        work->place.source_row, answer_effect_words(effect), more);
}

static bool tell(struct answer_work *work, const struct found_transaction *found,
                 enum answer_effect effect, struct error *error_r)
{
    struct council_night *night = work->night;
    int64_t pence = found->known.is_known ? found->known.gross_pence : work->response.amount_pence;
    struct settlement_finding finding = {
        .kind = "response",
        .place = work->batch,
        .words = words_of(work, &found->known, effect),
        .pence = pence,
    };
    if (work->transaction != EVERY_TRANSACTION)
        finding.place = text_of(arena_printf(work->arena, "%.*s/%.*s", TEXT_ARGS(work->batch),
                                             TEXT_ARGS(work->response.transaction)));
    log_warning("%.*s: %s", TEXT_ARGS(finding.place), finding.words);
    night->has_findings = true;
    return settlement_finding_add(night->db, &night->run, &finding, error_r);
}

static bool take(struct answer_work *work, const struct found_transaction *found,
                 struct error *error_r)
{
    struct council_night *night = work->night;
    enum answer_effect effect = answer_effect(&found->known, &work->response);

    if (effect == ANSWER_EFFECT_REPEATS)
        return true;
    if (effect != ANSWER_EFFECT_COUNTS)
        return tell(work, found, effect, error_r);
    return answer_store_take(night->db, &night->run, work->batch, found->number, work->place,
                             &work->response, error_r);
}

/* Of the whole batch, and every transaction has its answer: it says nothing new. */
static bool says_nothing(const struct answer_work *work, const struct found_transaction *found)
{
    return work->transaction == EVERY_TRANSACTION && found->known.batch_is_known &&
           !found->known.is_known;
}

/* The amount for the rest of a batch is not that of all who have no answer yet. */
static bool sum_differs(const struct answer_work *work, const struct found_transaction *found,
                        size_t count, int64_t *pence_r)
{
    *pence_r = 0;
    for (size_t i = 0; i < count; i++)
        *pence_r += found[i].known.gross_pence;
    return given(work->sum_pence) && work->response.status != ANSWER_RECEIVED &&
           answer_effect(&found[0].known, &work->response) == ANSWER_EFFECT_COUNTS &&
           work->sum_pence != magnitude(*pence_r);
}

static bool tell_sum(struct answer_work *work, struct found_transaction found, int64_t pence,
                     struct error *error_r)
{
    found.known.gross_pence = pence;
    work->response.amount_pence = work->sum_pence;
    return tell(work, &found, ANSWER_EFFECT_AMOUNT_DIFFERS, error_r);
}

static bool take_all(struct answer_work *work, struct error *error_r)
{
    struct council_night *night = work->night;
    struct found_transaction *found;
    size_t count;
    int64_t pence;

    if (!answer_store_find(night->db, night->run.council_id, work->batch, work->transaction,
                           work->arena, &count, &found, error_r))
        return false;
    if (says_nothing(work, &found[0]))
        return true;
    if (sum_differs(work, found, count, &pence))
        return tell_sum(work, found[0], pence, error_r);
    if (work->response.status == ANSWER_RECEIVED)
        count = 1; /* is of the batch, whichever transaction it names */
    for (size_t i = 0; i < count; i++)
        if (!take(work, &found[i], error_r))
            return false;
    return true;
}

bool answer_read(struct council_night *night, struct record_place place, const char *file,
                 const struct payment_response *response, struct error *error_r)
{
    struct answer_work work = {
        .night = night, .arena = arena_new(), .place = place, .file = file, .response = *response};

    name_transaction(&work);
    bool is_done = answer_store_response(night->db, &night->run, place, response, error_r) &&
                   take_all(&work, error_r);
    arena_free(work.arena);
    return is_done;
}
