/* Addresses, those of a written message, and the mail transport `folder`. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "adapters/outbound/mail_address.h"
#include "adapters/outbound/mail_folder.h"
#include "adapters/outbound/mail_message.h"

static const char *const plain[] = {"a@b", "care.manager+x@kent.example", "o'neill@kent.example"};
static const char *const odd[] = {
    "",        "nobody",        "@kent.example", "a@",    "-f@kent.example",
    "a@b@c",   "a b@c",         "a@b,c@d",       "a@b;c", "<a@b>",
    "\"a\"@b", "a@b\r\nBcc: c", "a@b\n",         "a@b\t", "\xC3\xA9@b"};

START_TEST(plain_addresses)
{
    for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
        ck_assert_msg(mail_address_is_plain(text_of(plain[i])), "%s", plain[i]);
    for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
        ck_assert_msg(!mail_address_is_plain(text_of(odd[i])), "%s", odd[i]);
    ck_assert(!mail_address_is_plain((struct text){"a\0@b", 4}));
}
END_TEST

START_TEST(a_message_tells_its_addresses)
{
    struct arena *arena = arena_new();
    const struct mail_message message = {
        .from = "t@council.example",
        .to = "care.manager+x@kent.example",
        .to_name =
            "M\xC3\xBCller, \"<Bcc: a@b>\" of a team with a name that is longer than a line may "
            "be, and then some",
        .subject = "s",
        .id = "1@council.example",
        .date = 20000,
        .plain = text_of("To: x@y\n"),
        .html = text_of("<p>x</p>"),
        .attachment_name = "a.csv",
        .attachment = text_of("a\n"),
    };
    const char *from, *to;

    ck_assert(mail_message_addresses(arena, mail_message_write(arena, &message), &from, &to));
    ck_assert_str_eq(from, "t@council.example");
    ck_assert_str_eq(to, "care.manager+x@kent.example");
    ck_assert(!mail_message_addresses(arena, text_of("From: a@b\r\n\r\nTo: c@d\r\n"), &from, &to));
    ck_assert(
        !mail_message_addresses(arena, text_of("From: a@b\r\nTo: c@d, e@f\r\n\r\n"), &from, &to));
    ck_assert(!mail_message_addresses(arena, text_of(""), &from, &to));
    arena_free(arena);
}
END_TEST

START_TEST(header_text_stays_on_its_line)
{
    struct arena *arena = arena_new();
    ck_assert_str_eq(mail_header_text(arena, "a\r\nb\tc\x7F"), "a  b c ");
    ck_assert_str_eq(mail_header_text(arena, NULL), "");
    arena_free(arena);
}
END_TEST

static void check_content(const char *path, const char *expected)
{
    char content[64] = "";
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_le(fread(content, 1, sizeof(content) - 1, file), sizeof(content) - 1);
    fclose(file);
    ck_assert_str_eq(content, expected);
}

START_TEST(a_message_is_one_file_and_again_the_same_file)
{
    char folder[] = "/tmp/tallystick-mail-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    struct arena *arena = arena_new();
    const char *mail = arena_printf(arena, "%s/out", folder);
    const char *path = arena_printf(arena, "%s/KENT-2026-11-09-CM1.eml", mail);
    const struct text stem = TEXT_LITERAL("KENT-2026-11-09-CM1");
    struct edition *edition = edition_new();
    struct error error = {0};

    ck_assert_msg(mail_folder_deliver(edition, mail, stem, TEXT_LITERAL("one\r\n"), &error), "%s",
                  error.message);
    ck_assert(edition_publish(edition, &error));
    check_content(path, "one\r\n");
    ck_assert(mail_folder_deliver(edition, mail, stem, TEXT_LITERAL("two\r\n"), &error));
    check_content(path, "one\r\n"); /* until it is published */
    ck_assert(edition_publish(edition, &error));
    check_content(path, "two\r\n");
    edition_free(edition);

    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(rmdir(mail), 0); /* nothing else was left there */
    ck_assert_int_eq(rmdir(folder), 0);
    arena_free(arena);
}
END_TEST

START_TEST(a_folder_that_cannot_be_written_is_an_error)
{
    struct edition *edition = edition_new();
    struct error error;
    ck_assert(!mail_folder_deliver(edition, "/dev/null/mail", TEXT_LITERAL("x"), TEXT_LITERAL("y"),
                                   &error));
    edition_free(edition);
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("mail");
    tcase_add_test(tcase, plain_addresses);
    tcase_add_test(tcase, a_message_tells_its_addresses);
    tcase_add_test(tcase, header_text_stays_on_its_line);
    tcase_add_test(tcase, a_message_is_one_file_and_again_the_same_file);
    tcase_add_test(tcase, a_folder_that_cannot_be_written_is_an_error);
    Suite *suite = suite_create("adapters/outbound/mail");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
