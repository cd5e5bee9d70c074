/*
 * The parts of a variance report's message, all made from one summary: what
 * needs a look first comes first, and the body shows no more of each kind than
 * news_shown_most(), so that many of one never crowd out another.  The attached files
 * have all of every kind that they have a row for.
 */
#ifndef TALLYSTICK_OUTBOUND_VARIANCE_PARTS_H
#define TALLYSTICK_OUTBOUND_VARIANCE_PARTS_H

#include "adapters/outbound/finding_words.h"
#include "adapters/outbound/variance_report.h"

/* In the order in which they are told. */
enum news_kind {
    NEWS_HELD,
    NEWS_CARE_SIGNAL,
    NEWS_MISSED,
    NEWS_SHORT_PERIOD,
    NEWS_VARIED,
    NEWS_DRIFT,
    NEWS_UNREAD,
    NEWS_PAYMENT,
    NEWS_WAITING,
    NEWS_ADJUSTED, /* a new rate can make many of them */
    NEWS_KIND_COUNT
};

/* Whether the attached files have it. */
static inline bool news_is_attached(enum news_kind kind)
{
    return kind != NEWS_UNREAD && kind != NEWS_PAYMENT && kind != NEWS_WAITING;
}

/* How many of a kind the body shows at most: of attached ones as many as one reads in a message. */
static inline size_t news_shown_most(enum news_kind kind)
{
    return news_is_attached(kind) ? 50 : 200;
}

/* A finding and what differed at it, which every part of the message says. */
struct told_finding {
    const struct finding *finding;
    struct finding_words words;
};

struct variance_summary {
    const struct variance_report *report;
    struct told_finding *held, *varied; /* each in the report's order */
    size_t counts[NEWS_KIND_COUNT];
    size_t shown[NEWS_KIND_COUNT]; /* how many of them the body shows */
    int64_t held_pence;            /* billed, or expected where self-billed */
    int64_t varied_pence;          /* paid above (or below) the agreed price, where one is known */
};

struct variance_summary variance_summarise(struct arena *arena,
                                           const struct variance_report *report);

/* "16 visits", or "16 things" where not all of them are. */
const char *variance_count_words(struct arena *arena, const struct variance_summary *summary);
/* What a section leaves out and where that is, in a sentence; NULL: the body shows all. */
const char *variance_left_out_words(struct arena *arena, const struct variance_summary *summary,
                                    enum news_kind kind);
/* Which lines the attached files have, in a sentence. */
const char *variance_attached_words(const struct variance_summary *summary);

/* What became of the difference, as finance is told. */
const char *variance_adjusted_words(struct arena *arena, const struct adjusted_line *adjusted);

/* All of it in one sentence. */
const char *variance_sentence(struct arena *arena, const struct variance_summary *summary);

struct text variance_text(struct arena *arena, const struct variance_summary *summary);
struct text variance_html(struct arena *arena, const struct variance_summary *summary);
struct text variance_csv(struct arena *arena, const struct variance_summary *summary);
/* The same rows. */
bool variance_workbook(struct arena *arena, const struct variance_summary *summary,
                       struct text *workbook_r, struct error *error_r);

#endif
