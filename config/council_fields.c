#include "config/council_fields.h"

#include <string.h>

#include "config/document_text.h"
#include "config/feed_fields.h"
#include "config/holidays.h"
#include "config/terms_fields.h"
#include "config/text_form.h"
#include "config/zone_name.h"

#define NAME_BYTES   140
#define CODE_BYTES   16
#define VAT_NO_BYTES 13
#define TERMS_MOST   10000
#define POUNDS_MOST  1000000000
#define PEOPLE_MOST  9

#define X(name, word) word,
static const char *const card_word_list[] = {CARD_FORMAT_LIST(X)};
static const char *const bank_word_list[] = {BANK_FORMAT_LIST(X)};
static const char *const per_word_list[] = {SETTLEMENT_PER_LIST(X)};
static const char *const mode_word_list[] = {COUNCIL_MODE_LIST(X)};
#undef X
static const struct words card_words = WORDS_OF(card_word_list);
static const struct words bank_words = WORDS_OF(bank_word_list);
static const struct words per_words = WORDS_OF(per_word_list);
static const struct words mode_words = WORDS_OF(mode_word_list);

static void read_code(struct reader *reader, const struct field *field, const struct node *value,
                      void *base)
{
    struct council_config *council = base;
    struct field as_string = *field;
    const char *code = "";

    as_string.offset = 0;
    read_form(reader, &as_string, value, &code, is_code,
              "must be capital letters, digits and dashes between them");
    council->code = text_of(code);
}

static void read_zone_name(struct reader *reader, const struct field *field,
                           const struct node *value, void *base)
{
    read_form(reader, field, value, base, zone_is_known, "is no time zone of this system");
}

static void read_vat_no(struct reader *reader, const struct field *field, const struct node *value,
                        void *base)
{
    read_form(reader, field, value, base, is_vat_no, "must be capital letters and digits");
}

static void read_account_no(struct reader *reader, const struct field *field,
                            const struct node *value, void *base)
{
    read_form(reader, field, value, base, is_eight_digits, "must be eight digits");
}

/* 12-34-56 or 123456; kept as the latter. */
static void read_sort_code(struct reader *reader, const struct field *field,
                           const struct node *value, void *base)
{
    struct payer_config *payer = base;

    if (read_form(reader, field, value, base, is_sort_code, "must be six digits") &&
        strlen(payer->sort_code) == 8)
        payer->sort_code = arena_printf(reader->arena, "%.2s%.2s%.2s", payer->sort_code,
                                        payer->sort_code + 3, payer->sort_code + 6);
}

/* --- services and people -------------------------------------------------- */

static void read_unit(struct reader *reader, const struct field *field, const struct node *value,
                      void *base)
{
    struct service_config *service = base;
    struct text text;

    if (!scalar_text(reader, field, value, &text))
        return;
    if (!quantity_unit_parse(text, &service->unit))
        fault_add(reader->faults, value->line, field->key, "\"%s\" is not a unit",
                  shown(reader, text));
}

static bool same_service(const void *a, const void *b)
{
    const struct service_config *one = a, *other = b;

    return text_equal(one->service, other->service);
}

#define AT(member) offsetof(struct service_config, member)
static const struct field service_fields[] = {
    FIELD("service", read_reference, AT(service), .required = true),
    FIELD("vat_percent", read_decimal, AT(vat_percent_e4), .places = 4, .low = 0, .high = 99,
          .standard = "0"),
    FIELD("unit", read_unit, AT(unit), .standard = "h"),
};
#undef AT
static const struct level service_level = {.size = sizeof(struct service_config),
                                           FIELDS_OF(service_fields),
                                           .same = same_service,
                                           .same_key = "service"};

static bool same_person(const void *a, const void *b)
{
    const struct person_config *one = a, *other = b;

    return strcmp(one->name, other->name) == 0;
}

#define AT(member) offsetof(struct person_config, member)
static const struct field person_fields[] = {
    FIELD("name", read_string, AT(name), .required = true, .low = 1, .high = NAME_BYTES),
    FIELD("login", read_string, AT(login), .low = 1, .high = NAME_BYTES),
};
#undef AT
static const struct level person_level = {.size = sizeof(struct person_config),
                                          FIELDS_OF(person_fields),
                                          .same = same_person,
                                          .same_key = "name",
                                          .bare_key = "name"};

/* --- the council's small mappings ----------------------------------------- */

static void read_not_yet_above_zero(struct reader *reader, const struct field *field,
                                    const struct node *value, void *base)
{
    int people;

    read_whole(reader, field, value, base);
    memcpy(&people, field_place(field, base), sizeof(people));
    if (people > 0)
        fault_add(reader->faults, value->line, field->key, "more than 0 is not supported yet");
}

#define AT(member) offsetof(struct approvals_config, member)
#define PEOPLE     .low = 0, .high = PEOPLE_MOST, .standard = "0"
static const struct field approvals_fields[] = {
    FIELD("terms", read_not_yet_above_zero, AT(terms), PEOPLE),
    FIELD("rates", read_whole, AT(rates), PEOPLE),
    FIELD("payees", read_whole, AT(payees), PEOPLE),
    FIELD("decisions", read_whole, AT(decisions), PEOPLE),
    FIELD("adjustments", read_whole, AT(adjustments), PEOPLE),
    FIELD("adjustments_over", read_decimal, AT(adjustments_over_pence), .places = PLACES_MONEY,
          .low = 0, .high = POUNDS_MOST, .standard = "0"),
    FIELD("release", read_whole, AT(release), PEOPLE),
    FIELD("release_over", read_decimal, AT(release_over_pence), .places = PLACES_MONEY, .low = 0,
          .high = POUNDS_MOST),
};
#undef PEOPLE
#undef AT
static const struct level approvals_level = {.size = sizeof(struct approvals_config),
                                             FIELDS_OF(approvals_fields)};

#define AT(member) offsetof(struct council_config, member)
static const struct field council_mail_fields[] = {
    FIELD("from", read_address, AT(mail_from)),
    FIELD("finance", read_address, AT(finance)),
};
static const struct level council_mail_level = {.size = sizeof(struct council_config),
                                                FIELDS_OF(council_mail_fields)};

static const struct field settlement_fields[] = {
    FIELD("card", read_word, AT(card_format), .words = &card_words, .standard = "brif"),
    FIELD("bank", read_word, AT(bank_format), .words = &bank_words, .standard = "pain001"),
    FIELD("per", read_word, AT(settlement_per), .words = &per_words, .standard = "invoice"),
};
static const struct level settlement_level = {.size = sizeof(struct council_config),
                                              FIELDS_OF(settlement_fields)};
#undef AT

static void read_remittance_format(struct reader *reader, const struct field *field,
                                   const struct node *value, struct council_config *council)
{
    struct text text;

    if (!scalar_text(reader, field, value, &text))
        return;
    if (text_equal_nocase(text, TEXT_LITERAL("ubl")))
        council->remittance_ubl = true;
    else if (text_equal_nocase(text, TEXT_LITERAL("csv")))
        council->remittance_csv = true;
    else
        fault_add(reader->faults, value->line, field->key, "must be ubl or csv, not \"%s\"",
                  shown(reader, text));
}

static void read_remittance_formats(struct reader *reader, const struct field *field,
                                    const struct node *value, void *base)
{
    struct council_config *council = base;

    if (node_is_null(value)) {
        council->remittance_csv = true;
        return;
    }
    if (value->kind != NODE_LIST) {
        fault_add(reader->faults, value->line, field->key, "must be a list");
        return;
    }
    for (size_t i = 0; i < value->count; i++)
        read_remittance_format(reader, field, value->values[i], council);
}

static const struct field remittance_fields[] = {FIELD("formats", read_remittance_formats, 0)};
static const struct level remittance_level = {.size = sizeof(struct council_config),
                                              FIELDS_OF(remittance_fields)};

#define AT(member) offsetof(struct payer_config, member)
static const struct field payer_fields[] = {
    FIELD("name", read_string, AT(name), .low = 1, .high = NAME_BYTES),
    FIELD("sort_code", read_sort_code, AT(sort_code), .low = 6, .high = 8),
    FIELD("account_no", read_account_no, AT(account_no), .low = 8, .high = 8),
    FIELD("vat_no", read_vat_no, AT(vat_no), .low = 1, .high = VAT_NO_BYTES),
};
#undef AT
static const struct level payer_level = {.size = sizeof(struct payer_config),
                                         FIELDS_OF(payer_fields)};

#define AT(member) offsetof(struct journal_config, member)
static const struct field journal_fields[] = {
    FIELD("creditor", read_string, AT(creditor), .low = 1, .high = NAME_BYTES),
    FIELD("vat", read_string, AT(vat), .low = 1, .high = NAME_BYTES),
    FIELD("suspense", read_string, AT(suspense), .low = 1, .high = NAME_BYTES),
};
#undef AT
/* A journal that cannot book every line is none. */
static void check_journal(struct reader *reader, const struct node *mapping, void *base)
{
    const struct journal_config *journal = base;
    const bool has_any =
        journal->creditor[0] != '\0' || journal->vat[0] != '\0' || journal->suspense[0] != '\0';

    if (has_any &&
        (journal->creditor[0] == '\0' || journal->vat[0] == '\0' || journal->suspense[0] == '\0'))
        fault_add(reader->faults, mapping->line, "journal",
                  "needs creditor, vat and suspense together");
}

static const struct level journal_level = {
    .size = sizeof(struct journal_config), FIELDS_OF(journal_fields), .check = check_journal};

static bool same_redaction(const void *a, const void *b)
{
    const struct redaction *one = a, *other = b;

    return text_equal(one->provider, other->provider);
}

static const struct field redaction_fields[] = {
    FIELD("provider", read_reference, offsetof(struct redaction, provider), .required = true),
};
static const struct level redaction_level = {.size = sizeof(struct redaction),
                                             FIELDS_OF(redaction_fields),
                                             .same = same_redaction,
                                             .same_key = "provider",
                                             .bare_key = "provider"};

#define AT(member) offsetof(struct transparency_config, member)
static const struct field transparency_fields[] = {
    FIELD("department", read_string, AT(department), .low = 1, .high = NAME_BYTES),
    FIELD("purpose", read_string, AT(purpose), .low = 1, .high = NAME_BYTES,
          .standard = "Home care"),
    FIELD("category", read_string, AT(category), .low = 1, .high = NAME_BYTES,
          .standard = "Social care"),
    FIELD("redact", read_list, AT(redact), .level = &redaction_level, .low = 0, .high = LIST_MOST,
          .count_offset = AT(redact_count)),
};
#undef AT
static const struct level transparency_level = {.size = sizeof(struct transparency_config),
                                                FIELDS_OF(transparency_fields)};

/* --- councils ------------------------------------------------------------- */

static void check_council(struct reader *reader, const struct node *mapping, void *base)
{
    const struct council_config *council = base;

    if (council->rail_days > council->sla_days)
        fault_add(reader->faults, node_find(mapping, "rail_days")->line, "rail_days",
                  "is more than sla_days: money could never be there in time");
}

static bool same_council(const void *a, const void *b)
{
    const struct council_config *one = a, *other = b;

    return text_equal(one->code, other->code);
}

#define AT(member)  offsetof(struct council_config, member)
#define SOME(count) .low = 0, .high = LIST_MOST, .count_offset = AT(count)
/* What lines are judged by, besides the calendar: kept with every night for `explain`. */
#define RULES_FIELDS                                                                               \
    FIELD("code", read_code, 0, .required = true, .low = 1, .high = CODE_BYTES),                   \
        FIELD("name", read_string, AT(name), .required = true, .low = 1, .high = NAME_BYTES),      \
        FIELD("timezone", read_zone_name, AT(timezone), .low = 1, .high = NAME_BYTES,              \
              .standard = "Europe/London"),                                                        \
        FIELD("sla_days", read_whole, AT(sla_days), .low = 0, .high = DAYS_OF_A_YEAR,              \
              .standard = "4"),                                                                    \
        FIELD("go_live", read_date, AT(go_live)),                                                  \
        FIELD("services", read_list, AT(services), .level = &service_level, SOME(service_count)),  \
        FIELD("terms", read_list, AT(terms.blocks), .level = &terms_block_level, .low = 0,         \
              .high = TERMS_MOST, .count_offset = AT(terms.block_count))
static const struct field rules_fields[] = {RULES_FIELDS};
const struct level rules_level = {.size = sizeof(struct council_config), FIELDS_OF(rules_fields)};
#define RULES_FIELD_COUNT (sizeof(rules_fields) / sizeof(rules_fields[0]))

static const struct field council_fields[] = {
    RULES_FIELDS,
    FIELD("holidays", read_holidays, AT(calendar), .required = true, .low = 1, .high = PATH_BYTES),
    FIELD("statement_days", read_whole, AT(statement_days), .low = 1, .high = DAYS_OF_A_YEAR,
          .standard = "35"),
    FIELD("rail_days", read_whole, AT(rail_days), .low = 0, .high = DAYS_OF_A_YEAR,
          .standard = "0"),
    FIELD("live", read_flag, AT(is_live), .standard = "true"),
    FIELD("mode", read_word, AT(mode), .words = &mode_words, .standard = "live"),
    FIELD("mail", read_mapping, 0, .level = &council_mail_level, .standard = "{}"),
    FIELD("payer", read_mapping, AT(payer), .level = &payer_level, .standard = "{}"),
    FIELD("journal", read_mapping, AT(journal), .level = &journal_level, .standard = "{}"),
    FIELD("transparency", read_mapping, AT(transparency), .level = &transparency_level,
          .standard = "{}"),
    FIELD("people", read_list, AT(people), .level = &person_level, SOME(person_count)),
    FIELD("feeds", read_list, AT(feeds), .level = &feed_level, SOME(feed_count)),
    FIELD("approvals", read_mapping, AT(approvals), .level = &approvals_level, .standard = "{}"),
    FIELD("settlement", read_mapping, 0, .level = &settlement_level, .standard = "{}"),
    FIELD("remittance", read_mapping, 0, .level = &remittance_level, .standard = "{}"),
};
#undef RULES_FIELDS
#undef SOME
#undef AT
const struct level council_level = {.size = sizeof(struct council_config),
                                    FIELDS_OF(council_fields),
                                    .check = check_council,
                                    .same = same_council,
                                    .same_key = "code"};

struct text council_rules_text(struct arena *arena, const struct node *council)
{
    const char *keys[RULES_FIELD_COUNT];

    for (size_t i = 0; i < RULES_FIELD_COUNT; i++)
        keys[i] = rules_fields[i].key;
    return document_text(arena, council, RULES_FIELD_COUNT, keys);
}
