/* The night report for finance: out/COUNCIL/report/DATE.html (docs/files-out.md). */
#ifndef TALLYSTICK_RUN_NIGHT_REPORT_H
#define TALLYSTICK_RUN_NIGHT_REPORT_H

#include "ops/run/notify_work.h"

/* Once providers and people have been told. */
bool night_report(const struct notify_work *work, struct error *error_r);

#endif
