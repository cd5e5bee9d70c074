#include "adapters/host/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/progress.h"

#define ESCAPE_BYTES 4 /* \xNN */

/* Bytes that a terminal might obey: C0, DEL, and the UTF-8 forms of C1. */
static bool is_control(struct text t, size_t at)
{
    unsigned char byte = (unsigned char)t.bytes[at];
    unsigned char before = at > 0 ? (unsigned char)t.bytes[at - 1] : 0;

    return byte < 0x20 || byte == 0x7f || (before == 0xc2 && byte >= 0x80 && byte < 0xa0);
}

static size_t put_escape(char *at, unsigned char byte)
{
    static const char hex_digits[] = "0123456789abcdef";

    at[0] = '\\';
    if (byte == '\n' || byte == '\t') {
        at[1] = byte == '\n' ? 'n' : 't';
        return 2;
    }
    at[1] = 'x';
    at[2] = hex_digits[byte >> 4];
    at[3] = hex_digits[byte & 15];
    return ESCAPE_BYTES;
}

size_t log_escape(struct text message, char *line_r, size_t line_bytes)
{
    size_t length = 0;

    for (size_t i = 0; i < message.length && length + ESCAPE_BYTES < line_bytes; i++)
        if (is_control(message, i))
            length += put_escape(line_r + length, (unsigned char)message.bytes[i]);
        else
            line_r[length++] = message.bytes[i];
    line_r[length] = '\0';
    return length;
}

/* A log that cannot be written has nobody left to be told. */
static void write_all(const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(STDERR_FILENO, bytes, length);
        if (written <= 0)
            return;
        bytes += written;
        length -= (size_t)written;
    }
}

static void log_line(const char *level, const char *format, va_list arguments)
{
    char message[LOG_LINE_BYTES];
    char line[LOG_LINE_BYTES + 64];

    vsnprintf(message, sizeof(message), format, arguments);
    size_t length = (size_t)snprintf(line, sizeof(line), "tallystick: %s: ", level);
    length += log_escape(text_of(message), line + length, sizeof(line) - length - 1);
    line[length++] = '\n';
    progress_hide();
    write_all(line, length);
}

#define DEFINE_LOG_FUNCTION(name, level)                                                           \
    void name(const char *format, ...)                                                             \
    {                                                                                              \
        va_list arguments;                                                                         \
        va_start(arguments, format);                                                               \
        log_line(level, format, arguments);                                                        \
        va_end(arguments);                                                                         \
    }

DEFINE_LOG_FUNCTION(log_error, "error")
DEFINE_LOG_FUNCTION(log_warning, "warning")
DEFINE_LOG_FUNCTION(log_info, "info")
