#include "adapters/outbound/bank_account.h"

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

bool sort_code_digits(struct text sort_code, char digits_r[SORT_CODE_DIGITS + 1])
{
    size_t count = 0;
    for (size_t i = 0; i < sort_code.length; i++) {
        const char byte = sort_code.bytes[i];
        const bool may_part = i > 0 && i + 1 < sort_code.length && is_digit(sort_code.bytes[i - 1]);
        if (is_digit(byte) && count < SORT_CODE_DIGITS)
            digits_r[count++] = byte;
        else if (!((byte == '-' || byte == ' ') && may_part && count % 2 == 0))
            return false;
    }
    digits_r[count] = '\0';
    return count == SORT_CODE_DIGITS;
}

const char *bank_account_refuses(struct arena *arena, const struct payer *payer,
                                 const struct provider *provider, const struct payment_lot *lot)
{
    char digits[SORT_CODE_DIGITS + 1];
    (void)arena, (void)payer, (void)lot;
    if (!sort_code_digits(provider->sort_code, digits))
        return "the provider's sort code is not six digits";
    if (provider->account_no.length != ACCOUNT_NO_DIGITS ||
        !text_is_whole_number(provider->account_no))
        return "the provider's account number is not eight digits";
    return NULL;
}
