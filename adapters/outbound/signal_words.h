/* Care signals, short periods and drift in the words of those who read them. */
#ifndef TALLYSTICK_OUTBOUND_SIGNAL_WORDS_H
#define TALLYSTICK_OUTBOUND_SIGNAL_WORDS_H

#include "adapters/outbound/variance_report.h"

/* "No reply: 3 visits in the 2 weeks from 26 October" */
const char *care_signal_in_words(struct arena *arena, const struct care_signal_news *signal);
/* "Week of 2 November: 540 of 900 minutes billed and paid (40 % below)" */
const char *short_period_in_words(struct arena *arena, const struct short_period *period);
/* "Week of 2 November: paid £123.40 above the agreed price of £9,876.00 (1.2 %, limit 1 %)" */
const char *provider_drift_in_words(struct arena *arena, const struct provider_drift *drift);

/* Without numbers, for a list of many: "visits without reply" */
const char *care_signal_in_short(enum care_signal_kind kind);
const char *drift_in_short(enum drift_measure measure);

#endif
