#include "harness.h"

static void read_provider(const char *row)
{
    feed.kind = FEED_KIND_PROVIDER;
    read_csv(arena_printf(arena,
                          "provider,name,rail,card_token,card_last4,merchant_id,sort_code,"
                          "account_no,account_name,vat_no,contact_email,status,"
                          "per_transaction_limit\n%s\n",
                          row));
}

START_TEST(a_provider)
{
    read_provider("P1,Care & Co,Card,tok-0123456789abcde,4242,MP001,20-00-00,55779911,Care Ltd,"
                  "GB123,pay@care.example,SUSPENDED,5000.00");
    const struct provider *provider = &only_record()->provider;
    ck_assert_text_eq(provider->provider, "P1");
    ck_assert_text_eq(provider->name, "Care & Co");
    ck_assert_int_eq(provider->rail, RAIL_CARD);
    ck_assert_text_eq(provider->card_token, "tok-0123456789abcde");
    ck_assert_text_eq(provider->card_last4, "4242");
    ck_assert_text_eq(provider->merchant_id, "MP001");
    ck_assert_text_eq(provider->sort_code, "20-00-00");
    ck_assert_text_eq(provider->account_no, "55779911");
    ck_assert_text_eq(provider->account_name, "Care Ltd");
    ck_assert_text_eq(provider->vat_no, "GB123");
    ck_assert_text_eq(provider->contact_email, "pay@care.example");
    ck_assert_int_eq(provider->status, PROVIDER_STATUS_SUSPENDED);
    ck_assert_int_eq(provider->per_transaction_limit_pence, 500000);
}
END_TEST

START_TEST(what_a_provider_may_leave_out)
{
    read_provider("P1,Care,,,,,,,,,,,");
    ck_assert_int_eq(only_record()->provider.rail, RAIL_COUNT);
    ck_assert_int_eq(only_record()->provider.status, PROVIDER_STATUS_ACTIVE);
    ck_assert_int_eq(only_record()->provider.per_transaction_limit_pence, NOT_GIVEN);
}
END_TEST

static const struct {
    const char *row, *field;
    enum reject_code code;
} refusals[] = {
    {"P1,,,,,,,,,,,,", "name", REJECT_MISSING},
    {"P1,\"Care\nCo\",,,,,,,,,,,", "name", REJECT_INVALID},
    {"P1,Care,cheque,,,,,,,,,,", "rail", REJECT_INVALID},
    {"P1,Care,,tok-0123456789abcdef,,,,,,,,,", "card_token", REJECT_INVALID}, /* 20 bytes */
    {"P1,Care,,t\xC3\xB6k,,,,,,,,,", "card_token", REJECT_INVALID},
    {"P1,Care,,4111111111111111,,,,,,,,,", "card_token", REJECT_CARD_NUMBER},
    {"P1,Care,,,424,,,,,,,,", "card_last4", REJECT_INVALID},
    {"P1,Care,,,42a2,,,,,,,,", "card_last4", REJECT_INVALID},
    {"P1,Care,,,,1234567890123456,,,,,,,", "merchant_id", REJECT_INVALID},
    {"P1,Care,,,,,,,,,no address,,", "contact_email", REJECT_INVALID},
    {"P1,Care,,,,,,,,,a b@c.example,,", "contact_email", REJECT_INVALID},
    {"P1,Care,,,,,,,,,,asleep,", "status", REJECT_INVALID},
    {"P1,Care,,,,,,,,,,,1.234", "per_transaction_limit", REJECT_INVALID},
    {"P1,Care,,,,,,,,,,,-1", "per_transaction_limit", REJECT_INVALID},
};

START_TEST(refused_providers)
{
    read_provider(refusals[_i].row);
    assert_rejected(refusals[_i].code, refusals[_i].field);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_provider);
    tcase_add_test(tcase, what_a_provider_may_leave_out);
    tcase_add_loop_test(tcase, refused_providers, 0, COUNT_OF(refusals));
}

int main(void)
{
    return run_cases("adapters/inbound/provider_row", add);
}
