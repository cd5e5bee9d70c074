/*
 * The configuration file as structs: docs/configuration.md.  Loaded once,
 * owned by one arena, never changed afterwards.
 */
#ifndef TALLYSTICK_CONFIG_CONFIG_H
#define TALLYSTICK_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/base/calendar.h"
#include "matcher/base/civil.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"
#include "matcher/record/quantity_unit.h"
#include "matcher/record/terms.h"
#include "matcher/record/words.h"

#define MAIL_TRANSPORT_LIST(X) X(FOLDER, "folder") X(SMTP, "smtp") X(SENDMAIL, "sendmail")
#define X(name, word)          MAIL_TRANSPORT_##name,
enum mail_transport { MAIL_TRANSPORT_LIST(X) MAIL_TRANSPORT_COUNT };
#undef X

#define MANIFEST_LIST(X) X(NONE, "none") X(SHA256, "sha256")
#define X(name, word)    MANIFEST_##name,
enum manifest { MANIFEST_LIST(X) MANIFEST_COUNT };
#undef X

/* Whether what is said to the mail server is encrypted. */
#define MAIL_TLS_LIST(X) X(REQUIRED, "required") X(NONE, "none")
#define X(name, word)    MAIL_TLS_##name,
enum mail_tls { MAIL_TLS_LIST(X) MAIL_TLS_COUNT };
#undef X

/* What becomes of a file at its source once it is in the spool. */
#define AFTER_LIST(X) X(KEEP, "keep") X(MOVE, "move") X(DELETE, "delete")
#define X(name, word) AFTER_##name,
enum after { AFTER_LIST(X) AFTER_COUNT };
#undef X

#define PRESET_LIST(X)                                                                             \
    X(TALLYSTICK, "tallystick")                                                                    \
    X(ACCESS_PORTAL, "access-portal")                                                              \
    X(UBL_INVOICE, "ubl-invoice")                                                                  \
    X(UBL_ORDER, "ubl-order")                                                                      \
    X(XML, "xml") X(CAAA012, "caaa012") X(PAIN002, "pain002") X(CAMT054, "camt054")
#define X(name, word) PRESET_##name,
enum preset { PRESET_LIST(X) PRESET_COUNT };
#undef X

#define ENCODING_LIST(X) X(UTF_8, "UTF-8") X(WINDOWS_1252, "windows-1252") X(UTF_16, "UTF-16")
#define X(name, word)    ENCODING_##name,
enum encoding { ENCODING_LIST(X) ENCODING_COUNT };
#undef X

#define CARD_FORMAT_LIST(X) X(BRIF, "brif") X(CAAA011, "caaa011") X(CSV, "csv")
#define X(name, word)       CARD_FORMAT_##name,
enum card_format { CARD_FORMAT_LIST(X) CARD_FORMAT_COUNT };
#undef X

#define BANK_FORMAT_LIST(X) X(PAIN001, "pain001") X(CSV, "csv")
#define X(name, word)       BANK_FORMAT_##name,
enum bank_format { BANK_FORMAT_LIST(X) BANK_FORMAT_COUNT };
#undef X

#define SETTLEMENT_PER_LIST(X) X(INVOICE, "invoice") X(PROVIDER, "provider")
#define X(name, word)          SETTLEMENT_PER_##name,
enum settlement_per { SETTLEMENT_PER_LIST(X) SETTLEMENT_PER_COUNT };
#undef X

/* live: pays. shadow: looks at everything beside another process that pays, and pays nothing. */
#define COUNCIL_MODE_LIST(X) X(LIVE, "live") X(SHADOW, "shadow")
#define X(name, word)        COUNCIL_MODE_##name,
enum council_mode { COUNCIL_MODE_LIST(X) COUNCIL_MODE_COUNT };
#undef X

#define WORKERS_MOST 4

struct mail_config {
    enum mail_transport transport;
    const char *folder; /* relative to the spool unless absolute */
    const char *url;    /* smtp:// or smtps://; NULL or empty: none */
    enum mail_tls tls;
    const char *ca_file, *login_file; /* as in source_config */
    const char *program;              /* of transport sendmail */
    int timeout_s;
    const char *from;
    const char *finance;
};

/* columns: {client_ref: "Service User No"}; for preset xml a path, for ubl presets an item
 * property */
struct column_name {
    const char *field;   /* canonical field name */
    const char *heading; /* in the file */
};

/* values: {service: HC} */
struct field_value {
    const char *field; /* canonical field name */
    const char *value; /* of every record */
};

/* What ends a file and proves that it is whole. */
struct trailer_config {
    bool is_there;
    const char *mark; /* what the first field of the trailer holds; empty: nothing tells it */
    int records;      /* of the trailer, the last ones of the file */
    int count_column; /* of its first record, 1 for the first field, holds how many */
    int total_column; /* and how much the records before it have; 0: neither is checked */
    const char *total_field; /* canonical: whose values the total adds up */
};

/* A server that a feed's files are fetched from.  Files are absolute paths, NULL or empty: none. */
struct source_config {
    const char *url; /* sftp://, the last part a glob; https://, one file; NULL: files are put
                        into the spool by others */
    bool is_sftp;
    const char *key_file, *known_hosts; /* of sftp */
    const char *ca_file;                /* of https; none: the system's */
    const char *login_file;             /* of https: user and password, a line each */
    enum after after;
    int timeout_s; /* for connecting, and without a byte */
    int quiet_s;   /* a file is whole if it has not changed for so long */
    int attempts;
    int limit_mb; /* of one file, in 1,000,000 bytes */
};

struct feed_config {
    const char *name;
    enum feed_kind kind;
    enum preset preset;
    const char *url; /* a glob below the spool; of a feed with a source, where they are put */
    struct source_config source;
    const char *record; /* preset xml: path of the repeating element; else empty */
    bool required;
    enum manifest manifest;
    struct text provider;     /* empty unless the feed is one provider's */
    struct text looked_at_by; /* a preview's: lines of other providers are not for its eyes */
    char delimiter;
    enum encoding encoding;
    enum date_form date_form;
    enum number_form number_form;
    size_t column_count;
    const struct column_name *columns;
    size_t value_count;
    const struct field_value *values;
    int preamble; /* lines before the headings */
    struct trailer_config trailer;
    int line; /* in the configuration file, for messages */
};

struct service_config {
    struct text service;
    int64_t vat_percent_e4;
    enum quantity_unit unit;
};

/* People needed besides the one who made the change. */
struct approvals_config {
    int terms, rates, payees, decisions, adjustments, release;
    int64_t adjustments_over_pence; /* up to it adjustments need nobody */
    int64_t release_over_pence;     /* above it one more; NOT_GIVEN: never */
};

struct payer_config {
    const char *name;
    const char *sort_code;  /* six digits */
    const char *account_no; /* eight digits */
    const char *vat_no;     /* letters and digits, at most 13: what a card file holds */
};

/* Ledger accounts that the journal books against. */
struct journal_config {
    const char *creditor;
    const char *vat;
    const char *suspense;
};

/* What publications of spending say (docs/manual.md, `report transparency`). */
struct redaction {
    struct text provider; /* whose name is not published: an individual */
};
struct transparency_config {
    const char *department; /* empty: the cost centre stands in its place */
    const char *purpose;
    const char *category; /* the merchant's */
    size_t redact_count;
    const struct redaction *redact;
};

/* Somebody who may decide, approve or release. */
struct person_config {
    const char *name;
    const char *login; /* of the operating system or database; empty: the name itself */
};

/* Texts that are left out are empty, never NULL. */
struct council_config {
    struct text code; /* A-Z, 0-9, at most 16: it names folders and batches */
    enum council_mode mode;
    struct text ledger; /* the code by which the database knows it; in shadow one of its own, so
                           that what was matched in shadow uses up nothing (docs/manual.md) */
    const char *name;
    const char *timezone;
    struct calendar calendar; /* read from `holidays` */
    struct text rules;        /* what lines are judged by, as text: for config_read_rules() */
    int sla_days;
    int rail_days;
    int statement_days;  /* settled so long ago, a transaction is on a card statement */
    day_t go_live;       /* DAY_NOT_GIVEN: since ever */
    const char *finance; /* the council's, else mail.finance */
    const char *mail_from;
    bool is_live; /* false: card files say T for test */
    struct payer_config payer;
    struct journal_config journal;
    struct transparency_config transparency;
    size_t person_count;
    const struct person_config *people;
    size_t feed_count;
    const struct feed_config *feeds; /* in loading order */
    size_t service_count;
    const struct service_config *services;
    struct terms terms;
    struct approvals_config approvals;
    enum card_format card_format;
    enum bank_format bank_format;
    enum settlement_per settlement_per;
    bool remittance_ubl, remittance_csv;
};

struct config {
    const char *path;
    const char *database; /* libpq conninfo, may be empty */
    const char *spool;    /* absolute */
    int workers;          /* threads that read and match; 0: one a processor */
    struct mail_config mail;
    size_t council_count;
    const struct council_config *councils;
};

/* One fault of the configuration, "file:line: key: what is wrong". */
struct config_fault {
    const char *message;
};

struct config_faults {
    size_t count;
    const struct config_fault *items;
};

/*
 * Reads and validates.  False with error_r if the file cannot be read at all;
 * true with faults_r->count > 0 if it can but is wrong (every fault is listed,
 * in file order, and *config_r is then not to be used).  A relative spool is
 * relative to the configuration file's folder.
 */
bool config_load(struct arena *arena, const char *path, const struct config **config_r,
                 struct config_faults *faults_r, struct error *error_r);

/* The code by which the database knows what a council did in shadow. */
struct text config_shadow_ledger(struct arena *arena, struct text code);

/*
 * A council from the `rules` that it once had and the days of its calendar then.
 * No file is looked at: neither a configuration nor holidays.  Only the code,
 * the name, what `rules` holds and the calendar are filled.
 */
void config_read_rules(struct arena *arena, struct text rules, const struct calendar *calendar,
                       const struct council_config **council_r, struct config_faults *faults_r);

#endif
