/*
 * Makes the pair word/parser of a closed list of X(NAME, "word"), which a header
 * declares with WORD_FUNCTIONS (words.h).  For source files only.
 */
#ifndef TALLYSTICK_RECORD_WORD_FUNCTIONS_H
#define TALLYSTICK_RECORD_WORD_FUNCTIONS_H

#include <assert.h>
#include <stdbool.h>

#include "matcher/base/text.h"

/* Where in the list the word stands, in any case; false: nowhere. */
bool word_index(struct text t, const char *const *words, unsigned count, unsigned *index_r);

#define WORD_OF(name, word) word,
#define DEFINE_WORD_FUNCTIONS(type, LIST, COUNT)                                                   \
    static const char *const type##_words[] = {LIST(WORD_OF)};                                     \
                                                                                                   \
    const char *type##_word(enum type value)                                                       \
    {                                                                                              \
        assert(value < COUNT);                                                                     \
        return type##_words[value];                                                                \
    }                                                                                              \
                                                                                                   \
    bool type##_parse(struct text t, enum type *value_r)                                           \
    {                                                                                              \
        unsigned index;                                                                            \
        if (!word_index(t, type##_words, COUNT, &index))                                           \
            return false;                                                                          \
        *value_r = (enum type)index;                                                               \
        return true;                                                                               \
    }

#endif
