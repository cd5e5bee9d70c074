/* Numbers: decimal.h, and the order of line numbers of text.h.  The first letter says how many
 * places a number may have. */
#include <assert.h>
#include <string.h>

#include "matcher/base/decimal.h"
#include "tests/fuzz/fuzz.h"

#define VALUE_MOST (INT64_C(1000000000000) * E6)

static void check_number(struct text t, int places)
{
    char written[DECIMAL_TEXT_BYTES], written_short[DECIMAL_TEXT_BYTES];
    int64_t scaled, again;

    if (!decimal_parse(t, places, &scaled))
        return;
    assert(scaled < VALUE_MOST && scaled > -VALUE_MOST);
    int length = decimal_format(scaled, places, written);
    assert(length == (int)strlen(written));
    assert(decimal_parse(text_of(written), places, &again) && again == scaled);
    length = decimal_format_short(scaled, places, written_short);
    assert(length == (int)strlen(written_short));
    assert(decimal_parse(text_of(written_short), places, &again) && again == scaled);
    /* Fewer places are a stricter grammar, more a wider one. */
    if (places < PLACES_RATE)
        assert(decimal_parse(t, places + 1, &again) && again == scaled * 10);
}

static void check_grouped(struct text t, int places)
{
    int64_t scaled, plain;

    if (!decimal_parse_as(t, NUMBER_FORM_GROUPED, places, &scaled)) {
        assert(!decimal_parse(t, places, &plain)); /* which is written so too */
        return;
    }
    assert(scaled < VALUE_MOST && scaled > -VALUE_MOST);
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

/* Any two pieces of the input are in one order, whichever comes first. */
static void check_order(struct text t)
{
    for (size_t i = 0; i <= t.length && i < 32; i++) {
        struct text a = {t.bytes, i}, b = {t.bytes + i, t.length - i};
        assert(sign(text_compare_number(a, b)) == -sign(text_compare_number(b, a)));
        assert(text_compare_number(a, a) == 0);
        if (text_is_whole_number(a) && text_is_whole_number(b))
            assert((text_compare_number(a, b) == 0) ==
                   text_equal(text_without_leading_zeros(a), text_without_leading_zeros(b)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = fuzz_input_of(data, size);
    int places = (int)fuzz_choose(&input, PLACES_RATE + 1);
    struct text t = {input.bytes, input.length};

    check_number(t, places);
    check_grouped(t, places);
    check_order(t);
    return 0;
}
