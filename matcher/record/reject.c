#include "matcher/record/reject.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

const char *reject_code_word(enum reject_code code)
{
    static const char *const words[REJECT_COUNT] = {
#define X(name, word, in_words) word,
        REJECT_LIST(X)
#undef X
    };

    assert(code < REJECT_COUNT);
    return words[code];
}

bool reject_set(struct reject *reject_r, enum reject_code code, const char *field,
                const char *format, ...)
{
    va_list arguments;

    assert(code < REJECT_COUNT && field != NULL);
    reject_r->code = code;
    reject_r->column = 0;
    reject_r->field = field;
    va_start(arguments, format);
    vsnprintf(reject_r->message, sizeof(reject_r->message), format, arguments);
    va_end(arguments);
    return false;
}
