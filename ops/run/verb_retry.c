/*
 * retry: a declined transaction is tried again, as the next numbered attempt, in
 * the next night's batch; on the bank rail if the card will not do.
 */
#include "adapters/postgres/standing_store.h"
#include "matcher/payment/answer.h"
#include "ops/run/batch_verb.h"

struct retry {
    struct batch_verb verb;
    int32_t number;
    enum rail rail; /* RAIL_COUNT: as it was */
    struct known_transaction transaction;
};

static bool read_wish(const struct verb_call *call, struct retry *retry_r, struct error *error_r)
{
    const char *rail = call->options.values[RETRY_OPTION_RAIL];

    *retry_r = (struct retry){.rail = RAIL_COUNT};
    if (call->options.argument_count < 2)
        return error_set(error_r, EXIT_STATUS_USAGE,
                         "BATCH and TRANSACTION must be given (see tallystick retry --help)");
    if (!transaction_number_read(text_of(call->options.arguments[1]), &retry_r->number))
        return error_set(error_r, EXIT_STATUS_USAGE, "'%s' is not the number of a transaction",
                         call->options.arguments[1]);
    return rail == NULL || rail_parse(text_of(rail), &retry_r->rail) ||
           error_set(error_r, EXIT_STATUS_USAGE, "--rail is card or bank, not '%s'", rail);
}

static bool refuse(const struct retry *retry, enum exit_status status, const char *why,
                   struct text name, struct error *error_r)
{
    return error_set(error_r, status, "transaction %d of batch %.*s %s%.*s", retry->number,
                     TEXT_ARGS(retry->verb.known.batch.batch), why, TEXT_ARGS(name));
}

static bool check_transaction(const struct retry *retry, struct error *error_r)
{
    const struct text nobody = {"", 0};

    if (!text_is_empty(retry->transaction.retried_by))
        return refuse(retry, EXIT_STATUS_BAD_DATA, "is tried again already, by ",
                      retry->transaction.retried_by, error_r);
    if (retry->transaction.answer == ANSWER_SETTLED)
        return refuse(retry, EXIT_STATUS_BAD_DATA, "was settled: it cannot be paid again", nobody,
                      error_r);
    return retry->transaction.answer == ANSWER_DECLINED ||
           refuse(retry, EXIT_STATUS_BAD_DATA,
                  "was not declined: only one that was can be tried again", nobody, error_r);
}

/* The provider must have what the rail needs. */
static bool check_rail(struct retry *retry, struct arena *arena, struct error *error_r)
{
    const struct batch_verb *verb = &retry->verb;
    const struct provider *providers;
    size_t count;

    if (retry->rail == RAIL_COUNT)
        retry->rail = verb->known.batch.rail;
    if (!standing_read_providers(verb->db, verb->run.council_id, arena, &count, &providers,
                                 error_r))
        return false;
    if (retry->rail == RAIL_BANK && retry->transaction.gross_pence <= 0)
        return refuse(retry, EXIT_STATUS_BAD_DATA, "takes money back, which a bank transfer cannot",
                      (struct text){"", 0}, error_r);
    const struct provider *payee = provider_find(count, providers, retry->transaction.provider);
    if (payee != NULL && provider_can_be_paid_by(payee, retry->rail))
        return true;
    return refuse(retry, EXIT_STATUS_BAD_DATA,
                  retry->rail == RAIL_BANK ? "cannot go by bank: there is no sort code and account "
                                             "for provider "
                                           : "cannot go by card: there is no card token for "
                                             "provider ",
                  retry->transaction.provider, error_r);
}

static bool try_again(struct retry *retry, struct arena *arena, struct error *error_r)
{
    const struct batch_verb *verb = &retry->verb;
    const struct text batch = verb->known.batch.batch, nobody = {"", 0};
    bool is_found;

    if (!batch_find_transaction(verb->db, verb->run.council_id, batch, retry->number, arena,
                                &is_found, &retry->transaction, error_r))
        return false;
    if (!is_found)
        return refuse(retry, EXIT_STATUS_NO_INPUT, "does not exist", nobody, error_r);
    return check_transaction(retry, error_r) && check_rail(retry, arena, error_r) &&
           batch_retry(verb->db, verb->run.council_id, verb->run.run_id, batch, retry->number,
                       retry->rail, verb->by, error_r);
}

enum exit_status verb_retry(const struct verb_call *call)
{
    struct retry retry;
    struct error error;

    if (!read_wish(call, &retry, &error))
        return verb_fail(&error);
    bool is_done = batch_verb_begin(call, call->options.values[RETRY_OPTION_BY],
                                    call->options.arguments[0], &retry.verb, &error) &&
                   try_again(&retry, call->arena, &error);
    if (!batch_verb_end(&retry.verb, is_done, &error))
        return verb_fail(&error);
    printf("%.*s transaction %d: goes into the next night's %s batch, as attempt %d\n",
           TEXT_ARGS(retry.verb.known.batch.batch), retry.number, rail_word(retry.rail),
           retry.transaction.attempt + 1);
    return EXIT_STATUS_DONE;
}
