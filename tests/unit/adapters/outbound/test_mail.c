/* Addresses, those of a written message, and the mail transport `folder`. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
        .attachment_count = 1,
        .attachments = &(struct mail_attachment){MAIL_ATTACHMENT_CSV, "a.csv", text_of("a\n")},
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

static struct text written(struct arena *arena, struct text attachment)
{
    const struct mail_message message = {
        .from = "t@council.example",
        .to = "p@provider.example",
        .to_name = "",
        .subject = "s",
        .id = "1@council.example",
        .date = 20000,
        .plain = text_of("\xC2\xA3"
                         "9 = a line that is longer than the seventy-six bytes that a line "
                         "may have\n.\n"),
        .html = text_of("<p>x</p>"),
        .attachment_count = 1,
        .attachments = &(struct mail_attachment){MAIL_ATTACHMENT_CSV, "a.csv", attachment},
    };
    return mail_message_write(arena, &message);
}

START_TEST(a_message_has_three_parts)
{
    struct arena *arena = arena_new();

    ck_assert_str_eq(
        arena_text(arena, written(arena, text_of("a,b\r\n1,2\r\n"))).bytes,
        "Date: Fri, 04 Oct 2024 00:00:00 +0000\r\n"
        "From: t@council.example\r\n"
        "Subject: s\r\n"
        "To: p@provider.example\r\n"
        "Message-Id: <1@council.example>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=\"=_tallystick_1\"\r\n"
        "\r\n"
        "--=_tallystick_1\r\n"
        "Content-Type: multipart/alternative; boundary=\"=_tallystick_2\"\r\n"
        "\r\n"
        "--=_tallystick_2\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "=C2=A39 =3D a line that is longer than the seventy-six bytes that a line ma=\r\n"
        "y have\r\n"
        ".\r\n"
        "\r\n"
        "--=_tallystick_2\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "<p>x</p>\r\n"
        "--=_tallystick_2--\r\n"
        "\r\n"
        "--=_tallystick_1\r\n"
        "Content-Type: text/csv; charset=utf-8; name=a.csv\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename=a.csv\r\n"
        "\r\n"
        "YSxiDQoxLDINCg==\r\n"
        "\r\n"
        "--=_tallystick_1--\r\n");
    arena_free(arena);
}
END_TEST

/* 4,500 bytes are 78 lines of 57 and one of 54: 78 of 76 characters and one of 72. */
START_TEST(a_long_attachment_is_encoded_as_one)
{
    struct arena *arena = arena_new();
    char *nulls = ARENA_ARRAY(arena, char, 4500);
    const char *at = arena_text(arena, written(arena, (struct text){nulls, 4500})).bytes;
    int lines = 0;

    at = strstr(at, "base64\r\n");
    ck_assert_ptr_nonnull(at);
    at = strstr(at, "\r\n\r\n") + 4;
    for (; strspn(at, "A") == 76 && strncmp(at + 76, "\r\n", 2) == 0; at += 78)
        lines++;
    ck_assert_int_eq(lines, 78);
    ck_assert_uint_eq(strspn(at, "A"), 72);
    ck_assert_str_eq(at + 72, "\r\n\r\n--=_tallystick_1--\r\n");
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
    tcase_add_test(tcase, a_message_has_three_parts);
    tcase_add_test(tcase, a_long_attachment_is_encoded_as_one);
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
