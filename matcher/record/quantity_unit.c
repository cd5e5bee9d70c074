#include "matcher/record/quantity_unit.h"

#include <assert.h>

static const char *const words[QUANTITY_UNIT_COUNT] = {"",
#define X(name, word, other) word,
                                                       QUANTITY_UNIT_LIST(X)
#undef X
};

static const char *const other_words[QUANTITY_UNIT_COUNT] = {"",
#define X(name, word, other) other,
                                                             QUANTITY_UNIT_LIST(X)
#undef X
};

const char *quantity_unit_word(enum quantity_unit unit)
{
    assert(unit < QUANTITY_UNIT_COUNT);
    return words[unit];
}

bool quantity_unit_parse(struct text t, enum quantity_unit *unit_r)
{
    for (unsigned i = QUANTITY_UNIT_NOT_GIVEN + 1; i < QUANTITY_UNIT_COUNT; i++) {
        if (text_equal_nocase(t, text_of(words[i])) ||
            text_equal_nocase(t, text_of(other_words[i]))) {
            *unit_r = (enum quantity_unit)i;
            return true;
        }
    }
    return false;
}
