/* Bytes that grow in an arena: what a file is built in before it is published. */
#ifndef TALLYSTICK_OUTBOUND_TEXT_BUFFER_H
#define TALLYSTICK_OUTBOUND_TEXT_BUFFER_H

#include <stddef.h>

#include "matcher/base/arena.h"
#include "matcher/base/text.h"

struct text_buffer {
    struct arena *arena;
    char *bytes;
    size_t length, room;
};

void text_buffer_add(struct text_buffer *buffer, struct text t);
void text_buffer_add_string(struct text_buffer *buffer, const char *nul_terminated);
void text_buffer_printf(struct text_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Makes the buffer longer by `length` bytes and returns where to write them. */
char *text_buffer_extend(struct text_buffer *buffer, size_t length);

/* The bytes so far; good until the next addition. */
struct text text_buffer_text(const struct text_buffer *buffer);

#endif
