#include "config/faults.h"

#include <stdarg.h>
#include <stdio.h>

#define WRONG_BYTES 512

static void add(struct faults *faults, int line, const char *message)
{
    faults->items = arena_grow(faults->arena, faults->items, &faults->room, faults->count + 1,
                               sizeof(*faults->items));
    faults->items[faults->count++] = (struct fault){.line = line, .message = message};
}

void fault_add(struct faults *faults, int line, const char *key, const char *format, ...)
{
    char wrong[WRONG_BYTES];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(wrong, sizeof(wrong), format, arguments);
    va_end(arguments);
    add(faults, line, arena_printf(faults->arena, "%s:%d: %s: %s", faults->path, line, key, wrong));
}

void fault_add_elsewhere(struct faults *faults, int line, const char *path, int path_line,
                         const char *key, const char *format, ...)
{
    char wrong[WRONG_BYTES];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(wrong, sizeof(wrong), format, arguments);
    va_end(arguments);
    add(faults, line, arena_printf(faults->arena, "%s:%d: %s: %s", path, path_line, key, wrong));
}

/* By line; those of one line stay as they were found. */
static void insert_by_line(struct fault *sorted, size_t count, struct fault fault)
{
    size_t at = count;

    for (; at > 0 && sorted[at - 1].line > fault.line; at--)
        sorted[at] = sorted[at - 1];
    sorted[at] = fault;
}

struct config_faults faults_in_file_order(const struct faults *faults)
{
    struct fault *sorted = ARENA_ARRAY(faults->arena, struct fault, faults->count);
    struct config_fault *items = ARENA_ARRAY(faults->arena, struct config_fault, faults->count);

    for (size_t i = 0; i < faults->count; i++)
        insert_by_line(sorted, i, faults->items[i]);
    for (size_t i = 0; i < faults->count; i++)
        items[i].message = sorted[i].message;
    return (struct config_faults){.count = faults->count, .items = items};
}
