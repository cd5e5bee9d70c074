#include "matcher/base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *error_r, enum exit_status status, const char *format, ...)
{
    va_list arguments;

    error_r->status = status;
    va_start(arguments, format);
    vsnprintf(error_r->message, sizeof(error_r->message), format, arguments);
    va_end(arguments);
    return false;
}

bool error_prefix(struct error *error_r, const char *format, ...)
{
    char old[ERROR_MESSAGE_BYTES];
    va_list arguments;

    memcpy(old, error_r->message, sizeof(old));
    va_start(arguments, format);
    int length = vsnprintf(error_r->message, sizeof(error_r->message), format, arguments);
    va_end(arguments);
    assert(length >= 0);
    if ((size_t)length < sizeof(error_r->message))
        snprintf(error_r->message + length, sizeof(error_r->message) - (size_t)length, ": %s", old);
    return false;
}
