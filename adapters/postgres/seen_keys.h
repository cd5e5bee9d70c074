/*
 * Whether an order line was read before tonight's load came to it: never misses
 * one, and is wrong about one in twenty thousand at a million keys, one in a
 * hundred at ten million.  So the few that may be double can be looked at in the database,
 * and the others need not.  Threads may add at the same time.
 */
#ifndef TALLYSTICK_POSTGRES_SEEN_KEYS_H
#define TALLYSTICK_POSTGRES_SEEN_KEYS_H

#include <stdbool.h>

#include "matcher/base/text.h"

struct seen_keys;

struct seen_keys *seen_keys_new(void);
void seen_keys_free(struct seen_keys *keys); /* NULL is allowed */

/* A key's hash.  Asking for it a while before adding it lets memory come meanwhile. */
uint64_t seen_keys_hash(const struct seen_keys *keys, struct text order_no, struct text order_line);

/* Adds the key; true if it may have been there. */
bool seen_keys_add(struct seen_keys *keys, uint64_t hash);

#endif
