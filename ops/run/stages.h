/* The stages of a night, in their order. */
#ifndef TALLYSTICK_RUN_STAGES_H
#define TALLYSTICK_RUN_STAGES_H

#include "ops/run/council_night.h"

struct stage {
    const char *name;
    enum run_state before; /* the state of the run that the stage starts from */
    bool (*perform)(struct council_night *night, struct error *error_r);
};

#define STAGE_COUNT 7
extern const struct stage stages[STAGE_COUNT];

/* NULL: there is none of that name. */
const struct stage *stage_find(struct text name);

/* The stage, or stages, that a run in that state comes to next: "pull or load"; after the last "".
 * In the arena, or constant. */
const char *stage_names_after(struct arena *arena, enum run_state state);

#endif
