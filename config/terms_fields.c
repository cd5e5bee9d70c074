#include "config/terms_fields.h"

#include <string.h>

#include "matcher/record/terms.h"

#define MINUTES_OF_A_DAY  1440
#define MINUTES_OF_A_WEEK 10080
#define MINUTES_OF_A_YEAR 527040
#define WEEKS_OF_A_YEAR   52
#define VISITS_MOST       1000
#define LIMIT_MOST        1000000000

#define X(name, word) word,
static const char *const pay_on_word_list[] = {PAY_ON_LIST(X)};
static const char *const pay_word_list[] = {PAY_LIST(X)};
static const char *const visit_pricing_word_list[] = {VISIT_PRICING_LIST(X)};
static const char *const rounding_word_list[] = {ROUNDING_RULE_LIST(X)};
#undef X
static const struct words pay_on_words = WORDS_OF(pay_on_word_list);
static const struct words pay_words = WORDS_OF(pay_word_list);
static const struct words visit_pricing_words = WORDS_OF(visit_pricing_word_list);
static const struct words rounding_words = WORDS_OF(rounding_word_list);

/* --- rounding ------------------------------------------------------------- */

static bool bands_ascend(const struct rounding *rounding)
{
    for (size_t i = 1; i < rounding->band_count; i++)
        if (rounding->bands[i] <= rounding->bands[i - 1])
            return false;
    return true;
}

static int line_of(const struct node *mapping, const char *key)
{
    const struct node *value = node_find(mapping, key);

    return value ? value->line : mapping->line;
}

static void check_bands(struct reader *reader, const struct node *mapping,
                        const struct rounding *rounding)
{
    bool has_rule = rounding->rule == ROUNDING_BANDS;

    if (has_rule && rounding->band_count == 0)
        fault_add(reader->faults, mapping->line, "bands", "must be given with rule bands");
    if (!has_rule && rounding->band_count > 0)
        fault_add(reader->faults, line_of(mapping, "bands"), "bands",
                  "means nothing without rule bands");
    if (!has_rule && rounding->grace > 0)
        fault_add(reader->faults, line_of(mapping, "grace"), "grace",
                  "means nothing without rule bands");
    if (!bands_ascend(rounding))
        fault_add(reader->faults, line_of(mapping, "bands"), "bands", "must ascend");
}

static void check_rounding(struct reader *reader, const struct node *mapping, void *base)
{
    const struct rounding *rounding = base;
    bool has_rule = rounding->rule != ROUNDING_NONE;

    if (has_rule && rounding->step == 0)
        fault_add(reader->faults, mapping->line, "step", "must be given with rule %s",
                  rounding_rule_word(rounding->rule));
    if (!has_rule && rounding->step != 0)
        fault_add(reader->faults, line_of(mapping, "step"), "step", "means nothing with rule none");
    check_bands(reader, mapping, rounding);
}

#define AT(member) offsetof(struct rounding, member)
static const struct field rounding_fields[] = {
    FIELD("rule", read_word, AT(rule), .words = &rounding_words, .required = true),
    FIELD("step", read_whole, AT(step), .low = 1, .high = MINUTES_OF_A_DAY),
    FIELD("grace", read_whole, AT(grace), .low = 0, .high = MINUTES_OF_A_DAY, .standard = "0"),
    FIELD("minimum", read_whole, AT(minimum), .low = 0, .high = MINUTES_OF_A_DAY, .standard = "0"),
    FIELD("bands", read_wholes, AT(bands), .low = 1, .high = MINUTES_OF_A_WEEK,
          .count_offset = AT(band_count)),
};
#undef AT
static const struct level rounding_level = {
    .size = sizeof(struct rounding), FIELDS_OF(rounding_fields), .check = check_rounding};

/* --- outcomes ------------------------------------------------------------- */

static void read_outcome(struct reader *reader, const struct field *field, const struct node *value,
                         void *base)
{
    struct outcome_price *price = base;
    char *lower;

    read_reference(reader, field, value, base);
    lower = arena_printf(reader->arena, "%.*s", TEXT_ARGS(price->outcome));
    for (char *c = lower; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    price->outcome = text_of(lower);
    if (text_equal(price->outcome, TEXT_LITERAL("delivered")))
        fault_add(reader->faults, value->line, field->key,
                  "a delivered line is priced by its time, not by an outcome");
}

#define AT(member) offsetof(struct outcome_price, member)
static const struct field outcome_fields[] = {
    FIELD("outcome", read_outcome, AT(outcome), .required = true),
    FIELD("notice_below_hours", read_decimal, AT(notice_below_hours_e4), .places = 4, .low = 0,
          .high = 100000),
    FIELD("percent", read_decimal, AT(percent_e4), .places = 4, .low = 0, .high = 1000,
          .required = true),
};
#undef AT
static const struct level outcome_level = {.size = sizeof(struct outcome_price),
                                           FIELDS_OF(outcome_fields)};

/* --- tolerances ----------------------------------------------------------- */

static void read_exceed(struct reader *reader, const struct field *field, const struct node *value,
                        void *base)
{
    static const char *const word_list[] = {"report"};
    static const struct words words = WORDS_OF(word_list);
    struct field as_word = *field;
    struct tolerance *tolerance = base;
    unsigned ignored;

    as_word.words = &words;
    as_word.offset = 0;
    read_word(reader, &as_word, value, &ignored);
    tolerance->exceed_report = !node_is_null(value);
}

static void check_tolerance(struct reader *reader, const struct node *mapping, void *base)
{
    struct tolerance *tolerance = base;

    *tolerance = tolerance_complete(*tolerance);
    if (tolerance_is_tight(tolerance))
        fault_add(reader->faults, mapping->line, "pay", "is tighter than agree");
}

/* What is either there or not has no expected value to take a share of. */
static void check_evidence_tolerance(struct reader *reader, const struct node *mapping, void *base)
{
    static const char *const shares[] = {"agree_percent", "pay_percent"};

    for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++)
        if (node_find(mapping, shares[i]))
            fault_add(reader->faults, line_of(mapping, shares[i]), shares[i],
                      "means nothing for evidence, which is there or not");
    check_tolerance(reader, mapping, base);
}

#define AT(member) offsetof(struct tolerance, member)
#define LIMIT      .places = 4, .low = 0, .high = LIMIT_MOST
static const struct field tolerance_fields[] = {
    FIELD("agree", read_decimal, AT(agree_e4), LIMIT),
    FIELD("agree_percent", read_decimal, AT(agree_percent_e4), LIMIT),
    FIELD("pay", read_decimal, AT(pay_e4), LIMIT),
    FIELD("pay_percent", read_decimal, AT(pay_percent_e4), LIMIT),
    FIELD("exceed", read_exceed, AT(exceed_report)),
    FIELD("off", read_flag, AT(off), .standard = "false"),
};
#undef LIMIT
#undef AT
static const struct level tolerance_level = {
    .size = sizeof(struct tolerance), FIELDS_OF(tolerance_fields), .check = check_tolerance};
static const struct level evidence_tolerance_level = {.size = sizeof(struct tolerance),
                                                      FIELDS_OF(tolerance_fields),
                                                      .check = check_evidence_tolerance};

/* One row a check: its key is the check's own word. */
#define X(name, word, unit, agree, pay, pay_percent)                                               \
    FIELD(word, read_mapping, offsetof(struct terms_block, values.tolerances[CHECK_##name]),       \
          .mark = 1u << CHECK_##name,                                                              \
          .level = CHECK_##name == CHECK_EVIDENCE ? &evidence_tolerance_level : &tolerance_level),
static const struct field tolerances_fields[] = {CHECK_LIST(X)};
#undef X
static const struct level tolerances_level = {.size = sizeof(struct terms_block),
                                              FIELDS_OF(tolerances_fields),
                                              .marks_offset =
                                                  offsetof(struct terms_block, has_check)};

/* --- the block ------------------------------------------------------------ */

/* Money may only be let through unchecked where no more than the expected is paid. */
static void check_block(struct reader *reader, const struct node *mapping, void *base)
{
    const struct terms_block *block = base;
    const struct tolerance *amount = &block->values.tolerances[CHECK_AMOUNT];
    const struct node *tolerances = node_find(mapping, "tolerances");
    bool pays_lesser = block->has_setting & 1u << SETTING_PAY && block->values.pay == PAY_LESSER;

    if (!(block->has_check & 1u << CHECK_AMOUNT) || pays_lesser)
        return;
    if (amount->exceed_report || amount->off)
        fault_add(reader->faults, node_find(tolerances, "amount")->line, "amount",
                  "%s needs \"pay: lesser\" in the same terms",
                  amount->off ? "\"off: true\"" : "\"exceed: report\"");
}

_Static_assert(CIVIL_YEAR_FIRST == 1900, "terms without valid_from hold since ever");

static bool same_block(const void *a, const void *b)
{
    const struct terms_block *one = a, *other = b;

    return one->valid_from == other->valid_from && text_equal(one->provider, other->provider) &&
           text_equal(one->service, other->service);
}

#define AT(member)    offsetof(struct terms_block, member)
#define SETTING(name) .mark = 1u << SETTING_##name
static const struct field block_fields[] = {
    FIELD("provider", read_reference, AT(provider)),
    FIELD("service", read_reference, AT(service)),
    FIELD("valid_from", read_date, AT(valid_from), .standard = "1900-01-01"),
    FIELD("pay_on", read_word, AT(values.pay_on), .words = &pay_on_words, SETTING(PAY_ON)),
    FIELD("pay", read_word, AT(values.pay), .words = &pay_words, SETTING(PAY)),
    FIELD("rounding", read_mapping, AT(values.rounding), .level = &rounding_level,
          SETTING(ROUNDING)),
    FIELD("visit_pricing", read_word, AT(values.visit_pricing), .words = &visit_pricing_words,
          SETTING(VISIT_PRICING)),
    FIELD("pair_window", read_whole, AT(values.pair_window), .low = 0, .high = MINUTES_OF_A_YEAR,
          SETTING(PAIR_WINDOW)),
    FIELD("carer_overlap", read_whole, AT(values.carer_overlap), .low = 0,
          .high = MINUTES_OF_A_YEAR, SETTING(CARER_OVERLAP)),
    FIELD("missed_after", read_whole, AT(values.missed_after), .low = 0, .high = DAYS_OF_A_YEAR,
          SETTING(MISSED_AFTER)),
    FIELD("drift_limit_percent", read_decimal, AT(values.drift_limit_percent_e4), .places = 4,
          .low = 0, .high = 1000, SETTING(DRIFT_LIMIT_PERCENT)),
    FIELD("drift_minutes_percent", read_decimal, AT(values.drift_minutes_percent_e4), .places = 4,
          .low = 0, .high = 1000, SETTING(DRIFT_MINUTES_PERCENT)),
    FIELD("require_evidence", read_flag, AT(values.require_evidence), SETTING(REQUIRE_EVIDENCE)),
    FIELD("outcomes", read_list, AT(values.outcomes), .level = &outcome_level, .low = 0,
          .high = LIST_MOST, .count_offset = AT(values.outcome_count), SETTING(OUTCOMES)),
    FIELD("tolerances", read_mapping, 0, .level = &tolerances_level),
    FIELD("under_delivery", read_decimal, AT(values.under_delivery_percent_e4), .places = 4,
          .low = 0, .high = 100, SETTING(UNDER_DELIVERY)),
    FIELD("shrinking_percent", read_decimal, AT(values.shrinking_percent_e4), .places = 4, .low = 0,
          .high = 100, SETTING(SHRINKING_PERCENT)),
    FIELD("shrinking_weeks", read_whole, AT(values.shrinking_weeks), .low = 1,
          .high = WEEKS_OF_A_YEAR, SETTING(SHRINKING_WEEKS)),
    FIELD("short_handed_limit", read_whole, AT(values.short_handed_limit), .low = 0,
          .high = VISITS_MOST, SETTING(SHORT_HANDED_LIMIT)),
    FIELD("no_reply_limit", read_whole, AT(values.no_reply_limit), .low = 0, .high = VISITS_MOST,
          SETTING(NO_REPLY_LIMIT)),
    FIELD("no_reply_weeks", read_whole, AT(values.no_reply_weeks), .low = 1,
          .high = WEEKS_OF_A_YEAR, SETTING(NO_REPLY_WEEKS)),
    FIELD("purse_pence", read_decimal, AT(values.purse_pence), .places = 0, .low = 0,
          .high = LIMIT_MOST, SETTING(PURSE_PENCE)),
    FIELD("vat_percent", read_decimal, AT(values.vat_percent_e4), .places = 4, .low = 0, .high = 99,
          SETTING(VAT_PERCENT)),
};
#undef SETTING
#undef AT
const struct level terms_block_level = {.size = sizeof(struct terms_block),
                                        FIELDS_OF(block_fields),
                                        .marks_offset = offsetof(struct terms_block, has_setting),
                                        .check = check_block,
                                        .same = same_block,
                                        .same_key = "valid_from"};
