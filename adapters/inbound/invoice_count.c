#include "adapters/inbound/invoice_count.h"

#include <stddef.h>

#define SLOTS_FIRST 64 /* a power of two */

struct counted {
    struct text provider;
    struct text invoice_no;
    int64_t records; /* 0: a free slot */
};

struct invoice_count {
    struct arena *arena;
    size_t slot_count; /* a power of two, at most half of them taken */
    size_t taken;
    struct counted *slots;
    struct counted *last; /* lines of an invoice mostly follow each other */
};

struct invoice_count *invoice_count_new(struct arena *arena)
{
    struct invoice_count *count = ARENA_NEW(arena, struct invoice_count);

    count->arena = arena;
    count->slot_count = SLOTS_FIRST;
    count->slots = ARENA_ARRAY(arena, struct counted, SLOTS_FIRST);
    return count;
}

static bool is_of(const struct counted *counted, struct text provider, struct text invoice_no)
{
    return text_equal(counted->invoice_no, invoice_no) && text_equal(counted->provider, provider);
}

/* The invoice's slot, or the free one where it belongs. */
static struct counted *find(const struct invoice_count *count, struct text provider,
                            struct text invoice_no)
{
    uint64_t hash = text_hash(provider, text_hash(invoice_no, TEXT_HASH_SEED));
    size_t at = hash & (count->slot_count - 1);

    while (count->slots[at].records > 0 && !is_of(&count->slots[at], provider, invoice_no))
        at = (at + 1) & (count->slot_count - 1);
    return &count->slots[at];
}

static void make_room(struct invoice_count *count)
{
    struct counted *old = count->slots;
    size_t old_count = count->slot_count;

    if (count->taken < old_count / 2)
        return;
    count->slot_count = old_count * 2;
    count->slots = ARENA_ARRAY(count->arena, struct counted, count->slot_count);
    for (size_t i = 0; i < old_count; i++)
        if (old[i].records > 0)
            *find(count, old[i].provider, old[i].invoice_no) = old[i];
}

int64_t invoice_count_next(struct invoice_count *count, struct text provider,
                           struct text invoice_no)
{
    make_room(count);
    struct counted *counted = find(count, provider, invoice_no);
    if (counted->records == 0) {
        counted->provider = arena_text(count->arena, provider);
        counted->invoice_no = arena_text(count->arena, invoice_no);
        count->taken++;
    }
    count->last = counted;
    return ++counted->records;
}

int64_t invoice_count_again(struct invoice_count *count, struct text provider,
                            struct text invoice_no)
{
    if (count->last == NULL || !is_of(count->last, provider, invoice_no))
        return 0;
    return ++count->last->records;
}
