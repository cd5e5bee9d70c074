/*
 * The spool: in/ work/ done/ quarantine/ out/ (docs/runbook.md).
 *
 * A file is taken by copying it into work/ under a name of our own, hashed as
 * it is copied, and read from that copy only; the original stays where it is
 * until the night has committed what was read, and only then moves to done/ or
 * quarantine/.  So a killed night finds everything again.  File names are data:
 * links, folders, FIFOs are never followed or opened for reading.
 */
#ifndef TALLYSTICK_HOST_SPOOL_H
#define TALLYSTICK_HOST_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"

/* Of the file that says another file's hash, beside it. */
#define SPOOL_MANIFEST_SUFFIX ".sha256"

struct spool_file {
    const char *path; /* where it lies, relative to the spool */
    const char *name; /* its last component, as bytes; may hold anything but / and NUL */
};

/* The folder itself is never made: where a disk is not mounted, a new one would look like a night
 * on which nobody sent anything. */
bool spool_is_there(const char *spool, struct error *error_r);

/* Makes in/ work/ done/ quarantine/ out/. */
bool spool_prepare(const char *spool, struct error *error_r);

/* Removes the private copies that a killed night left.  Under the council's lock only. */
bool spool_sweep(const char *spool, const char *council_code, struct error *error_r);

/*
 * The regular files that a feed's url (a glob, relative to the spool) names, by
 * name as bytes; a folder that is not there holds none.  Names beginning with a
 * dot, and .sha256 files where the feed has a manifest, are not listed; with
 * manifest sha256 neither are files whose .sha256 is not there yet.  Links,
 * folders and special files of such a name are listed in odd_r, to be reported.
 */
bool spool_list(struct arena *arena, const char *spool, const struct feed_config *feed,
                size_t *count_r, const struct spool_file **files_r, size_t *odd_count_r,
                const struct spool_file **odd_r, struct error *error_r);

/* The part of a feed's url before its first wildcard, to the last slash. */
const char *spool_feed_folder(struct arena *arena, const struct feed_config *feed);

#define SPOOL_STRANGER_WORDS "no feed takes a file of this name, and it is left where it is"

/*
 * What lies in the folders of a council's feeds and no feed of any council takes, by name as bytes:
 * P002.CSV where feeds ask for *.csv.  Folders, names beginning with a dot and folders that files
 * are fetched into are not looked at; a manifest belongs to its file; a name that senders give to
 * what they have not finished (.tmp .part .filepart) is a stranger only where the file last changed
 * before finished_before_s (UTC).
 */
bool spool_list_strangers(struct arena *arena, const struct config *config,
                          const struct council_config *council, int64_t finished_before_s,
                          size_t *count_r, const struct spool_file **files_r,
                          struct error *error_r);

/* Whether the manifest begins with the digits of the hash, and with no more of them. */
bool spool_manifest_agrees(int folder_fd, const char *manifest_name, const uint8_t sha256[32]);

struct taken_file {
    const char *work_path; /* the private copy */
    int fd;                /* open on it, at its start; -1 after spool_read_done */
    uint8_t sha256[32];
    int64_t size_bytes;
    bool manifest_differs; /* its .sha256 says another hash */

    /* What was copied, so that another file of its name is not taken for it later. */
    uint64_t device, inode;
    int64_t modified_ns;
};

/* spool_finish or spool_release must follow; either closes the fd.  `council_code` NULL (a dry
 * run): the copy has no name, nothing is made in the spool, and only spool_release may follow. */
bool spool_take(struct arena *arena, const char *spool, const char *council_code,
                const struct feed_config *feed, const struct spool_file *file,
                struct taken_file *taken_r, struct error *error_r);

/* After the commit, files are filed one after the other, and last their folders synced: until then
 * a crash of the machine may put some back where they came from.  The arena's. */
struct spool_filing *spool_filing_begin(struct arena *arena, const char *spool,
                                        const char *council_code);
bool spool_filing_end(struct spool_filing *filing, struct error *error_r);

/*
 * The original goes to done/COUNCIL/FEED/ (or quarantine/,
 * with a .reason file beside it) and takes its .sha256 along; the private copy
 * goes, also on failure.  An existing file there is never overwritten: a number
 * is put behind the name.  If another file lies at the original's place by now,
 * that one stays for the next night and the private copy is what is filed.
 * `reason` NULL: done.
 */
bool spool_finish(struct spool_filing *filing, const struct feed_config *feed,
                  const struct spool_file *file, const struct taken_file *taken, const char *reason,
                  struct error *error_r);

/* Closes the fd of a file that has been read, long before it is finished or released: a night may
 * wait for its commit with more files than a process may hold open. */
void spool_read_done(struct taken_file *taken);

/* Without a commit (dry run, failure): only the private copy goes. */
void spool_release(const struct taken_file *taken);

#endif
