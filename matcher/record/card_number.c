#include "matcher/record/card_number.h"

#define CARD_DIGITS_MOST    19
#define PRINTED_GROUPS_MOST 5
#define SHOWN_FIRST         6
#define SHOWN_LAST          4

/* Successive groups of a run. */
struct candidate {
    char digits[CARD_DIGITS_MOST];
    int length;
    int groups;
    int shape; /* the groups' lengths as the digits of a number, 9 for 9 and more; 0 if too many */
    size_t start;
    size_t end; /* after the last digit */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_digit_at(struct text t, size_t at)
{
    return at < t.length && is_digit(t.bytes[at]);
}

static size_t skip_digits(struct text t, size_t at)
{
    while (is_digit_at(t, at))
        at++;
    return at;
}

static size_t skip_separators(struct text t, size_t at)
{
    while (at < t.length && (t.bytes[at] == ' ' || t.bytes[at] == '-'))
        at++;
    return at;
}

static bool has_digits_enough(struct text t)
{
    int count = 0;

    for (size_t i = 0; i < t.length && count < CARD_DIGITS_LEAST; i++)
        count += is_digit(t.bytes[i]);
    return count >= CARD_DIGITS_LEAST;
}

/* The number that the first `count` digits make. */
static int leading(const struct candidate *candidate, int count)
{
    int number = 0;

    for (int i = 0; i < count; i++)
        number = number * 10 + (candidate->digits[i] - '0');
    return number;
}

static bool is_of_a_scheme(const struct candidate *candidate)
{
    int length = candidate->length;
    int two = leading(candidate, 2);
    int four = leading(candidate, 4);

    if (candidate->digits[0] == '4') /* Visa */
        return length == 13 || length == 16 || length == 19;
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) /* Mastercard */
        return length == 16;
    if (two == 34 || two == 37) /* American Express */
        return length == 15;
    return (four == 6011 || two == 65) && length >= 16; /* Discover */
}

static bool passes_luhn(const struct candidate *candidate)
{
    int sum = 0;

    for (int i = 0; i < candidate->length; i++) {
        int digit = candidate->digits[candidate->length - 1 - i] - '0';
        if (i % 2 == 1)
            digit = digit > 4 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

static bool is_card_number(const struct candidate *candidate)
{
    return candidate->length >= CARD_DIGITS_LEAST && is_of_a_scheme(candidate) &&
           passes_luhn(candidate);
}

static bool is_printed_shape(int shape)
{
    return shape == 4444 || shape == 44443 || shape == 465;
}

/* Takes in the next group; false: the run ends, or there would be too many digits. */
static bool add_group(struct text t, struct candidate *candidate)
{
    size_t at = candidate->groups == 0 ? candidate->end : skip_separators(t, candidate->end);
    size_t end = skip_digits(t, at);
    size_t group_length = end - at;

    if (group_length == 0 || (size_t)candidate->length + group_length > CARD_DIGITS_MOST)
        return false;
    while (at < end)
        candidate->digits[candidate->length++] = t.bytes[at++];
    candidate->groups++;
    candidate->shape = candidate->groups > PRINTED_GROUPS_MOST
                           ? 0
                           : candidate->shape * 10 + (group_length < 9 ? (int)group_length : 9);
    candidate->end = end;
    return true;
}

static bool run_ends_after(struct text t, const struct candidate *candidate)
{
    return !is_digit_at(t, skip_separators(t, candidate->end));
}

static bool card_begins_at(struct text t, size_t start, bool run_begins,
                           struct candidate *candidate_r)
{
    *candidate_r = (struct candidate){.start = start, .end = start};
    while (add_group(t, candidate_r)) {
        bool eligible = candidate_r->groups == 1 || is_printed_shape(candidate_r->shape) ||
                        (run_begins && run_ends_after(t, candidate_r));
        if (eligible && is_card_number(candidate_r))
            return true;
    }
    return false;
}

/* The first card number that begins at or after `from`, where a run may begin. */
static bool find_card(struct text t, size_t from, struct candidate *candidate_r)
{
    size_t at = from;

    while (at < t.length) {
        bool run_begins = true;
        while (at < t.length && !is_digit(t.bytes[at]))
            at++;
        while (is_digit_at(t, at)) {
            if (card_begins_at(t, at, run_begins, candidate_r))
                return true;
            at = skip_separators(t, skip_digits(t, at));
            run_begins = false;
        }
    }
    return false;
}

bool card_number_found(struct text t, char masked_r[CARD_MASK_BYTES])
{
    struct candidate card;

    if (!has_digits_enough(t) || !find_card(t, 0, &card))
        return false;
    for (int i = 0; i < card.length; i++)
        masked_r[i] = i < SHOWN_FIRST || i >= card.length - SHOWN_LAST ? card.digits[i] : '*';
    masked_r[card.length] = '\0';
    return true;
}

static void mask(char *bytes, const struct candidate *card)
{
    int seen = 0;

    for (size_t at = card->start; at < card->end; at++) {
        if (!is_digit(bytes[at]))
            continue;
        if (seen >= SHOWN_FIRST && seen < card->length - SHOWN_LAST)
            bytes[at] = '*';
        seen++;
    }
}

void card_numbers_mask(char *bytes, size_t length)
{
    struct text t = {bytes, length};
    struct candidate card;

    if (!has_digits_enough(t))
        return;
    for (size_t from = 0; find_card(t, from, &card); from = card.end)
        mask(bytes, &card);
}
