#include "matcher/engine/pricing.h"

#include <assert.h>
#include <stddef.h>

/* Day types to try for a date, most special first. */
static int fallback_of(const struct calendar *calendar, day_t day,
                       enum day_type types_r[DAY_TYPES_MAX])
{
    int weekday = day_of_week(day);
    int count = 0;

    if (calendar_is_holiday(calendar, day)) {
        types_r[count++] = DAY_TYPE_BANKHOLIDAY;
        types_r[count++] = DAY_TYPE_SUNDAY;
        types_r[count++] = DAY_TYPE_WEEKEND;
    } else if (weekday == 6) {
        types_r[count++] = DAY_TYPE_SUNDAY;
        types_r[count++] = DAY_TYPE_WEEKEND;
    } else if (weekday == 5) {
        types_r[count++] = DAY_TYPE_SATURDAY;
        types_r[count++] = DAY_TYPE_WEEKEND;
    }
    types_r[count++] = DAY_TYPE_WEEKDAY;
    return count;
}

static bool has_window(const struct rate_entry *entry)
{
    return entry->from_time_s >= 0;
}

static bool window_holds(const struct rate_entry *entry, int32_t time_of_day_s)
{
    if (entry->from_time_s < entry->to_time_s)
        return entry->from_time_s <= time_of_day_s && time_of_day_s < entry->to_time_s;
    return entry->from_time_s <= time_of_day_s || time_of_day_s < entry->to_time_s;
}

/* --- the rates of a day ---------------------------------------------------- */

/* A service's rates that are in force on a day, whatever the time; by day type, in the order in
 * which those are tried. */
struct day_card {
    bool is_filled;
    struct text service;
    day_t day;
    int type_count;
    enum day_type types[DAY_TYPES_MAX];
    size_t ends[DAY_TYPES_MAX]; /* of each day type's entries */
    const struct rate_entry **entries;
    int64_t all_day_rate_e6; /* that prices whatever is asked of this day, or NOT_GIVEN */
};

/* A month's lines of one service find each day's card where it was. */
#define DAY_CARDS 64

struct rate_card {
    const struct calendar *calendar;
    size_t rate_count;
    const struct rate_entry *rates;
    struct day_card days[DAY_CARDS]; /* a day's is days[day % DAY_CARDS], for the time being */
};

struct rate_card *rate_card_new(struct arena *arena, const struct calendar *calendar,
                                size_t rate_count, const struct rate_entry *rates)
{
    struct rate_card *rate_card = ARENA_NEW(arena, struct rate_card);
    const struct rate_entry **entries =
        ARENA_ARRAY(arena, const struct rate_entry *, DAY_CARDS *rate_count);

    *rate_card = (struct rate_card){calendar, rate_count, rates, {{0}}};
    for (size_t i = 0; i < DAY_CARDS; i++)
        rate_card->days[i].entries = entries + i * rate_count;
    return rate_card;
}

static bool is_in_force(const struct rate_entry *entry, const struct day_card *card,
                        enum day_type day_type)
{
    return entry->day_type == day_type && entry->valid_from <= card->day &&
           (entry->valid_to == DAY_NOT_GIVEN || card->day <= entry->valid_to) &&
           text_equal(entry->service, card->service);
}

/* Mostly an hourly rate without a window is all that there is of the first day type. */
static int64_t all_day_rate_e6(const struct day_card *card)
{
    int t = 0;

    while (t < card->type_count && card->ends[t] == 0)
        t++;
    if (t == card->type_count || card->ends[t] > 1)
        return NOT_GIVEN;
    const struct rate_entry *only = card->entries[0];
    return only->kind == RATE_KIND_HOUR && !has_window(only) ? only->rate_e6 : NOT_GIVEN;
}

static void day_card_fill(const struct rate_card *rate_card, struct day_card *card)
{
    size_t count = 0;

    card->type_count = fallback_of(rate_card->calendar, card->day, card->types);
    for (int t = 0; t < card->type_count; t++) {
        for (size_t i = 0; i < rate_card->rate_count; i++)
            if (is_in_force(&rate_card->rates[i], card, card->types[t]))
                card->entries[count++] = &rate_card->rates[i];
        card->ends[t] = count;
    }
    card->all_day_rate_e6 = all_day_rate_e6(card);
    card->is_filled = true;
}

static const struct day_card *day_card_of(struct rate_card *rate_card, struct text service,
                                          day_t day)
{
    struct day_card *card = &rate_card->days[(uint32_t)day % DAY_CARDS];

    if (!card->is_filled || card->day != day || !text_equal(card->service, service)) {
        card->service = service;
        card->day = day;
        day_card_fill(rate_card, card);
    }
    return card;
}

/* --- the rates of a moment ------------------------------------------------- */

/* The entries that count for a line: of one day type, and those with a window
 * alone if there is one. */
struct card {
    size_t count;
    const struct rate_entry *const *entries;
    const struct price_question *question;
    enum day_type day_type;
    bool is_windowed;
};

static bool card_has(const struct card *card, const struct rate_entry *entry)
{
    return has_window(entry) == card->is_windowed &&
           (!card->is_windowed || window_holds(entry, card->question->time_of_day_s));
}

/* Whether any of these entries is in force at that time, and whether one with a window is. */
static bool any_holds(const struct rate_entry *const *entries, size_t count, int32_t time_of_day_s,
                      bool *is_windowed_r)
{
    bool is_found = false;

    *is_windowed_r = false;
    for (size_t i = 0; i < count; i++) {
        bool is_windowed = has_window(entries[i]) && window_holds(entries[i], time_of_day_s);
        is_found = is_found || is_windowed || !has_window(entries[i]);
        *is_windowed_r = *is_windowed_r || is_windowed;
    }
    return is_found;
}

static bool card_find(const struct day_card *day, const struct price_question *question,
                      struct card *card_r)
{
    size_t first = 0;
    bool is_windowed;

    for (int t = 0; t < day->type_count; t++) {
        const struct rate_entry *const *entries = &day->entries[first];
        size_t count = day->ends[t] - first;
        if (any_holds(entries, count, question->time_of_day_s, &is_windowed)) {
            *card_r = (struct card){count, entries, question, day->types[t], is_windowed};
            return true;
        }
        first = day->ends[t];
    }
    return false;
}

/* Later valid_from wins; where windows differ too, the later beginning, so that
 * the order of rows never decides. */
static bool is_later(const struct rate_entry *a, const struct rate_entry *b)
{
    if (a->valid_from != b->valid_from)
        return a->valid_from > b->valid_from;
    if (a->from_time_s != b->from_time_s)
        return a->from_time_s > b->from_time_s;
    return a->to_time_s < b->to_time_s;
}

static const struct rate_entry *card_hour(const struct card *card)
{
    const struct rate_entry *best = NULL;

    for (size_t i = 0; i < card->count; i++) {
        const struct rate_entry *entry = card->entries[i];
        if (entry->kind == RATE_KIND_HOUR && card_has(card, entry) &&
            (best == NULL || is_later(entry, best)))
            best = entry;
    }
    return best;
}

/* cover: the shortest entry of at least `minutes`; else (step): the longest of
 * at most `minutes`. */
static const struct rate_entry *card_visit(const struct card *card, int64_t minutes, bool cover)
{
    const struct rate_entry *best = NULL;

    for (size_t i = 0; i < card->count; i++) {
        const struct rate_entry *entry = card->entries[i];
        if (entry->kind != RATE_KIND_VISIT || !card_has(card, entry) ||
            (cover ? entry->minutes < minutes : entry->minutes > minutes))
            continue;
        if (best == NULL ||
            (cover ? entry->minutes < best->minutes : entry->minutes > best->minutes) ||
            (entry->minutes == best->minutes && is_later(entry, best)))
            best = entry;
    }
    return best;
}

/* A rate in millionths of a pound (ten-thousandths of a penny) times minutes. */
#define TIME_PARTS_PER_PENNY (60 * E4)
/* A unit price in millionths of a pound times ten-thousandths of a unit. */
#define UNIT_PARTS_PER_PENNY ((int64_t)E4 * E4)

static struct price price_by_rate(int64_t rate_e6, int64_t minutes)
{
    return (struct price){true, (int128)rate_e6 * minutes, TIME_PARTS_PER_PENNY, rate_e6};
}

static struct price price_of_visit(const struct rate_entry *visit)
{
    return (struct price){true, (int128)visit->rate_e6 * 60, TIME_PARTS_PER_PENNY, NOT_GIVEN};
}

static struct price price_missing(void)
{
    return (struct price){false, 0, 1, NOT_GIVEN};
}

static struct price price_by_hour_entry(const struct card *card, int64_t minutes)
{
    const struct rate_entry *hour = card_hour(card);
    return hour == NULL ? price_missing() : price_by_rate(hour->rate_e6, minutes);
}

static struct price price_cover(const struct card *card, int64_t minutes)
{
    const struct rate_entry *visit = card_visit(card, minutes, true);

    if (visit == NULL)
        return price_by_hour_entry(card, minutes);
    return price_of_visit(visit);
}

static struct price price_step(const struct card *card, int64_t minutes)
{
    const struct rate_entry *visit = card_visit(card, minutes, false);

    if (visit == NULL)
        return price_by_hour_entry(card, minutes);
    struct price price = price_of_visit(visit);
    if (minutes > visit->minutes) {
        struct price remainder = price_by_hour_entry(card, minutes - visit->minutes);
        price.is_known = remainder.is_known;
        price.parts += remainder.parts;
    }
    return price;
}

struct price price_of_time(struct rate_card *rate_card, const struct price_question *question)
{
    struct card card;

    assert(question->minutes >= 0);
    if (given(question->own_rate_e6))
        return price_by_rate(question->own_rate_e6, question->minutes);
    if (question->minutes == 0)
        return (struct price){true, 0, 1, NOT_GIVEN};
    const struct day_card *day = day_card_of(rate_card, question->service, question->day);
    if (given(day->all_day_rate_e6))
        return price_by_rate(day->all_day_rate_e6, question->minutes);
    if (!card_find(day, question, &card))
        return price_missing();
    return question->visit_pricing == VISIT_PRICING_COVER ? price_cover(&card, question->minutes)
                                                          : price_step(&card, question->minutes);
}

/* --- looking at it again --------------------------------------------------- */

static void course_of_card(struct price_course *course, const struct card *card)
{
    const struct price_question *question = card->question;
    bool cover = question->visit_pricing == VISIT_PRICING_COVER;

    course->visit = card_visit(card, question->minutes, cover);
    if (course->visit != NULL)
        course->visit_minutes = cover || course->visit->minutes > question->minutes
                                    ? question->minutes
                                    : course->visit->minutes;
    course->hour_minutes = question->minutes - course->visit_minutes;
    if (course->hour_minutes > 0)
        course->hour = card_hour(card);
}

struct price_course price_course_of_time(struct rate_card *rate_card,
                                         const struct price_question *question)
{
    struct price_course course = {
        .is_own_rate = given(question->own_rate_e6),
        .price = price_of_time(rate_card, question),
    };
    struct card card;

    course.is_nothing = !course.is_own_rate && question->minutes == 0;
    if (course.is_own_rate || course.is_nothing)
        return course;
    course.day_type_count = fallback_of(rate_card->calendar, question->day, course.day_types);
    course.is_found =
        card_find(day_card_of(rate_card, question->service, question->day), question, &card);
    if (!course.is_found)
        return course;
    int tried = 0;
    while (course.day_types[tried] != card.day_type)
        tried++;
    course.day_type_count = tried + 1;
    course_of_card(&course, &card);
    return course;
}

struct price price_of_units(int64_t unit_price_e6, int64_t quantity_e4)
{
    if (!given(unit_price_e6))
        return price_missing();
    return (struct price){true, (int128)unit_price_e6 * quantity_e4, UNIT_PARTS_PER_PENNY,
                          NOT_GIVEN};
}

int64_t price_pence(const struct price *price, int64_t percent_e4)
{
    assert(price->is_known);
    return divide_half_away(price->parts * percent_e4, price->parts_per_penny * PERCENT_ALL);
}

int64_t percent_of_pence(int64_t pence, int64_t percent_e4)
{
    return divide_half_away((int128)pence * percent_e4, PERCENT_ALL);
}
