/*
 * What a night finds besides verdicts: drift and care signals in the match
 * stage, provider by provider, in the transaction that writes the verdicts;
 * visits with one carer of two and under-delivered periods in the report stage.
 */
#ifndef TALLYSTICK_RUN_SIGNALS_H
#define TALLYSTICK_RUN_SIGNALS_H

#include "matcher/engine/match.h"
#include "ops/run/council_night.h"

/* Of one provider, when its verdicts are written. */
bool signals_of_provider(struct council_night *night, const struct rules *rules,
                         struct arena *arena, const struct match_input *input,
                         const struct match_output *output, struct error *error_r);

/* Of the council, when missed visits are written; missed_of_several_carers: one of these was to be
 * made by several carers. */
bool signals_of_council(struct council_night *night, const struct rules *rules, struct arena *arena,
                        bool missed_of_several_carers, struct error *error_r);

#endif
