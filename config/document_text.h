/*
 * Nodes of a document as text again, on few lines and without comments, anchors
 * and aliases: what document_read() makes the same nodes of.
 */
#ifndef TALLYSTICK_CONFIG_DOCUMENT_TEXT_H
#define TALLYSTICK_CONFIG_DOCUMENT_TEXT_H

#include "config/document.h"

/* A mapping of those keys alone, in the order given, each on a line of its own; what is left out or
 * null stays out.  A NUL after it. */
struct text document_text(struct arena *arena, const struct node *mapping, size_t key_count,
                          const char *const *keys);

#endif
