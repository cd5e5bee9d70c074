/* The page of explain_page.h: its sections, and the words that they share. */
#ifndef TALLYSTICK_OUTBOUND_EXPLAIN_WORDS_H
#define TALLYSTICK_OUTBOUND_EXPLAIN_WORDS_H

#include "adapters/outbound/explain_page.h"
#include "adapters/outbound/wording.h"

/* Who tells what of whom; words lie in `arena`, the page's. */
struct teller {
    struct arena *arena;
    struct explain_page *page;
    const struct explanation *told;
    const struct zone *zone;
};

/* A row of the page; item "" is a sentence of its own. */
#define SAY(teller, section, item, ...)                                                            \
    explain_page_put((teller)->page, (section), text_of(item), __VA_ARGS__)

/* --- words ------------------------------------------------------------------- */

const char *told_text(const struct teller *teller, struct text t);
const char *told_day(const struct teller *teller, day_t day);        /* 2026-11-02 */
const char *told_moment(const struct teller *teller, int64_t utc_s); /* 2026-11-02 07:30[:20] */
const char *told_clock(const struct teller *teller, int64_t utc_s);  /* 07:30[:20] */
/* 2026-11-02 07:30 to 08:00; of no length: its start */
const char *told_span(const struct teller *teller, int64_t start_s, int64_t end_s);
const char *told_seconds(const struct teller *teller, int64_t seconds); /* 26 minutes 20 seconds */
const char *told_minutes(const struct teller *teller, int64_t minutes); /* 1 minute */
const char *told_number(const struct teller *teller, int64_t value_e4);
const char *told_hours(const struct teller *teller, int64_t hours_e4);     /* 24 hours */
const char *told_percent(const struct teller *teller, int64_t percent_e4); /* 2 % */
const char *told_rate(const struct teller *teller, int64_t rate_e6);       /* £19.00, £18.755 */
/* £9.583333…, exactly as far as six places go. */
const char *told_exact(const struct teller *teller, int128 parts, int64_t parts_per_penny);
/* £9.50 of 95000000 parts and 100000 a penny; the exact value before it where that is rounded:
 * £9.583333…, rounded to £9.58 */
const char *told_parts(const struct teller *teller, int128 parts, int64_t parts_per_penny);
/* In the check's unit: 1 minute, 19p, £1.00, £19.00 an hour. */
const char *told_measure(const struct teller *teller, enum check check, int64_t value_e4);
/* "minutes" or the line's unit, of a quantity of that order line. */
const char *told_quantity(const struct teller *teller, const struct order_line *order,
                          int64_t quantity_e4);

/* "nearest 15", "bands 15, 30, then steps of 15, grace 3", "not rounded" */
const char *told_rounding(const struct teller *teller, const struct rounding *rounding);

/* "agree 0p, pay £1.00 or 2 % of £9.50 = 19p, whichever is less"; of a tolerance in the terms,
 * whose expected value is not known yet (NOT_GIVEN): "agree 0p, pay £1.00 or 2 %, whichever is
 * less" */
const char *told_tolerance(const struct teller *teller, enum check check,
                           const struct tolerance *tolerance, int64_t expected_e4);

const char *told_order(const struct teller *teller, const struct order_line *order); /* V01/1 */
/* "invoice I1 line 3, paid in the night of 2026-11-05" */
const char *told_line(const struct teller *teller, const struct line_told *line);
/* "start and short" */
const char *told_reasons(const struct teller *teller, uint64_t reasons);
/* "provider P001 and service HC, from 2026-04-01"; no day for a block that holds since ever */
const char *told_source(const struct teller *teller, const struct terms_block *from);

/* What was looked up of a setting, for the day that judged the line; NULL: it was not. */
const struct setting_told *told_setting(const struct teller *teller, enum setting setting);

/* --- sections ---------------------------------------------------------------- */

void tell_verdict(const struct teller *teller);
void tell_order(const struct teller *teller);
void tell_delivered(const struct teller *teller);
void tell_price(const struct teller *teller);
void tell_vat(const struct teller *teller);
void tell_checks(const struct teller *teller);
void tell_slots(const struct teller *teller);
void tell_terms(const struct teller *teller);

#endif
