#include "harness.h"

static void read_contact(const char *row)
{
    feed.kind = FEED_KIND_CONTACT;
    read_csv(arena_printf(arena, "care_manager,email,name\n%s\n", row));
}

START_TEST(a_contact)
{
    read_contact("CM1,cm1@council.example,\"Manager, North\"");
    ck_assert_text_eq(only_record()->contact.care_manager, "CM1");
    ck_assert_text_eq(only_record()->contact.email, "cm1@council.example");
    ck_assert_text_eq(only_record()->contact.name, "Manager, North");
}
END_TEST

START_TEST(refused_contacts)
{
    read_contact("CM1,,");
    assert_rejected(REJECT_MISSING, "email");
    read_contact("CM1,@council.example,");
    assert_rejected(REJECT_INVALID, "email");
    read_contact("CM1,\"a@b.example\nBcc: c@d.example\",");
    assert_rejected(REJECT_INVALID, "email");
    read_contact(",a@b.example,");
    assert_rejected(REJECT_MISSING, "care_manager");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_contact);
    tcase_add_test(tcase, refused_contacts);
}

int main(void)
{
    return run_cases("adapters/inbound/contact_row", add);
}
