#include "adapters/inbound/record_rows.h"

#define CARD_TOKEN_BYTES_MOST  19 /* as wide as BRIF has them */
#define MERCHANT_ID_BYTES_MOST 15
#define LAST_DIGITS            4

static bool read_card(const struct row *row, struct provider *provider)
{
    if (!field_ascii(row, PROVIDER_FIELD_CARD_TOKEN, CARD_TOKEN_BYTES_MOST,
                     &provider->card_token) ||
        !field_reference(row, PROVIDER_FIELD_CARD_LAST4, &provider->card_last4) ||
        !field_ascii(row, PROVIDER_FIELD_MERCHANT_ID, MERCHANT_ID_BYTES_MOST,
                     &provider->merchant_id))
        return false;
    struct text last = provider->card_last4;
    return last.length == 0 || (last.length == LAST_DIGITS && text_is_whole_number(last)) ||
           field_refuse_value(row, PROVIDER_FIELD_CARD_LAST4, "four digits");
}

static bool read_bank(const struct row *row, struct provider *provider)
{
    return field_reference(row, PROVIDER_FIELD_SORT_CODE, &provider->sort_code) &&
           field_reference(row, PROVIDER_FIELD_ACCOUNT_NO, &provider->account_no) &&
           field_line(row, PROVIDER_FIELD_ACCOUNT_NAME, &provider->account_name);
}

bool provider_row_read(const struct row *row, struct provider *provider_r)
{
    *provider_r = (struct provider){.rail = RAIL_COUNT, .status = PROVIDER_STATUS_ACTIVE};
    return field_provider(row, &provider_r->provider) &&
           field_line(row, PROVIDER_FIELD_NAME, &provider_r->name) &&
           field_rail(row, PROVIDER_FIELD_RAIL, &provider_r->rail) && read_card(row, provider_r) &&
           read_bank(row, provider_r) &&
           field_reference(row, PROVIDER_FIELD_VAT_NO, &provider_r->vat_no) &&
           field_email(row, PROVIDER_FIELD_CONTACT_EMAIL, &provider_r->contact_email) &&
           field_provider_status(row, PROVIDER_FIELD_STATUS, &provider_r->status) &&
           field_decimal_not_negative(row, PROVIDER_FIELD_PER_TRANSACTION_LIMIT, PLACES_MONEY,
                                      &provider_r->per_transaction_limit_pence);
}
