#include "config/holidays.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/whole_file.h"

#define HOLIDAY_FILE_BYTES (256 * 1024)

struct holiday {
    day_t day;
    int line;
};

struct holiday_list {
    size_t count, room;
    struct holiday *items;
};

/* A folder beside the program's own, or NULL. */
static const char *beside_program(struct arena *arena, const char *folder)
{
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
    char *slash;

    if (length <= 0)
        return NULL;
    program[length] = '\0';
    slash = strrchr(program, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    return arena_printf(arena, "%s/../%s", program, folder);
}

static const char *path_of_name(struct arena *arena, const char *name)
{
    /* where the environment says, in a build tree, installed below a prefix, packaged */
    const char *shares[] = {getenv("TALLYSTICK_SHARE"), beside_program(arena, "config"),
                            beside_program(arena, "share/tallystick"), TALLYSTICK_SHARE_DIR};

    for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
        const char *path;

        if (!shares[i] || !*shares[i])
            continue;
        path = arena_printf(arena, "%s/holidays/%s.txt", shares[i], name);
        if (access(path, R_OK) == 0)
            return path;
    }
    return NULL;
}

static const char *path_of(struct reader *reader, const char *value)
{
    if (value[0] == '/')
        return value;
    if (strchr(value, '/'))
        return arena_printf(reader->arena, "%s/%s", reader->folder, value);
    return path_of_name(reader->arena, value);
}

/* Takes the next line off *rest, without its end, comment and outer blanks. */
static struct text next_line(struct text *rest)
{
    const char *end = memchr(rest->bytes, '\n', rest->length);
    struct text line = {rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};
    size_t taken = line.length + (end ? 1 : 0);
    const char *comment;

    *rest = (struct text){rest->bytes + taken, rest->length - taken};
    comment = memchr(line.bytes, '#', line.length);
    if (comment)
        line.length = (size_t)(comment - line.bytes);
    else if (line.length > 0 && line.bytes[line.length - 1] == '\r')
        line.length--;
    return text_trim(line);
}

static int by_day(const void *a, const void *b)
{
    const struct holiday *one = a, *other = b;

    if (one->day != other->day)
        return one->day < other->day ? -1 : 1;
    return one->line - other->line;
}

static struct holiday_list parse_lines(struct reader *reader, const char *path, struct text rest,
                                       int value_line)
{
    struct holiday_list list = {0};

    for (int line = 1; rest.length > 0; line++) {
        struct text text = next_line(&rest);
        day_t day;

        if (text_is_empty(text))
            continue;
        if (!day_parse(text, DATE_FORM_ISO, &day)) {
            fault_add_elsewhere(reader->faults, value_line, path, line, "holidays",
                                "\"%s\" is not a date as 2026-12-25 is", shown(reader, text));
            continue;
        }
        list.items =
            arena_grow(reader->arena, list.items, &list.room, list.count + 1, sizeof(*list.items));
        list.items[list.count++] = (struct holiday){day, line};
    }
    return list;
}

static struct calendar calendar_of(struct reader *reader, const char *path,
                                   const struct holiday_list *list, int value_line)
{
    day_t *days = ARENA_ARRAY(reader->arena, day_t, list->count);

    if (list->count > 0)
        qsort(list->items, list->count, sizeof(*list->items), by_day);
    for (size_t i = 0; i < list->count; i++) {
        days[i] = list->items[i].day;
        if (i > 0 && days[i] == days[i - 1])
            fault_add_elsewhere(reader->faults, value_line, path, list->items[i].line, "holidays",
                                "the same day stands in line %d already", list->items[i - 1].line);
    }
    return (struct calendar){.holiday_count = list->count, .holidays = days};
}

static void read_file(struct reader *reader, const char *path, int value_line,
                      struct calendar *calendar)
{
    struct holiday_list list;
    struct error error;
    struct text bytes;

    if (!whole_file_read(reader->arena, path, HOLIDAY_FILE_BYTES, &bytes, &error)) {
        fault_add(reader->faults, value_line, "holidays", "%s", error.message);
        return;
    }
    list = parse_lines(reader, path, bytes, value_line);
    *calendar = calendar_of(reader, path, &list, value_line);
}

void read_holidays(struct reader *reader, const struct field *field, const struct node *value,
                   void *base)
{
    size_t faults_before = reader->faults->count;
    const char *name, *path;
    struct field as_string = *field;

    as_string.offset = 0;
    read_string(reader, &as_string, value, &name);
    if (reader->faults->count > faults_before)
        return;
    path = path_of(reader, name);
    if (path)
        read_file(reader, path, value->line, field_place(field, base));
    else
        fault_add(reader->faults, value->line, field->key,
                  "there is no calendar \"%s\" (NAME.txt in $TALLYSTICK_SHARE/holidays, "
                  "config/holidays or %s/holidays)",
                  shown(reader, value->text), TALLYSTICK_SHARE_DIR);
}
