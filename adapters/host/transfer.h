/*
 * Files and mail over the network, by libcurl; the only module that includes it.  Servers prove who
 * they are or nothing is said to them: an SSH host key that is not in known_hosts, and a
 * certificate that no authority of ours signed, end the transfer.  No redirect is followed.
 *
 * One transfer is used by one thread, for one server, and keeps its connection.
 */
#ifndef TALLYSTICK_HOST_TRANSFER_H
#define TALLYSTICK_HOST_TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/base/error.h"

/* How to get to the server.  Files are paths; NULL or empty: none. */
struct transfer_way {
    const char *key_file;    /* private SSH key without a passphrase */
    const char *known_hosts; /* of SSH */
    const char *ca_file;     /* of TLS; none: the system's authorities */
    const char *login_file;  /* two lines, user and password, for HTTPS and mail */
    int timeout_s;           /* for connecting, and without a byte */
};

enum transfer_end {
    TRANSFER_DONE,
    TRANSFER_AGAIN,     /* cut, stalled, away: the same may work later */
    TRANSFER_NO_RESUME, /* the server begins at the beginning or not at all */
    TRANSFER_REFUSED,   /* the same will not work later: a person must look */
};

struct transfer;

/* NULL with error_r: the login file cannot be read. */
struct transfer *transfer_open(const struct transfer_way *way, struct error *error_r);
void transfer_close(struct transfer *transfer); /* NULL is allowed */

/* Of every function below: unless it is TRANSFER_DONE, error_r says what went wrong, without the
 * url and without secrets. */

/* The names in an SFTP folder (its url ends in a slash), a line each, as the server sends them. */
enum transfer_end transfer_names(struct transfer *transfer, const char *folder_url,
                                 struct arena *arena, struct text *names_r, struct error *error_r);

/* What a file is now. */
struct transfer_look {
    int64_t size_bytes; /* -1: the server does not say */
    int64_t changed_s;  /* UTC; -1: the server does not say */
};
enum transfer_end transfer_look(struct transfer *transfer, const char *url,
                                struct transfer_look *look_r, struct error *error_r);

/* From byte `from` on to the end of fd; more than limit_bytes of the whole file are refused.
 * changed_s_r: as in transfer_look, of the file that was sent. */
enum transfer_end transfer_fetch(struct transfer *transfer, const char *url, int64_t from,
                                 int64_t limit_bytes, int fd, int64_t *changed_s_r,
                                 struct error *error_r);

/* SFTP: paths on the server, from its root.  Moving takes no other file's place. */
enum transfer_end transfer_move(struct transfer *transfer, const char *folder_url, const char *path,
                                const char *new_path, struct error *error_r);
enum transfer_end transfer_remove(struct transfer *transfer, const char *folder_url,
                                  const char *path, struct error *error_r);
/* That it is there already is well. */
enum transfer_end transfer_make_folder(struct transfer *transfer, const char *folder_url,
                                       const char *path, struct error *error_r);

/* A message to one recipient; plain addresses; lines end in CR LF. */
struct transfer_mail {
    const char *from, *to;
    struct text message;
};

enum mail_end {
    MAIL_TAKEN,
    MAIL_LATER,     /* the server wants this message another time */
    MAIL_REFUSED,   /* the server does not want this message */
    MAIL_NO_SERVER, /* away: the next message fares no better, but another time may */
    MAIL_NO_TRUST,  /* not the server it should be, or it does not know us: a person must look */
    MAIL_UNCLEAR,   /* all of it was sent, and no answer came */
};

/* url: smtp://HOST:PORT or smtps://HOST:PORT.  With needs_tls nothing is said in clear. */
enum mail_end transfer_mail(struct transfer *transfer, const char *url, bool needs_tls,
                            const struct transfer_mail *mail, struct error *error_r);

/* A part of a url's path, as bytes. */
const char *transfer_escape(struct arena *arena, const char *part);

#endif
