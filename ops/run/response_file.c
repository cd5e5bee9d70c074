#include "ops/run/response_file.h"

#include "adapters/host/file_name.h"
#include "adapters/host/publish.h"
#include "adapters/host/scratch_file.h"
#include "adapters/outbound/line_response_csv.h"

/* As much is gathered before it is written. */
#define PIECE_BYTES ((size_t)256 * 1024)

/* --- where it lies ------------------------------------------------------------- */

static const char *folder_path(struct arena *arena, const struct council_night *night)
{
    return arena_printf(arena, "%s/out/%.*s/responses", night->config->spool,
                        TEXT_ARGS(night->council->code));
}

const char *response_file_path(struct arena *arena, const struct council_night *night, int number,
                               struct text provider)
{
    const char *again = number > 1 ? arena_printf(arena, ".%d", number) : "";
    struct text name = file_name_of(arena, provider);
    char date[DAY_TEXT_BYTES];

    day_format(night->run.business_date, date);
    return arena_printf(arena, "%s/%s%s-%.*s.csv", folder_path(arena, night), date, again,
                        TEXT_ARGS(name));
}

bool response_files_sweep(const struct council_night *night, struct error *error_r)
{
    struct arena *arena = arena_new();
    bool is_swept = publish_sweep(folder_path(arena, night), error_r);

    arena_free(arena);
    return is_swept;
}

/* --- its rows ------------------------------------------------------------------ */

bool response_file_begin(struct response_file *file, const char *path, struct error *error_r)
{
    file->tally = (struct response_tally){.paid_pence = 0};
    file->gathered = (struct text_buffer){.arena = file->arena};
    file->disputed = (struct text_buffer){.arena = file->arena};
    line_response_csv_begin(&file->csv, &file->gathered);
    text_buffer_add(&file->disputed, text_buffer_text(&file->gathered));
    file->length = file->gathered.length;
    file->publication = path == NULL ? NULL : publish_begin(path, error_r);
    return path == NULL || file->publication != NULL;
}

void response_file_go_on(struct response_file *file, struct publication *publication, size_t length,
                         struct text disputed, const struct response_tally *tally)
{
    file->tally = *tally;
    file->gathered = (struct text_buffer){.arena = file->arena};
    file->disputed = (struct text_buffer){.arena = file->arena};
    line_response_csv_go_on(&file->csv, &file->gathered);
    text_buffer_add(&file->disputed, disputed);
    file->length = length;
    file->publication = publication;
}

void response_file_hand_over(struct response_file *file)
{
    if (file->publication != NULL)
        publish_write(file->publication, file->gathered.bytes, file->gathered.length);
    file->gathered.length = 0;
}

static void row_add(struct response_file *file, const struct line_response *response)
{
    size_t before = file->gathered.length;

    line_response_csv_add(&file->csv, file->scratch, file->zone, response);
    struct text row = {file->gathered.bytes + before, file->gathered.length - before};
    if (response->kind != VERDICT_MATCHED || response->adjustment != NULL)
        text_buffer_add(&file->disputed, row);
    file->length += row.length;
    if (file->gathered.length >= PIECE_BYTES)
        response_file_hand_over(file);
}

void response_file_add(struct response_file *file, const struct line_response *response)
{
    response_tally_add(&file->tally, response);
    if (file->publication == NULL)
        return;
    row_add(file, response);
    arena_empty(file->scratch);
}

bool response_file_read(const struct response_file *file, struct text *content_r,
                        struct error *error_r)
{
    struct scratch_file written = {.what = "line responses"};
    char *bytes = arena_bytes(file->arena, file->length);

    *content_r = (struct text){bytes, file->length};
    return publish_written(file->publication, &written.fd, error_r) &&
           scratch_file_read(&written, 0, file->length, bytes, error_r);
}
