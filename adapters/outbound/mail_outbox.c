#include "adapters/outbound/mail_outbox.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/folder.h"
#include "adapters/host/log.h"
#include "adapters/host/sendmail.h"
#include "adapters/host/transfer.h"
#include "adapters/outbound/mail_message.h"
#include "config/whole_file.h"

#define FOLDER_MODE        0750
#define MESSAGE_MOST_BYTES (64 * 1024 * 1024)
/* On one connection after another: a server may have closed the one that we kept. */
#define ATTEMPTS 2

struct outbox {
    struct arena *arena;
    const char *waiting, *sending, *sent;
    const struct mail_config *mail;
    struct transfer *transfer; /* NULL: the machine's own program sends */
    struct mail_outcome *outcome;
    struct error *error_r;
    bool is_over; /* the server is away */
};

const char *mail_outbox_waiting(struct arena *arena, const char *outbox)
{
    return arena_printf(arena, "%s/waiting", outbox);
}

static void finding(struct outbox *outbox, const char *name, const char *why)
{
    log_warning("mail %s: %s", name, why);
    outbox->outcome->has_findings = true;
}

static bool failed(struct outbox *outbox, const char *what)
{
    return error_set(outbox->error_r, EXIT_STATUS_CANNOT_WRITE, "%s: %s", what, strerror(errno));
}

/* For good, whatever happens next. */
static bool move(struct outbox *outbox, const char *name, const char *from, const char *to)
{
    const char *old = arena_printf(outbox->arena, "%s/%s", from, name);

    if (rename(old, arena_printf(outbox->arena, "%s/%s", to, name)) != 0)
        return failed(outbox, old);
    return folder_sync(to, outbox->error_r) && folder_sync(from, outbox->error_r);
}

/* --- one message ---------------------------------------------------------- */

static enum mail_end say(struct outbox *outbox, const struct transfer_mail *mail,
                         struct error *error_r)
{
    enum mail_end end = MAIL_NO_SERVER;

    if (outbox->transfer == NULL)
        return sendmail_mail(outbox->mail->program, outbox->mail->timeout_s, mail, error_r);
    for (int attempt = 0; attempt < ATTEMPTS && end == MAIL_NO_SERVER; attempt++)
        end = transfer_mail(outbox->transfer, outbox->mail->url,
                            outbox->mail->tls == MAIL_TLS_REQUIRED, mail, error_r);
    return end;
}

static bool not_taken(struct outbox *outbox, const char *name, enum mail_end end, const char *why)
{
    if (end == MAIL_UNCLEAR) {
        finding(outbox, name, arena_printf(outbox->arena, "sent, and not answered: %s", why));
        return true;
    }
    outbox->is_over = end == MAIL_NO_SERVER || end == MAIL_NO_TRUST;
    if (end == MAIL_REFUSED || end == MAIL_NO_TRUST) {
        finding(outbox, name, arena_printf(outbox->arena, "refused, and waits: %s", why));
    } else {
        log_warning("mail %s: waits: %s", name, why);
        outbox->outcome->waits = true;
    }
    return move(outbox, name, outbox->sending, outbox->waiting);
}

static bool send_one(struct outbox *outbox, const char *name)
{
    struct transfer_mail mail;
    struct error error;

    if (!whole_file_read(outbox->arena, arena_printf(outbox->arena, "%s/%s", outbox->waiting, name),
                         MESSAGE_MOST_BYTES, &mail.message, outbox->error_r))
        return false;
    if (!mail_message_addresses(outbox->arena, mail.message, &mail.from, &mail.to)) {
        finding(outbox, name, "is not a message to one recipient, and waits");
        return true;
    }
    if (!move(outbox, name, outbox->waiting, outbox->sending))
        return false;
    const enum mail_end end = say(outbox, &mail, &error);
    return end == MAIL_TAKEN ? move(outbox, name, outbox->sending, outbox->sent)
                             : not_taken(outbox, name, end, error.message);
}

/* --- all of them ---------------------------------------------------------- */

static int is_message(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);

    return entry->d_name[0] != '.' && length > 4 && strcmp(entry->d_name + length - 4, ".eml") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* The messages of a folder, by name. */
static bool list(struct outbox *outbox, const char *folder, size_t *count_r, const char ***names_r)
{
    struct dirent **entries;
    const int count = scandir(folder, &entries, is_message, by_name);

    if (count < 0)
        return failed(outbox, folder);
    *count_r = (size_t)count;
    *names_r = ARENA_ARRAY(outbox->arena, const char *, (size_t)count);
    for (size_t i = 0; i < *count_r; i++) {
        (*names_r)[i] = arena_printf(outbox->arena, "%s", entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return true;
}

static bool tell_unclear(struct outbox *outbox)
{
    const char **names;
    size_t count;

    if (!list(outbox, outbox->sending, &count, &names))
        return false;
    for (size_t i = 0; i < count; i++)
        finding(outbox, names[i],
                "it is not known whether the mail server took it: ask the recipient, and move it "
                "from sending/ to waiting/ or sent/");
    return true;
}

/* False: we cannot say who we are, and nothing is sent. */
static bool connect_to_server(struct outbox *outbox)
{
    const struct transfer_way way = {.ca_file = outbox->mail->ca_file,
                                     .login_file = outbox->mail->login_file,
                                     .timeout_s = outbox->mail->timeout_s};
    struct error error;

    outbox->transfer = transfer_open(&way, &error);
    if (outbox->transfer == NULL)
        finding(outbox, "login_file", error.message);
    return outbox->transfer != NULL;
}

static bool send_all(struct outbox *outbox)
{
    const char **names;
    size_t count;

    if (!list(outbox, outbox->waiting, &count, &names))
        return false;
    if (count == 0 ||
        (outbox->mail->transport == MAIL_TRANSPORT_SMTP && !connect_to_server(outbox)))
        return true;
    bool is_done = true;
    for (size_t i = 0; i < count && is_done && !outbox->is_over; i++)
        is_done = send_one(outbox, names[i]);
    transfer_close(outbox->transfer);
    return is_done;
}

bool mail_outbox_send(const char *outbox_path, const struct mail_config *mail,
                      struct mail_outcome *outcome_r, struct error *error_r)
{
    struct arena *arena = arena_new();
    struct outbox outbox = {
        .arena = arena,
        .waiting = mail_outbox_waiting(arena, outbox_path),
        .sending = arena_printf(arena, "%s/sending", outbox_path),
        .sent = arena_printf(arena, "%s/sent", outbox_path),
        .mail = mail,
        .outcome = outcome_r,
        .error_r = error_r,
    };

    *outcome_r = (struct mail_outcome){0};
    const bool is_done = folder_make(outbox.waiting, FOLDER_MODE, error_r) &&
                         folder_make(outbox.sending, FOLDER_MODE, error_r) &&
                         folder_make(outbox.sent, FOLDER_MODE, error_r) && tell_unclear(&outbox) &&
                         send_all(&outbox);
    arena_free(arena);
    return is_done;
}
