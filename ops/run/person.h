/*
 * Whose word a verb acts on: one of a council's `people`, tied to the login
 * that runs the program.
 */
#ifndef TALLYSTICK_RUN_PERSON_H
#define TALLYSTICK_RUN_PERSON_H

#include <stdbool.h>

#include "config/config.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"

/* The operating system's name of the user that runs the program. */
bool person_login(struct arena *arena, const char **login_r, struct error *error_r);

/* May this login act as NAME for the council?  A person without a login of their own has one of
 * the same name. */
bool person_may_act(const struct council_config *council, const char *name, const char *login);

/* False, with what to tell a login that may act as NAME for no council. */
bool person_refuse(const char *name, const char *login, struct error *error_r);

/* A reason in words as --reason gives it: there, not too long, and no card number in it. */
bool person_reason_check(struct text reason, struct error *error_r);

/* How many people besides the night have to release a batch of that much, VAT included. */
int people_to_release(const struct approvals_config *approvals, int64_t total_pence);

#endif
