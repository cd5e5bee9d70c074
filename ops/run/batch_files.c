#include "ops/run/batch_files.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
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
    struct batch_files *files;
    const struct file_format *format;
    struct file_subject subject;
    struct arena *arena;             /* what the writer has; emptied before each file */
    struct arena *scratch;           /* emptied before each transaction */
    struct publication *publication; /* NULL: none is open */
    struct text_buffer gathered;     /* and not yet handed to it */
    void *writer;
    struct file_totals wanted; /* what the file must say */
    /* What reads it back while it is written: the batch's file, where the format can. */
    struct arena *reader_arena;
    void *reader;            /* NULL: it is read when it is whole */
    char *bytes;             /* PIECE_BYTES for it */
    int fd;                  /* set before anything is read */
    _Atomic int64_t written; /* bytes that can be read */
    int64_t read;
};

/* One that is whole, and neither read back nor published yet. */
struct whole_file {
    const struct file_format *format;
    struct publication *publication;
    struct file_totals wanted;
};

struct batch_files {
    struct arena *arena;
    const struct council_night *night;
    struct payer payer;
    struct edition *edition;
    batch_files_part_of *part_of;
    size_t count;
    struct out_file *items;
    pthread_mutex_t lock; /* over what follows */
    struct arena *whole_arena;
    size_t whole_count, whole_room;
    struct whole_file *whole;
};

/* --- one file ---------------------------------------------------------------- */

static const char *folder_path(struct arena *arena, const struct council_night *night,
                               const struct file_format *format)
{
    return arena_printf(arena, "%s/out/%.*s/%s", night->config->spool,
                        TEXT_ARGS(night->council->code), format->folder);
}

static const char *path_of(const struct out_file *file)
{
    const struct file_subject *subject = &file->subject;
    const char *folder = folder_path(file->arena, file->files->night, file->format);

    if (!file->format->is_per_provider)
        return arena_printf(file->arena, "%s/%.*s%s", folder, TEXT_ARGS(subject->name),
                            file->format->suffix);
    struct text payee = file_name_of(file->arena, subject->provider->provider);
    return arena_printf(file->arena, "%s/%.*s-%.*s%s", folder, TEXT_ARGS(subject->name),
                        TEXT_ARGS(payee), file->format->suffix);
}

static bool is_read_on_the_way(const struct file_format *format)
{
    return format->reader != NULL && !format->is_per_provider;
}

static bool file_begin(struct out_file *file, const struct provider *provider,
                       struct error *error_r)
{
    arena_empty(file->arena);
    file->subject.provider = provider;
    file->publication = publish_begin(path_of(file), error_r);
    if (file->publication == NULL)
        return false;
    file->gathered = (struct text_buffer){.arena = file->arena};
    file->wanted = (struct file_totals){0};
    file->writer = file->format->begin(&file->subject, &file->gathered);
    if (!is_read_on_the_way(file->format))
        return true;
    file->reader = file->format->reader->begin(file->reader_arena);
    file->bytes = ARENA_ARRAY(file->reader_arena, char, PIECE_BYTES);
    return publish_written(file->publication, &file->fd, error_r);
}

static void hand_over(struct out_file *file)
{
    publish_write(file->publication, file->gathered.bytes, file->gathered.length);
    file->gathered.length = 0;
}

/* What is written can be read. */
static bool let_read(struct out_file *file, struct error *error_r)
{
    int64_t length = (int64_t)file->gathered.length;
    int fd; /* the reader has it already, and may be at it */

    hand_over(file);
    if (!publish_written(file->publication, &fd, error_r))
        return false;
    file->written += length;
    return true;
}

/* --- reading back --- */

static bool cannot_read(const char *path, const char *why, struct error *error_r)
{
    /* what cannot be read back has not been written */
    return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "reading back %s: %s", path, why);
}

/* Of a file that is still being written: what has come since. */
static bool read_more(struct out_file *file, struct error *error_r)
{
    const char *path = publish_path(file->publication);
    int64_t end = file->written;

    while (file->read < end) {
        int64_t wanted =
            end - file->read < (int64_t)PIECE_BYTES ? end - file->read : (int64_t)PIECE_BYTES;
        ssize_t length = pread(file->fd, file->bytes, (size_t)wanted, file->read);
        if (length == 0 || (length < 0 && errno != EINTR))
            return cannot_read(path, length == 0 ? "it is too short" : strerror(errno), error_r);
        if (length > 0 && !file->format->reader->take(
                              file->reader, (struct text){file->bytes, (size_t)length}, error_r))
            return error_prefix(error_r, "%s", path);
        file->read += length > 0 ? length : 0;
    }
    return true;
}

static bool read_whole(const struct whole_file *whole, struct error *error_r)
{
    const char *path = publish_path(whole->publication);
    struct file_totals totals;
    int fd;

    if (!publish_written(whole->publication, &fd, error_r))
        return false;
    if (lseek(fd, 0, SEEK_SET) != 0)
        return cannot_read(path, strerror(errno), error_r);
    struct arena *arena = arena_new();
    bool is_as_wanted = whole->format->read_back(fd, arena, &totals, error_r) &&
                        file_totals_compare(&totals, &whole->wanted, error_r);
    arena_free(arena);
    return is_as_wanted || error_prefix(error_r, "%s", path);
}

static bool read_the_rest(struct out_file *file, struct error *error_r)
{
    struct file_totals totals;

    if (!let_read(file, error_r) || !read_more(file, error_r))
        return false;
    return (file->format->reader->end(file->reader, &totals, error_r) &&
            file_totals_compare(&totals, &file->wanted, error_r)) ||
           error_prefix(error_r, "%s", publish_path(file->publication));
}

/* --- whole files --- */

static void whole_put(struct batch_files *files, const struct whole_file *whole)
{
    pthread_mutex_lock(&files->lock);
    files->whole = arena_grow(files->whole_arena, files->whole, &files->whole_room,
                              files->whole_count + 1, sizeof(*files->whole));
    files->whole[files->whole_count++] = *whole;
    pthread_mutex_unlock(&files->lock);
}

static bool whole_take(struct batch_files *files, struct whole_file *whole_r)
{
    pthread_mutex_lock(&files->lock);
    bool is_any = files->whole_count > 0;
    if (is_any)
        *whole_r = files->whole[--files->whole_count];
    pthread_mutex_unlock(&files->lock);
    return is_any;
}

static bool whole_end(struct batch_files *files, const struct whole_file *whole,
                      struct error *error_r)
{
    if (read_whole(whole, error_r))
        return edition_add(files->edition, whole->publication, error_r);
    publish_abandon(whole->publication);
    return false;
}

/* --- its end --- */

static bool file_end(struct out_file *file, struct error *error_r)
{
    const struct whole_file whole = {file->format, file->publication, file->wanted};

    if (file->publication == NULL)
        return true;
    file->format->end(file->writer, &file->wanted);
    file->writer = NULL;
    if (file->reader != NULL && !read_the_rest(file, error_r))
        return false;
    hand_over(file);
    file->publication = NULL;
    if (file->reader != NULL)
        return edition_add(file->files->edition, whole.publication, error_r);
    whole_put(file->files, &whole);
    return true;
}

static void file_abandon(struct out_file *file)
{
    if (file->publication == NULL)
        return;
    if (file->format->abandon != NULL && file->writer != NULL)
        file->format->abandon(file->writer);
    publish_abandon(file->publication);
}

/* The batch's file begins with its first transaction, a provider's own with the provider's. */
static bool take_turn(struct out_file *file, const struct provider *provider, struct error *error_r)
{
    const struct provider *whose = file->format->is_per_provider ? provider : NULL;

    if (file->publication != NULL && file->subject.provider == whose)
        return true;
    return file_end(file, error_r) && file_begin(file, whose, error_r);
}

static bool file_add(struct out_file *file, const struct transaction_lines *added,
                     const struct provider *provider, struct error *error_r)
{
    if (!take_turn(file, provider, error_r))
        return false;
    arena_empty(file->scratch);
    file->format->add(file->writer, file->scratch, &added->transaction, added->lines, provider);
    file_totals_add(&file->wanted, &added->transaction);
    if (file->gathered.length < PIECE_BYTES)
        return true;
    if (file->reader != NULL)
        return let_read(file, error_r);
    hand_over(file);
    return true;
}

/* --- all of a batch ------------------------------------------------------------ */

static struct batch_files *files_new(struct arena *arena, const struct council_night *night,
                                     size_t count)
{
    struct batch_files *files = ARENA_NEW(arena, struct batch_files);

    *files = (struct batch_files){.arena = arena,
                                  .night = night,
                                  .payer = council_payer(night->council),
                                  .edition = edition_new(),
                                  .whole_arena = arena_new(),
                                  .count = count};
    pthread_mutex_init(&files->lock, NULL);
    files->items = ARENA_ARRAY(arena, struct out_file, count);
    return files;
}

static struct out_file file_new(struct batch_files *files, const struct file_format *format,
                                const struct settlement_batch *batch)
{
    /* When the night is over, banks open on the next working day. */
    const day_t pay_date =
        calendar_add_working_days(&files->night->council->calendar, batch->business_date, 1);

    return (struct out_file){.files = files,
                             .format = format,
                             .subject = {.payer = &files->payer,
                                         .zone = files->night->zone,
                                         .batch = batch,
                                         .name = batch->batch,
                                         .posted = batch->business_date,
                                         .pay_date = pay_date},
                             .arena = arena_new(),
                             .scratch = arena_new(),
                             .reader_arena = arena_new()};
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

static bool add_part(void *context, void *piece, struct error *error_r)
{
    struct out_file *file = context;
    const struct batch_files_part *part = file->files->part_of(piece);

    for (size_t i = 0; i < part->count; i++)
        if (!file_add(file, part->transactions[i], part->payees[i], error_r))
            return false;
    return true;
}

static bool read_written(void *context, void *piece, struct error *error_r)
{
    (void)piece;
    return read_more(context, error_r);
}

static bool end_whole_files(void *context, void *piece, struct error *error_r)
{
    struct batch_files *files = context;
    struct whole_file whole;

    (void)piece;
    while (whole_take(files, &whole))
        if (!whole_end(files, &whole, error_r))
            return false;
    return true;
}

size_t batch_files_steps(struct batch_files *files, batch_files_part_of *part_of, size_t room,
                         struct assembly_step *steps_r)
{
    size_t count = 0;

    assert(2 * files->count + 1 <= room);
    files->part_of = part_of;
    for (size_t i = 0; i < files->count; i++)
        steps_r[count++] = (struct assembly_step){add_part, &files->items[i], .in_turn = true};
    for (size_t i = 0; i < files->count; i++)
        if (is_read_on_the_way(files->items[i].format))
            steps_r[count++] =
                (struct assembly_step){read_written, &files->items[i], .in_turn = true};
    steps_r[count++] = (struct assembly_step){end_whole_files, files, .in_turn = false};
    return count;
}

static bool end_one(void *context, size_t number, struct error *error_r)
{
    struct batch_files *files = context;

    return file_end(&files->items[number], error_r) && end_whole_files(files, NULL, error_r);
}

bool batch_files_end(struct batch_files *files, struct error *error_r)
{
    return side_by_side(worker_count(files->night), files->count, end_one, files, error_r) &&
           edition_publish(files->edition, error_r);
}

void batch_files_free(struct batch_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        file_abandon(&files->items[i]);
        arena_free(files->items[i].reader_arena);
        arena_free(files->items[i].scratch);
        arena_free(files->items[i].arena);
    }
    for (size_t i = 0; i < files->whole_count; i++)
        publish_abandon(files->whole[i].publication);
    arena_free(files->whole_arena);
    edition_free(files->edition);
    pthread_mutex_destroy(&files->lock);
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
