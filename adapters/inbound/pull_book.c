#include "adapters/inbound/pull_book.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/publish.h"
#include "config/whole_file.h"

#define BOOK_NAME       ".fetched"
#define BOOK_MOST_BYTES (64 * 1024 * 1024)

static int by_name(const void *a, const void *b)
{
    const struct pull_entry *one = a, *other = b;
    const int order = strcmp(one->name, other->name);

    if (order != 0)
        return order;
    if (one->size_bytes != other->size_bytes)
        return one->size_bytes < other->size_bytes ? -1 : 1;
    return (one->changed_s > other->changed_s) - (one->changed_s < other->changed_s);
}

static void sort(size_t count, struct pull_entry *entries)
{
    if (count > 1)
        qsort(entries, count, sizeof(*entries), by_name);
}

/* SIZE CHANGED NAME */
static bool parse_line(struct arena *arena, struct text line, struct pull_entry *entry_r)
{
    const char *copy = arena_text(arena, line).bytes;
    int name_at = 0;

    if (sscanf(copy, "%" SCNd64 " %" SCNd64 " %n", &entry_r->size_bytes, &entry_r->changed_s,
               &name_at) != 2 ||
        name_at == 0 || copy[name_at] == '\0')
        return false;
    entry_r->name = copy + name_at;
    return true;
}

static void parse_book(struct arena *arena, struct text content, struct pull_book *book_r)
{
    struct pull_entry *entries = NULL;
    size_t room = 0;

    while (content.length > 0) {
        const char *end = memchr(content.bytes, '\n', content.length);
        if (end == NULL)
            break;
        const size_t length = (size_t)(end - content.bytes);
        entries = arena_grow(arena, entries, &room, book_r->count + 1, sizeof(*entries));
        if (parse_line(arena, (struct text){content.bytes, length}, &entries[book_r->count]))
            book_r->count++;
        content = (struct text){end + 1, content.length - length - 1};
    }
    sort(book_r->count, entries);
    book_r->entries = entries;
}

bool pull_book_read(struct arena *arena, const char *folder, struct pull_book *book_r,
                    struct error *error_r)
{
    const char *path = arena_printf(arena, "%s/" BOOK_NAME, folder);
    struct text content;

    *book_r = (struct pull_book){0};
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    if (!whole_file_read(arena, path, BOOK_MOST_BYTES, &content, error_r))
        return false;
    parse_book(arena, content, book_r);
    return true;
}

bool pull_book_has(const struct pull_book *book, const struct pull_entry *entry)
{
    return book->count > 0 &&
           bsearch(entry, book->entries, book->count, sizeof(*entry), by_name) != NULL;
}

bool pull_book_write(const char *folder, size_t count, struct pull_entry *entries,
                     struct error *error_r)
{
    struct arena *arena = arena_new();
    struct publication *book = publish_begin(arena_printf(arena, "%s/" BOOK_NAME, folder), error_r);

    sort(count, entries);
    for (size_t i = 0; i < count && book != NULL; i++) {
        const char *line =
            arena_printf(arena, "%" PRId64 " %" PRId64 " %s\n", entries[i].size_bytes,
                         entries[i].changed_s, entries[i].name);
        publish_write(book, line, strlen(line));
    }
    arena_free(arena);
    return book != NULL && publish_commit(book, error_r);
}
