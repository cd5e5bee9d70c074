/* Where a feed's files are fetched from: docs/configuration.md, `feeds`. */
#ifndef TALLYSTICK_CONFIG_SOURCE_FIELDS_H
#define TALLYSTICK_CONFIG_SOURCE_FIELDS_H

#include "config/config.h"
#include "config/fields.h"

/* const char *; a file, absolute: a relative path starts at the configuration file's folder. */
field_reader read_file_path;

bool is_remote_url(const char *url);

/* HOST or HOST:PORT, with USER@ before it or not, without a password. */
bool is_authority(struct text t, bool has_user);

/* Whether the feed's url, where it is remote, and the keys that belong to it fit together. */
void check_source(struct reader *reader, const struct node *mapping, struct feed_config *feed);

extern const struct words after_words;

/* Rows of the feed's table. */
#define SOURCE_AT(member) offsetof(struct feed_config, source.member)
#define SOURCE_FIELDS                                                                              \
    FIELD("key_file", read_file_path, SOURCE_AT(key_file), .low = 1, .high = PATH_BYTES),          \
        FIELD("known_hosts", read_file_path, SOURCE_AT(known_hosts), .low = 1,                     \
              .high = PATH_BYTES),                                                                 \
        FIELD("ca_file", read_file_path, SOURCE_AT(ca_file), .low = 1, .high = PATH_BYTES),        \
        FIELD("login_file", read_file_path, SOURCE_AT(login_file), .low = 1, .high = PATH_BYTES),  \
        FIELD("after", read_word, SOURCE_AT(after), .words = &after_words, .standard = "keep"),    \
        FIELD("timeout_s", read_whole, SOURCE_AT(timeout_s), .low = 1, .high = 3600,               \
              .standard = "60"),                                                                   \
        FIELD("quiet_s", read_whole, SOURCE_AT(quiet_s), .low = 1, .high = 3600,                   \
              .standard = "10"),                                                                   \
        FIELD("attempts", read_whole, SOURCE_AT(attempts), .low = 1, .high = 10, .standard = "4"), \
        FIELD("limit_mb", read_whole, SOURCE_AT(limit_mb), .low = 1, .high = 1000000,              \
              .standard = "1000")

#endif
