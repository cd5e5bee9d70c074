#include "adapters/outbound/week_picture.h"

static day_t finding_day(const struct variance_report *report, size_t i)
{
    return zone_day(report->zone, report->findings[i].delivered_start_s);
}

static day_t missed_day(const struct variance_report *report, size_t i)
{
    return zone_day(report->zone, report->missed[i].planned_start_s);
}

/* The later of the two, unless `day` has not come yet. */
static day_t later_of(const struct variance_report *report, day_t latest, day_t day)
{
    return day > latest && day <= report->business_date ? day : latest;
}

static day_t latest_day(const struct variance_report *report)
{
    day_t latest = DAY_NOT_GIVEN;
    for (size_t i = 0; i < report->finding_count; i++)
        latest = later_of(report, latest, finding_day(report, i));
    for (size_t i = 0; i < report->missed_count; i++)
        latest = later_of(report, latest, missed_day(report, i));
    return latest == DAY_NOT_GIVEN ? report->business_date : latest;
}

static struct day_bar *bar_of(struct week_picture *picture, day_t day)
{
    if (day < picture->first)
        return &picture->earlier;
    return day < picture->first + 7 ? &picture->days[day - picture->first] : &picture->later;
}

static void count_visit(struct week_picture *picture, day_t day, enum visit_kind kind)
{
    struct day_bar *bar = bar_of(picture, day);
    bar->counts[kind]++;
    if (day_bar_total(bar) > picture->longest)
        picture->longest = day_bar_total(bar);
}

struct week_picture week_picture_of(const struct variance_report *report)
{
    struct week_picture picture = {.first = latest_day(report) - 6};
    for (size_t i = 0; i < report->finding_count; i++)
        count_visit(&picture, finding_day(report, i),
                    report->findings[i].kind == VERDICT_HELD ? VISIT_HELD : VISIT_VARIED);
    for (size_t i = 0; i < report->missed_count; i++)
        count_visit(&picture, missed_day(report, i), VISIT_MISSED);
    return picture;
}

size_t day_bar_total(const struct day_bar *bar)
{
    size_t total = 0;
    for (int kind = 0; kind < VISIT_KIND_COUNT; kind++)
        total += bar->counts[kind];
    return total;
}
