/* Dates, times and durations (civil.h) and what they are in real time (zone.h).  The first letter
 * says how dates are written. */
#include <assert.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "tests/fuzz/fuzz.h"

#define X(name, word) +1
enum { DATE_FORMS = 0 DATE_FORM_LIST(X) };
#undef X

#define DURATION_MOST_S (INT64_C(999999) * 3600 + 3599)

static void check_day(day_t day)
{
    char written[DAY_TEXT_BYTES];
    int year, month, day_of_month;
    day_t again;

    day_to_ymd(day, &year, &month, &day_of_month);
    assert(year >= CIVIL_YEAR_FIRST && year <= CIVIL_YEAR_LAST);
    assert(day_from_ymd(year, month, day_of_month, &again) && again == day);
    day_format(day, written);
    assert(day_parse(text_of(written), DATE_FORM_ISO, &again) && again == day);
    assert(day_monday(day) <= day && day - day_monday(day) < 7);
    assert(day_month_first(day) <= day && day - day_month_first(day) < 31);
}

/* Either no clock shows it, and both ways agree on that, or it is shown then. */
static void check_real_time(int64_t civil_s)
{
    const struct zone *zone = fuzz_zone();
    struct zone_memory memory = {.zone = zone};
    int64_t first_s = 0, later_s = 0, remembered_s = 0;
    bool is_shown = zone_utc_first(zone, civil_s, &first_s);

    assert(zone_memory_utc_first(&memory, civil_s, &remembered_s) == is_shown);
    if (!is_shown)
        return;
    assert(zone_civil(zone, first_s) == civil_s && remembered_s == first_s);
    assert(zone_memory_utc_first(&memory, civil_s, &remembered_s) && remembered_s == first_s);
    assert(zone_utc_not_before(zone, civil_s, first_s + 1, &later_s));
    assert(later_s >= first_s && zone_civil(zone, later_s) == civil_s);
    struct wall_clock clock = wall_clock_of(zone);
    assert(wall_clock_civil(&clock, first_s) == civil_s);
}

static void check_datetime(int64_t civil_s, int64_t offset_s)
{
    char written[DATETIME_TEXT_BYTES];
    int64_t again_s, no_offset_s;

    check_day(civil_day(civil_s));
    datetime_format(civil_s, written);
    assert(datetime_parse(text_of(written), DATE_FORM_ISO, &again_s, &no_offset_s));
    assert(again_s == civil_s && !given(no_offset_s));
    if (given(offset_s))
        assert(magnitude(offset_s) < SECONDS_PER_DAY && offset_s % 60 == 0);
    check_real_time(civil_s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = fuzz_input_of(data, size);
    enum date_form form = (enum date_form)fuzz_choose(&input, DATE_FORMS);
    struct text t = {input.bytes, input.length};
    day_t day;
    int32_t time_of_day_s;
    int64_t civil_s, offset_s, duration_s;

    if (day_parse(t, form, &day))
        check_day(day);
    if (time_of_day_parse(t, &time_of_day_s))
        assert(time_of_day_s >= 0 && time_of_day_s < SECONDS_PER_DAY);
    if (duration_parse(t, &duration_s))
        assert(duration_s >= 0 && duration_s <= DURATION_MOST_S);
    if (datetime_parse(t, form, &civil_s, &offset_s))
        check_datetime(civil_s, offset_s);
    return 0;
}
