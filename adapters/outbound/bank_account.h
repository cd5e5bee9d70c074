/* United Kingdom bank accounts, as providers and councils give them. */
#ifndef TALLYSTICK_OUTBOUND_BANK_ACCOUNT_H
#define TALLYSTICK_OUTBOUND_BANK_ACCOUNT_H

#include "adapters/outbound/settlement_files.h"

#define SORT_CODE_DIGITS  6
#define ACCOUNT_NO_DIGITS 8

/* 123456 of 12-34-56, 12 34 56 or 123456; false: not six digits. */
bool sort_code_digits(struct text sort_code, char digits_r[SORT_CODE_DIGITS + 1]);

/* file_format.refuses of any bank format. */
const char *bank_account_refuses(struct arena *arena, const struct payer *payer,
                                 const struct provider *provider, const struct payment_lot *lot);

#endif
