#include "config/mail_fields.h"

#include <string.h>

#include "config/config.h"
#include "config/source_fields.h"
#include "config/text_form.h"

#define SMTP  "smtp://"
#define SMTPS "smtps://"

#define X(name, word) word,
static const char *const transport_word_list[] = {MAIL_TRANSPORT_LIST(X)};
static const char *const tls_word_list[] = {MAIL_TLS_LIST(X)};
#undef X
static const struct words transport_words = WORDS_OF(transport_word_list);
static const struct words tls_words = WORDS_OF(tls_word_list);

static void read_folder(struct reader *reader, const struct field *field, const struct node *value,
                        void *base)
{
    read_form(reader, field, value, base, is_relative_or_absolute_path,
              "is not a path without empty, . and .. parts");
}

static struct text authority_of(const char *url)
{
    return text_of(strstr(url, "://") + 3);
}

static bool is_mail_url(const char *url)
{
    return (strncmp(url, SMTP, strlen(SMTP)) == 0 || strncmp(url, SMTPS, strlen(SMTPS)) == 0) &&
           strchr(authority_of(url).bytes, '/') == NULL && is_authority(authority_of(url), false);
}

static void read_mail_url(struct reader *reader, const struct field *field,
                          const struct node *value, void *base)
{
    read_form(reader, field, value, base, is_mail_url,
              "must be smtp://HOST:PORT or smtps://HOST:PORT");
}

/* What never leaves this machine needs no encryption. */
static bool is_of_this_machine(const char *url)
{
    static const char *const hosts[] = {"localhost", "127.0.0.1", "[::1]"};
    const char *authority = authority_of(url).bytes;

    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
        const size_t length = strlen(hosts[i]);
        if (strncmp(authority, hosts[i], length) == 0 &&
            (authority[length] == '\0' || authority[length] == ':'))
            return true;
    }
    return false;
}

static void refuse_in_clear(struct reader *reader, const struct node *mapping,
                            const struct mail_config *mail)
{
    const struct node *tls = node_find(mapping, "tls");
    const struct node *login = node_find(mapping, "login_file");

    if (tls != NULL && strncmp(mail->url, SMTPS, strlen(SMTPS)) == 0)
        fault_add(reader->faults, tls->line, "tls", "cannot be none: the url is smtps://");
    if (login != NULL)
        fault_add(reader->faults, login->line, "login_file",
                  "a password is not sent in clear: needs tls: required");
}

static void check_smtp(struct reader *reader, const struct node *mapping, struct mail_config *mail)
{
    if (mail->url == NULL || mail->url[0] == '\0') {
        fault_add(reader->faults, mapping->line, "url", "must be given: the transport is smtp");
        return;
    }
    if (node_find(mapping, "tls") == NULL && is_of_this_machine(mail->url) &&
        strncmp(mail->url, SMTP, strlen(SMTP)) == 0)
        mail->tls = MAIL_TLS_NONE;
    if (mail->tls == MAIL_TLS_NONE)
        refuse_in_clear(reader, mapping, mail);
}

/* Keys that other transports have no use for.  A url may stand there already. */
static const struct {
    const char *key;
    unsigned transports; /* a bit each */
    const char *reason;
} only_for[] = {
    {"tls", 1u << MAIL_TRANSPORT_SMTP, "is for transport smtp"},
    {"ca_file", 1u << MAIL_TRANSPORT_SMTP, "is for transport smtp"},
    {"login_file", 1u << MAIL_TRANSPORT_SMTP, "is for transport smtp"},
    {"program", 1u << MAIL_TRANSPORT_SENDMAIL, "is for transport sendmail"},
    {"timeout_s", 1u << MAIL_TRANSPORT_SMTP | 1u << MAIL_TRANSPORT_SENDMAIL,
     "is for transports smtp and sendmail"},
};

static void check_mail(struct reader *reader, const struct node *mapping, void *base)
{
    struct mail_config *mail = base;

    for (size_t i = 0; i < sizeof(only_for) / sizeof(only_for[0]); i++) {
        const struct node *node = node_find(mapping, only_for[i].key);
        if (node != NULL && (only_for[i].transports >> mail->transport & 1) == 0)
            fault_add(reader->faults, node->line, only_for[i].key, "%s", only_for[i].reason);
    }
    if (mail->transport == MAIL_TRANSPORT_SMTP)
        check_smtp(reader, mapping, mail);
}

#define AT(member) offsetof(struct mail_config, member)
static const struct field mail_fields[] = {
    FIELD("transport", read_word, AT(transport), .words = &transport_words, .standard = "folder"),
    FIELD("folder", read_folder, AT(folder), .low = 1, .high = PATH_BYTES, .standard = "out/mail"),
    FIELD("url", read_mail_url, AT(url), .low = 1, .high = PATH_BYTES),
    FIELD("tls", read_word, AT(tls), .words = &tls_words, .standard = "required"),
    FIELD("ca_file", read_file_path, AT(ca_file), .low = 1, .high = PATH_BYTES),
    FIELD("login_file", read_file_path, AT(login_file), .low = 1, .high = PATH_BYTES),
    FIELD("program", read_file_path, AT(program), .low = 1, .high = PATH_BYTES,
          .standard = "/usr/sbin/sendmail"),
    FIELD("timeout_s", read_whole, AT(timeout_s), .low = 1, .high = 3600, .standard = "120"),
    FIELD("from", read_address, AT(from)),
    FIELD("finance", read_address, AT(finance)),
};
#undef AT
const struct level mail_level = {
    .size = sizeof(struct mail_config), FIELDS_OF(mail_fields), .check = check_mail};
