#include "matcher/payment/batch.h"

day_t due_date(const struct calendar *calendar, day_t received, int sla_days)
{
    return calendar_add_working_days(calendar, received, sla_days);
}
