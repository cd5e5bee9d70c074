#include "config/source_fields.h"

#include <string.h>

#include "config/text_form.h"

#define SFTP  "sftp://"
#define HTTPS "https://"

#define X(name, word) word,
static const char *const after_word_list[] = {AFTER_LIST(X)};
#undef X
const struct words after_words = WORDS_OF(after_word_list);

static bool starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool is_sftp(const char *url)
{
    return starts_with(url, SFTP);
}

bool is_remote_url(const char *url)
{
    return is_sftp(url) || starts_with(url, HTTPS);
}

void read_file_path(struct reader *reader, const struct field *field, const struct node *value,
                    void *base)
{
    const char *path = "";
    struct field as_string = *field;

    as_string.offset = 0;
    if (!read_form(reader, &as_string, value, &path, is_relative_or_absolute_path,
                   "is not a path without empty, . and .. parts"))
        return;
    if (path[0] != '\0' && path[0] != '/')
        path = arena_printf(reader->arena, "%s/%s", reader->folder, path);
    memcpy(field_place(field, base), &path, sizeof(path));
}

/* --- the url -------------------------------------------------------------- */

bool is_authority(struct text t, bool has_user)
{
    const char *at = memchr(t.bytes, '@', t.length);
    const size_t before = at == NULL ? 0 : (size_t)(at - t.bytes);
    const struct text host = at == NULL ? t : (struct text){at + 1, t.length - before - 1};

    for (size_t i = 0; i < t.length; i++)
        if ((unsigned char)t.bytes[i] <= ' ' || (unsigned char)t.bytes[i] > '~' ||
            strchr("\"'\\?#%<>", t.bytes[i]))
            return false;
    return (before > 0) == has_user && host.length > 0 && host.bytes[0] != ':' &&
           memchr(host.bytes, '@', host.length) == NULL &&
           (at == NULL || memchr(t.bytes, ':', before) == NULL);
}

static const char *sftp_fault(struct text authority, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!is_authority(authority, true))
        return "must be sftp://USER@HOST/FOLDER/FILES, without a password";
    if (path[0] == '\0' || !is_relative_path(path + 1))
        return "must have a path without empty, . and .. parts";
    if (path[1] == '~')
        return "must have a path that begins at the server's root, not at ~";
    if (strcspn(path, "*?[") < (size_t)(slash - path))
        return "can have * ? [ ] in its last part alone";
    return NULL;
}

static const char *https_fault(struct text authority, const char *path)
{
    const size_t length = strcspn(path, "?#");

    if (!is_authority(authority, false))
        return "must be https://HOST/PATH; user and password belong into login_file";
    if (length <= 1 || path[length - 1] == '/' || path[length] == '#' || strchr(path, ' '))
        return "must name one file: https://HOST/PATH/FILE";
    return NULL;
}

static const char *url_fault(const char *url)
{
    const char *after_scheme = strstr(url, "://") + 3;
    const struct text authority = {after_scheme, strcspn(after_scheme, "/")};
    const char *path = after_scheme + authority.length;

    return is_sftp(url) ? sftp_fault(authority, path) : https_fault(authority, path);
}

/* --- the keys beside it --------------------------------------------------- */

struct key_use {
    const char *key;
    bool of_sftp, of_https;
    bool sftp_needs;
};

static const struct key_use key_uses[] = {
    {"key_file", true, false, true}, {"known_hosts", true, false, true},
    {"ca_file", false, true, false}, {"login_file", false, true, false},
    {"after", true, false, false},   {"timeout_s", true, true, false},
    {"quiet_s", true, true, false},  {"attempts", true, true, false},
    {"limit_mb", true, true, false},
};

static void check_key(struct reader *reader, const struct node *mapping, const char *url,
                      const struct key_use *use)
{
    const struct node *value = node_find(mapping, use->key);
    const bool has_use = is_sftp(url) ? use->of_sftp : is_remote_url(url) && use->of_https;

    if (value != NULL && !has_use)
        fault_add(reader->faults, value->line, use->key, "is for a url that begins with %s",
                  use->of_sftp && use->of_https ? "sftp:// or https://"
                  : use->of_sftp                ? SFTP
                                                : HTTPS);
    else if (value == NULL && is_sftp(url) && use->sftp_needs)
        fault_add(reader->faults, mapping->line, use->key, "must be given: the url is sftp://");
}

void check_source(struct reader *reader, const struct node *mapping, struct feed_config *feed)
{
    const char *fault = is_remote_url(feed->url) ? url_fault(feed->url) : NULL;

    if (fault != NULL)
        fault_add(reader->faults, node_find(mapping, "url")->line, "url", "%s", fault);
    for (size_t i = 0; i < sizeof(key_uses) / sizeof(key_uses[0]); i++)
        check_key(reader, mapping, feed->url, &key_uses[i]);
    feed->source.is_sftp = is_sftp(feed->url);
}
