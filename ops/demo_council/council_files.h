/*
 * What the council itself exports for the night: orders, rates, providers,
 * contacts, suspensions; and what call monitoring saw.  All in our own layout
 * (preset `tallystick`).
 */
#ifndef TALLYSTICK_DEMO_COUNCIL_FILES_H
#define TALLYSTICK_DEMO_COUNCIL_FILES_H

#include <stdio.h>

#include "ops/demo_council/week.h"

struct council_files {
    FILE *orders, *rates, *providers, *contacts, *suspensions, *evidence;
};

/* Begins them below `folder` (the spool's in/); contacts are complete at once. */
struct council_files council_files_create(const char *folder, day_t first_day);
void council_files_add_provider(struct council_files *files, const struct provider *provider,
                                day_t valid_from);
void council_files_add_week(struct council_files *files, const struct week *week);
void council_files_close(struct council_files *files);

#endif
