#include "matcher/record/terms.h"

#include "matcher/record/word_functions.h"

DEFINE_WORD_FUNCTIONS(rounding_rule, ROUNDING_RULE_LIST, ROUNDING_COUNT)
DEFINE_WORD_FUNCTIONS(pay_on, PAY_ON_LIST, PAY_ON_COUNT)
DEFINE_WORD_FUNCTIONS(pay, PAY_LIST, PAY_COUNT)
DEFINE_WORD_FUNCTIONS(visit_pricing, VISIT_PRICING_LIST, VISIT_PRICING_COUNT)

#define X(name, word, unit, agree, pay, pay_percent) word,
static const char *const check_words[CHECK_COUNT] = {CHECK_LIST(X)};
#undef X

#define X(name, word, unit, agree, pay, pay_percent) unit,
static const char *const check_units[CHECK_COUNT] = {CHECK_LIST(X)};
#undef X

#define X(name, word) word,
static const char *const setting_words[SETTING_COUNT] = {SETTING_LIST(X)};
#undef X

const char *setting_word(enum setting setting)
{
    assert(setting < SETTING_COUNT);
    return setting_words[setting];
}

const char *check_word(enum check check)
{
    assert(check < CHECK_COUNT);
    return check_words[check];
}

const char *check_unit(enum check check)
{
    assert(check < CHECK_COUNT);
    return check_units[check];
}

#define X(name, word, unit, agree, pay, pay_percent)                                               \
    [CHECK_##name] = {.agree_e4 = (agree),                                                         \
                      .agree_percent_e4 = NOT_GIVEN,                                               \
                      .pay_e4 = (pay),                                                             \
                      .pay_percent_e4 = (pay_percent)},
static const struct tolerance default_tolerances[CHECK_COUNT] = {CHECK_LIST(X)};
#undef X

struct tolerance tolerance_complete(struct tolerance written)
{
    struct tolerance complete = written;

    if (!given(complete.agree_e4) && !given(complete.agree_percent_e4))
        complete.agree_e4 = 0;
    if (!given(complete.pay_e4) && !given(complete.pay_percent_e4)) {
        complete.pay_e4 = complete.agree_e4;
        complete.pay_percent_e4 = complete.agree_percent_e4;
    }
    return complete;
}

static bool is_tighter(int64_t pay, int64_t agree)
{
    return given(pay) && given(agree) && pay < agree;
}

bool tolerance_is_tight(const struct tolerance *tolerance)
{
    return is_tighter(tolerance->pay_e4, tolerance->agree_e4) ||
           is_tighter(tolerance->pay_percent_e4, tolerance->agree_percent_e4);
}

struct settings settings_default(void)
{
    struct settings settings = {
        .pay_on = PAY_ON_ACTUAL,
        .pay = PAY_BILLED,
        .visit_pricing = VISIT_PRICING_COVER,
        .rounding = {.rule = ROUNDING_NONE},
        .pair_window = 120,
        .carer_overlap = 0,
        .missed_after = 3,
        .require_evidence = false,
        .drift_limit_percent_e4 = 1 * E4,
        .drift_minutes_percent_e4 = 5 * E4,
        .under_delivery_percent_e4 = 10 * E4,
        .shrinking_percent_e4 = 20 * E4,
        .shrinking_weeks = 4,
        .short_handed_limit = 2,
        .no_reply_limit = 3,
        .no_reply_weeks = 2,
        .purse_pence = NOT_GIVEN,
        .vat_percent_e4 = NOT_GIVEN,
    };

    for (unsigned check = 0; check < CHECK_COUNT; check++)
        settings.tolerances[check] = default_tolerances[check];
    return settings;
}
