#include "ops/run/batch_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/file_name.h"
#include "adapters/host/publish.h"
#include "adapters/host/side_by_side.h"
#include "ops/run/batch_formats.h"

/* As much is gathered before it is written. */
#define PIECE_BYTES ((size_t)256 * 1024)

/* One file in the making, or one provider's after the other. Files share nothing. */
struct out_file {
    const struct file_format *format;
    struct file_subject subject;
    struct arena *arena;   /* what the writer and the path have; emptied before each file */
    struct arena *scratch; /* emptied before each transaction */
    const char *path;
    struct publication *publication; /* NULL: none is open */
    struct text_buffer gathered;     /* and not yet handed to it */
    void *writer;
    struct file_totals wanted; /* what the file must say */
};

struct batch_files {
    struct arena *arena;
    const struct council_night *night;
    struct payer payer;
    size_t count;
    struct out_file *items;
};

/* --- one file ---------------------------------------------------------------- */

static const char *folder_path(struct arena *arena, const struct council_night *night,
                               const struct file_format *format)
{
    return arena_printf(arena, "%s/out/%.*s/%s", night->config->spool,
                        TEXT_ARGS(night->council->code), format->folder);
}

static const char *path_of(const struct batch_files *files, const struct out_file *file)
{
    const struct file_subject *subject = &file->subject;
    const char *folder = folder_path(file->arena, files->night, file->format);

    if (!file->format->is_per_provider)
        return arena_printf(file->arena, "%s/%.*s%s", folder, TEXT_ARGS(subject->name),
                            file->format->suffix);
    struct text payee = file_name_of(file->arena, subject->provider->provider);
    return arena_printf(file->arena, "%s/%.*s-%.*s%s", folder, TEXT_ARGS(subject->name),
                        TEXT_ARGS(payee), file->format->suffix);
}

static bool file_begin(const struct batch_files *files, struct out_file *file,
                       const struct provider *provider, struct error *error_r)
{
    arena_empty(file->arena);
    file->subject.provider = provider;
    file->path = path_of(files, file);
    file->publication = publish_begin(file->path, error_r);
    if (file->publication == NULL)
        return false;
    file->gathered = (struct text_buffer){.arena = file->arena};
    file->wanted = (struct file_totals){0};
    file->writer = file->format->begin(&file->subject, &file->gathered);
    return true;
}

static void hand_over(struct out_file *file)
{
    publish_write(file->publication, file->gathered.bytes, file->gathered.length);
    file->gathered.length = 0;
}

static bool read_back(const struct out_file *file, struct error *error_r)
{
    struct file_totals totals;
    int fd = open(file->path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) /* what cannot be read back has not been written */
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "reading back %s: %s", file->path,
                         strerror(errno));
    struct arena *arena = arena_new();
    bool is_as_wanted = file->format->read_back(fd, arena, &totals, error_r) &&
                        file_totals_compare(&totals, &file->wanted, error_r);
    arena_free(arena);
    close(fd);
    return is_as_wanted || error_prefix(error_r, "%s", file->path);
}

static bool file_end(struct out_file *file, struct error *error_r)
{
    struct publication *publication = file->publication;

    if (publication == NULL)
        return true;
    file->format->end(file->writer, &file->wanted);
    hand_over(file);
    file->publication = NULL;
    return publish_commit(publication, error_r) && read_back(file, error_r);
}

static void file_abandon(struct out_file *file)
{
    if (file->publication == NULL)
        return;
    if (file->format->abandon != NULL)
        file->format->abandon(file->writer);
    publish_abandon(file->publication);
}

/* The batch's file begins with its first transaction, a provider's own with the provider's. */
static bool take_turn(const struct batch_files *files, struct out_file *file,
                      const struct provider *provider, struct error *error_r)
{
    const struct provider *whose = file->format->is_per_provider ? provider : NULL;

    if (file->publication != NULL && file->subject.provider == whose)
        return true;
    return file_end(file, error_r) && file_begin(files, file, whose, error_r);
}

static bool file_add(const struct batch_files *files, struct out_file *file,
                     const struct transaction_lines *added, const struct provider *provider,
                     struct error *error_r)
{
    if (!take_turn(files, file, provider, error_r))
        return false;
    arena_empty(file->scratch);
    file->format->add(file->writer, file->scratch, &added->transaction, added->lines, provider);
    file_totals_add(&file->wanted, &added->transaction);
    if (file->gathered.length >= PIECE_BYTES)
        hand_over(file);
    return true;
}

/* --- all of a batch ------------------------------------------------------------ */

static struct batch_files *files_new(struct arena *arena, const struct council_night *night,
                                     size_t count)
{
    struct batch_files *files = ARENA_NEW(arena, struct batch_files);

    *files = (struct batch_files){
        .arena = arena, .night = night, .payer = council_payer(night->council), .count = count};
    files->items = ARENA_ARRAY(arena, struct out_file, count);
    return files;
}

static struct out_file file_new(const struct batch_files *files, const struct file_format *format,
                                const struct settlement_batch *batch)
{
    /* When the night is over, banks open on the next working day. */
    const day_t pay_date =
        calendar_add_working_days(&files->night->council->calendar, batch->business_date, 1);

    return (struct out_file){.format = format,
                             .subject = {.payer = &files->payer,
                                         .zone = files->night->zone,
                                         .batch = batch,
                                         .name = batch->batch,
                                         .posted = batch->business_date,
                                         .pay_date = pay_date},
                             .arena = arena_new(),
                             .scratch = arena_new()};
}

struct batch_files *batch_files_begin(struct arena *arena, const struct council_night *night,
                                      const struct settlement_batch *batch)
{
    const struct file_format *format;
    size_t count = 0;

    while (batch_format(night->council, batch->rail, count) != NULL)
        count++;
    struct batch_files *files = files_new(arena, night, count);
    for (size_t i = 0; (format = batch_format(night->council, batch->rail, i)) != NULL; i++)
        files->items[i] = file_new(files, format, batch);
    return files;
}

struct batch_files *batch_files_begin_reversal(struct arena *arena,
                                               const struct council_night *night,
                                               const struct settlement_batch *batch, int number)
{
    struct batch_files *files = files_new(arena, night, 1);
    struct out_file *file = &files->items[0];

    *file = file_new(files, reversal_format(night->council), batch);
    file->subject.name =
        text_of(arena_printf(arena, "%.*s-reversal-%d", TEXT_ARGS(batch->batch), number));
    file->subject.posted = night->run.business_date;
    return files;
}

/* What the files are to take, each by itself. */
struct addition {
    struct batch_files *files;
    size_t count;
    const struct transaction_lines *transactions;
    const struct provider *const *payees;
};

static bool add_to_file(void *context, size_t number, struct error *error_r)
{
    const struct addition *addition = context;
    struct out_file *file = &addition->files->items[number];

    for (size_t i = 0; i < addition->count; i++)
        if (!file_add(addition->files, file, &addition->transactions[i], addition->payees[i],
                      error_r))
            return false;
    return true;
}

bool batch_files_add(struct batch_files *files, size_t count,
                     const struct transaction_lines *transactions,
                     const struct provider *const *payees, struct error *error_r)
{
    struct addition addition = {files, count, transactions, payees};

    return side_by_side(worker_count(files->night), files->count, add_to_file, &addition, error_r);
}

static bool end_file(void *context, size_t number, struct error *error_r)
{
    struct batch_files *files = context;

    return file_end(&files->items[number], error_r);
}

bool batch_files_end(struct batch_files *files, struct error *error_r)
{
    return side_by_side(worker_count(files->night), files->count, end_file, files, error_r);
}

void batch_files_free(struct batch_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        file_abandon(&files->items[i]);
        arena_free(files->items[i].scratch);
        arena_free(files->items[i].arena);
    }
}

bool batch_files_sweep(struct arena *arena, const struct council_night *night,
                       struct error *error_r)
{
    const struct file_format *format;

    for (int rail = 0; rail < RAIL_COUNT; rail++)
        for (size_t i = 0; (format = batch_format(night->council, (enum rail)rail, i)) != NULL; i++)
            if (!publish_sweep(folder_path(arena, night, format), error_r))
                return false;
    return true;
}
