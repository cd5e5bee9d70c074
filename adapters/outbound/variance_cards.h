/* The cards of the HTML report, and what its page shares with them. */
#ifndef TALLYSTICK_OUTBOUND_VARIANCE_CARDS_H
#define TALLYSTICK_OUTBOUND_VARIANCE_CARDS_H

#include "adapters/outbound/text_buffer.h"
#include "adapters/outbound/variance_parts.h"

#define TABLE  "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\""
#define INK    "#24302c"
#define MUTED  "#68736d"
#define RULE   "#e4e7e1"
#define GREEN  "#1f5141"
#define PLAN   "#b9c4bd"
#define MARGIN "padding-left:24px;padding-right:24px;"

const char *news_colour(enum news_kind kind);

/* The `i`th of its kind, as a row of the page's table. */
void variance_card(struct text_buffer *html, const struct variance_summary *summary,
                   enum news_kind kind, size_t i);

#endif
