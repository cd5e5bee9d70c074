#include "adapters/host/transfer.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/clock.h"
#include "config/whole_file.h"

#define LOGIN_FILE_BYTES 4096
#define NAMES_MOST_BYTES (16 * 1024 * 1024)
/* A server that sends slower than this for timeout_s stands still. */
#define SLOWEST_BYTES_A_SECOND 100L

struct transfer {
    CURL *easy;
    struct transfer_way way;
    struct arena *arena; /* as long as the transfer */
    const char *user, *password;
    char said[CURL_ERROR_SIZE];
    /* of the request under way */
    int64_t moved_bytes, moved_ms; /* how much had moved, and when that last grew */
    bool is_stalled;
};

/* --- opening -------------------------------------------------------------- */

static const char *line_taken(struct arena *arena, struct text *rest)
{
    const char *end = memchr(rest->bytes, '\n', rest->length);
    size_t length = end == NULL ? rest->length : (size_t)(end - rest->bytes);
    struct text line = {rest->bytes, length};

    rest->bytes += length + (end != NULL);
    rest->length -= length + (end != NULL);
    if (line.length > 0 && line.bytes[line.length - 1] == '\r')
        line.length--;
    return arena_text(arena, line).bytes;
}

static bool is_given(const char *s)
{
    return s != NULL && s[0] != '\0';
}

static bool read_login(struct transfer *transfer, struct error *error_r)
{
    struct text content;

    if (!is_given(transfer->way.login_file))
        return true;
    if (!whole_file_read(transfer->arena, transfer->way.login_file, LOGIN_FILE_BYTES, &content,
                         error_r))
        return false;
    transfer->user = line_taken(transfer->arena, &content);
    transfer->password = line_taken(transfer->arena, &content);
    return (is_given(transfer->user) && is_given(transfer->password)) ||
           error_set(error_r, EXIT_STATUS_CONFIGURATION,
                     "%s: must hold a user and a password, a line each", transfer->way.login_file);
}

struct transfer *transfer_open(const struct transfer_way *way, struct error *error_r)
{
    struct arena *arena = arena_new();
    struct transfer *transfer = ARENA_NEW(arena, struct transfer);

    *transfer = (struct transfer){.way = *way, .arena = arena, .easy = curl_easy_init()};
    if (transfer->easy == NULL)
        abort(); /* no memory */
    if (read_login(transfer, error_r))
        return transfer;
    transfer_close(transfer);
    return NULL;
}

void transfer_close(struct transfer *transfer)
{
    if (transfer == NULL)
        return;
    curl_easy_cleanup(transfer->easy);
    arena_free(transfer->arena);
}

const char *transfer_escape(struct arena *arena, const char *part)
{
    char *escaped = curl_easy_escape(NULL, part, 0);
    const char *copy = arena_printf(arena, "%s", escaped);

    curl_free(escaped);
    return copy;
}

/* --- one request ---------------------------------------------------------- */

static void set_text(struct transfer *transfer, CURLoption option, const char *value)
{
    if (curl_easy_setopt(transfer->easy, option, value) != CURLE_OK)
        abort(); /* an option that this libcurl does not have: every check of a server hangs on it
                  */
}

static void set_number(struct transfer *transfer, CURLoption option, long value)
{
    if (curl_easy_setopt(transfer->easy, option, value) != CURLE_OK)
        abort();
}

static int host_key_accept(CURL *easy, const struct curl_khkey *known,
                           const struct curl_khkey *found, enum curl_khmatch match, void *context)
{
    (void)easy, (void)known, (void)found, (void)context;
    return match == CURLKHMATCH_OK ? CURLKHSTAT_FINE : CURLKHSTAT_REJECT;
}

/* Called at least once a second, in every state of the connection: libcurl's own limit of speed
 * holds for the bytes of a file alone. */
static int watch(void *context, curl_off_t to_get, curl_off_t got, curl_off_t to_put,
                 curl_off_t put)
{
    struct transfer *transfer = context;
    const int64_t now_ms = clock_monotonic_ms();

    (void)to_get, (void)to_put;
    if (got + put != transfer->moved_bytes) {
        transfer->moved_bytes = got + put;
        transfer->moved_ms = now_ms;
    }
    transfer->is_stalled = now_ms - transfer->moved_ms > 1000 * (int64_t)transfer->way.timeout_s;
    return transfer->is_stalled;
}

static size_t drop(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes, (void)context;
    return size * count;
}

static void set_server(struct transfer *transfer)
{
    const struct transfer_way *way = &transfer->way;

    set_text(transfer, CURLOPT_PROTOCOLS_STR, "sftp,https");
    if (is_given(way->key_file)) {
        set_number(transfer, CURLOPT_SSH_AUTH_TYPES, CURLSSH_AUTH_PUBLICKEY);
        set_text(transfer, CURLOPT_SSH_PRIVATE_KEYFILE, way->key_file);
        set_text(transfer, CURLOPT_SSH_PUBLIC_KEYFILE, ""); /* is part of the private one */
        set_text(transfer, CURLOPT_SSH_KNOWNHOSTS, way->known_hosts);
        curl_easy_setopt(transfer->easy, CURLOPT_SSH_KEYFUNCTION, host_key_accept);
    }
    if (is_given(way->ca_file)) {
        set_text(transfer, CURLOPT_CAINFO, way->ca_file);
        set_text(transfer, CURLOPT_CAPATH, NULL);
    }
    set_number(transfer, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    if (transfer->user != NULL) {
        set_number(transfer, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        set_text(transfer, CURLOPT_USERNAME, transfer->user);
        set_text(transfer, CURLOPT_PASSWORD, transfer->password);
    }
}

/* A request with nothing of the one before but the connection. */
static void begin(struct transfer *transfer, const char *url)
{
    curl_easy_reset(transfer->easy);
    transfer->moved_bytes = 0;
    transfer->moved_ms = clock_monotonic_ms();
    transfer->is_stalled = false;
    transfer->said[0] = '\0';
    set_server(transfer);
    set_text(transfer, CURLOPT_URL, url);
    set_number(transfer, CURLOPT_NOSIGNAL, 1);
    set_number(transfer, CURLOPT_FAILONERROR, 1);
    set_number(transfer, CURLOPT_CONNECTTIMEOUT, transfer->way.timeout_s);
    set_number(transfer, CURLOPT_LOW_SPEED_TIME, transfer->way.timeout_s);
    set_number(transfer, CURLOPT_LOW_SPEED_LIMIT, SLOWEST_BYTES_A_SECOND);
    set_number(transfer, CURLOPT_NOPROGRESS, 0);
    curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, transfer->said);
    curl_easy_setopt(transfer->easy, CURLOPT_XFERINFOFUNCTION, watch);
    curl_easy_setopt(transfer->easy, CURLOPT_XFERINFODATA, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, drop);
}

static long answer_code(struct transfer *transfer)
{
    long code = 0;

    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &code);
    return code;
}

static enum transfer_end end_of_http(long code)
{
    if (code == 416)
        return TRANSFER_NO_RESUME;
    return code >= 500 || code == 408 || code == 425 || code == 429 ? TRANSFER_AGAIN
                                                                    : TRANSFER_REFUSED;
}

static enum transfer_end end_of(struct transfer *transfer, CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return TRANSFER_DONE;
    case CURLE_HTTP_RETURNED_ERROR:
        return end_of_http(answer_code(transfer));
    case CURLE_RANGE_ERROR:
    case CURLE_BAD_DOWNLOAD_RESUME:
        return TRANSFER_NO_RESUME;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_USE_SSL_FAILED:
    case CURLE_LOGIN_DENIED:
    case CURLE_REMOTE_ACCESS_DENIED:
    case CURLE_REMOTE_FILE_NOT_FOUND:
    case CURLE_QUOTE_ERROR:
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return TRANSFER_REFUSED;
    default:
        return TRANSFER_AGAIN;
    }
}

static enum transfer_end failed(enum transfer_end end, struct error *error_r, const char *why)
{
    error_set(error_r, end == TRANSFER_AGAIN ? EXIT_STATUS_UNAVAILABLE : EXIT_STATUS_NOT_PERMITTED,
              "%s", why);
    return end;
}

static const char *reason(const struct transfer *transfer, CURLcode code)
{
    if (transfer->is_stalled)
        return "nothing came for longer than timeout_s";
    return transfer->said[0] != '\0' ? transfer->said : curl_easy_strerror(code);
}

/* A redirect is not followed, and its text is no file. */
static bool is_sent_elsewhere(struct transfer *transfer)
{
    const char *elsewhere = NULL;

    curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &elsewhere);
    return elsewhere != NULL;
}

static enum transfer_end perform(struct transfer *transfer, struct error *error_r)
{
    const CURLcode code = curl_easy_perform(transfer->easy);
    const enum transfer_end end = end_of(transfer, code);

    if (end != TRANSFER_DONE)
        return failed(end, error_r, reason(transfer, code));
    return is_sent_elsewhere(transfer)
               ? failed(TRANSFER_REFUSED, error_r, "the server redirects to another url")
               : TRANSFER_DONE;
}

/* --- files ---------------------------------------------------------------- */

struct name_sink {
    struct arena *arena;
    char *bytes;
    size_t length, room;
};

static size_t take_names(char *bytes, size_t size, size_t count, void *context)
{
    struct name_sink *sink = context;
    const size_t length = size * count;

    if (sink->length + length > NAMES_MOST_BYTES)
        return 0;
    sink->bytes = arena_grow(sink->arena, sink->bytes, &sink->room, sink->length + length + 1, 1);
    memcpy(sink->bytes + sink->length, bytes, length);
    sink->length += length;
    return length;
}

enum transfer_end transfer_names(struct transfer *transfer, const char *folder_url,
                                 struct arena *arena, struct text *names_r, struct error *error_r)
{
    struct name_sink sink = {.arena = arena};

    begin(transfer, folder_url);
    set_number(transfer, CURLOPT_DIRLISTONLY, 1);
    curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, take_names);
    curl_easy_setopt(transfer->easy, CURLOPT_WRITEDATA, &sink);
    const enum transfer_end end = perform(transfer, error_r);
    *names_r = (struct text){sink.bytes, sink.length};
    return end;
}

enum transfer_end transfer_look(struct transfer *transfer, const char *url,
                                struct transfer_look *look_r, struct error *error_r)
{
    curl_off_t size = -1, changed = -1;

    begin(transfer, url);
    set_number(transfer, CURLOPT_NOBODY, 1);
    set_number(transfer, CURLOPT_FILETIME, 1);
    const enum transfer_end end = perform(transfer, error_r);
    curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
    curl_easy_getinfo(transfer->easy, CURLINFO_FILETIME_T, &changed);
    *look_r = (struct transfer_look){.size_bytes = size, .changed_s = changed};
    return end;
}

struct file_sink {
    int fd;
    int64_t room_bytes;
    bool is_too_long;
    int failed; /* errno of writing */
};

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct file_sink *sink = context;
    const size_t length = size * count;

    sink->is_too_long = (int64_t)length > sink->room_bytes;
    if (sink->is_too_long)
        return 0;
    for (size_t done = 0; done < length;) {
        const ssize_t written = write(sink->fd, bytes + done, length - done);
        if (written < 0 && errno != EINTR) {
            sink->failed = errno;
            return 0;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    sink->room_bytes -= (int64_t)length;
    return length;
}

enum transfer_end transfer_fetch(struct transfer *transfer, const char *url, int64_t from,
                                 int64_t limit_bytes, int fd, int64_t *changed_s_r,
                                 struct error *error_r)
{
    struct file_sink sink = {.fd = fd, .room_bytes = limit_bytes - from};
    curl_off_t changed = -1;

    begin(transfer, url);
    curl_easy_setopt(transfer->easy, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)from);
    curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(transfer->easy, CURLOPT_WRITEDATA, &sink);
    set_number(transfer, CURLOPT_FILETIME, 1);
    const enum transfer_end end = perform(transfer, error_r);
    curl_easy_getinfo(transfer->easy, CURLINFO_FILETIME_T, &changed);
    *changed_s_r = changed;
    if (sink.is_too_long)
        return failed(TRANSFER_REFUSED, error_r, "is longer than limit_mb allows");
    if (sink.failed != 0) {
        error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "writing: %s", strerror(sink.failed));
        return TRANSFER_REFUSED;
    }
    return end;
}

/* --- at the source -------------------------------------------------------- */

/* In quotes, as libcurl's commands have paths. */
static const char *quoted(struct arena *arena, const char *path)
{
    char *copy = ARENA_ARRAY(arena, char, 2 * strlen(path) + 3);
    size_t length = 0;

    copy[length++] = '"';
    for (; *path != '\0'; path++) {
        if (*path == '"' || *path == '\\')
            copy[length++] = '\\';
        copy[length++] = *path;
    }
    copy[length] = '"';
    return copy;
}

static enum transfer_end command(struct transfer *transfer, const char *folder_url,
                                 const char *command_text, struct error *error_r)
{
    struct curl_slist *list = curl_slist_append(NULL, command_text);

    begin(transfer, folder_url);
    set_number(transfer, CURLOPT_NOBODY, 1);
    curl_easy_setopt(transfer->easy, CURLOPT_QUOTE, list);
    const enum transfer_end end = perform(transfer, error_r);
    curl_easy_setopt(transfer->easy, CURLOPT_QUOTE, NULL);
    curl_slist_free_all(list);
    return end;
}

enum transfer_end transfer_move(struct transfer *transfer, const char *folder_url, const char *path,
                                const char *new_path, struct error *error_r)
{
    struct arena *arena = arena_new();
    const enum transfer_end end = command(
        transfer, folder_url,
        arena_printf(arena, "rename %s %s", quoted(arena, path), quoted(arena, new_path)), error_r);

    arena_free(arena);
    return end;
}

enum transfer_end transfer_remove(struct transfer *transfer, const char *folder_url,
                                  const char *path, struct error *error_r)
{
    struct arena *arena = arena_new();
    const enum transfer_end end =
        command(transfer, folder_url, arena_printf(arena, "rm %s", quoted(arena, path)), error_r);

    arena_free(arena);
    return end;
}

enum transfer_end transfer_make_folder(struct transfer *transfer, const char *folder_url,
                                       const char *path, struct error *error_r)
{
    struct arena *arena = arena_new();
    const enum transfer_end end = command(
        transfer, folder_url, arena_printf(arena, "*mkdir %s", quoted(arena, path)), error_r);

    arena_free(arena);
    return end;
}

/* --- mail ----------------------------------------------------------------- */

struct mail_source {
    struct text rest;
    bool is_at_end; /* libcurl has had all of it */
};

static size_t give_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct mail_source *source = context;
    const size_t room = size * count;
    const size_t length = room < source->rest.length ? room : source->rest.length;

    memcpy(bytes, source->rest.bytes, length);
    source->rest.bytes += length;
    source->rest.length -= length;
    source->is_at_end = source->rest.length == 0;
    return length;
}

static enum mail_end mail_end_of(struct transfer *transfer, CURLcode code,
                                 const struct mail_source *source)
{
    const long reply = answer_code(transfer); /* of the server, the last */

    switch (code) {
    case CURLE_OK:
        return MAIL_TAKEN;
    case CURLE_LOGIN_DENIED:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_USE_SSL_FAILED:
        return MAIL_NO_TRUST;
    default:
        if (reply >= 500)
            return MAIL_REFUSED;
        if (reply >= 400)
            return reply == 421 ? MAIL_NO_SERVER : MAIL_LATER;
        return source->is_at_end ? MAIL_UNCLEAR : MAIL_NO_SERVER;
    }
}

static void set_mail(struct transfer *transfer, bool needs_tls, const struct transfer_mail *mail,
                     struct mail_source *source)
{
    set_text(transfer, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set_number(transfer, CURLOPT_USE_SSL, needs_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE);
    set_text(transfer, CURLOPT_MAIL_FROM, mail->from);
    set_number(transfer, CURLOPT_UPLOAD, 1);
    curl_easy_setopt(transfer->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->message.length);
    curl_easy_setopt(transfer->easy, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(transfer->easy, CURLOPT_READDATA, source);
}

enum mail_end transfer_mail(struct transfer *transfer, const char *url, bool needs_tls,
                            const struct transfer_mail *mail, struct error *error_r)
{
    struct mail_source source = {.rest = mail->message};
    struct curl_slist *recipients = curl_slist_append(NULL, mail->to);

    begin(transfer, url);
    set_mail(transfer, needs_tls, mail, &source);
    curl_easy_setopt(transfer->easy, CURLOPT_MAIL_RCPT, recipients);
    const CURLcode code = curl_easy_perform(transfer->easy);
    const enum mail_end end = mail_end_of(transfer, code, &source);
    if (end != MAIL_TAKEN)
        error_set(error_r, EXIT_STATUS_UNAVAILABLE, "%s", reason(transfer, code));
    curl_easy_setopt(transfer->easy, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    return end;
}
