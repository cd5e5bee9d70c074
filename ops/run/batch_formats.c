#include "ops/run/batch_formats.h"

static bool is_brif(const struct council_config *council, enum rail rail)
{
    return rail == RAIL_CARD && council->card_format == CARD_FORMAT_BRIF;
}

static bool is_caaa011(const struct council_config *council, enum rail rail)
{
    return rail == RAIL_CARD && council->card_format == CARD_FORMAT_CAAA011;
}

static bool is_card_csv(const struct council_config *council, enum rail rail)
{
    return rail == RAIL_CARD && council->card_format == CARD_FORMAT_CSV;
}

static bool is_pain001(const struct council_config *council, enum rail rail)
{
    return rail == RAIL_BANK && council->bank_format == BANK_FORMAT_PAIN001;
}

static bool is_bank_csv(const struct council_config *council, enum rail rail)
{
    return rail == RAIL_BANK && council->bank_format == BANK_FORMAT_CSV;
}

static bool has_csv(const struct council_config *council, enum rail rail)
{
    return rail != RAIL_COUNT && council->remittance_csv;
}

static bool has_ubl(const struct council_config *council, enum rail rail)
{
    return rail != RAIL_COUNT && council->remittance_ubl;
}

static bool has_journal(const struct council_config *council, enum rail rail)
{
    return rail != RAIL_COUNT && council->journal.creditor[0] != '\0';
}

/* A row a format. */
static const struct {
    bool (*is_wanted)(const struct council_config *council, enum rail rail);
    const struct file_format *format;
} formats[] = {
    {is_brif, &brif_format},
    {is_brif, &totals_format},
    {is_caaa011, &caaa011_format},
    {is_card_csv, &card_csv_format},
    {is_pain001, &pain001_format},
    {is_bank_csv, &bank_csv_format},
    {has_csv, &remittance_csv_format},
    {has_ubl, &ubl_remittance_format},
    {has_journal, &journal_csv_format},
    {has_journal, &vat_csv_format},
};
#define FORMAT_COUNT (sizeof(formats) / sizeof(*formats))

const struct file_format *batch_format(const struct council_config *council, enum rail rail,
                                       size_t index)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (formats[i].is_wanted(council, rail) && index-- == 0)
            return formats[i].format;
    return NULL;
}

const struct file_format *reversal_format(const struct council_config *council)
{
    return has_journal(council, RAIL_CARD) ? &journal_reversal_format : NULL;
}
