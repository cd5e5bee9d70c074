#include "ops/run/batch_formats.h"

static bool is_brif(const struct council_config *council, enum rail rail)
{
    return rail == RAIL_CARD && council->card_format == CARD_FORMAT_BRIF;
}

static bool is_any(const struct council_config *council, enum rail rail)
{
    (void)council;
    return rail != RAIL_COUNT;
}

/* A row a format. */
static const struct {
    bool (*is_wanted)(const struct council_config *council, enum rail rail);
    bool is_payment; /* it is what pays; the others go with it */
    const struct file_format *format;
} formats[] = {
    {is_brif, true, &brif_format},
    {is_brif, false, &totals_format},
    {is_any, false, &remittance_csv_format},
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

bool batch_is_writable(const struct council_config *council, enum rail rail)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (formats[i].is_payment && formats[i].is_wanted(council, rail))
            return true;
    return false;
}
