/* The stages of a night, in their order. */
#ifndef TALLYSTICK_RUN_STAGES_H
#define TALLYSTICK_RUN_STAGES_H

#include "ops/run/council_night.h"

struct stage {
    const char *name;
    enum run_state before; /* the state of the run that the stage starts from */
    bool (*perform)(struct council_night *night, struct error *error_r);
};

/* X(name, the state that it starts from) */
#define STAGE_LIST(X)                                                                              \
    X(pull, OPEN)                                                                                  \
    X(load, OPEN)                                                                                  \
    X(match, LOADED) X(report, MATCHED) X(settle, REPORTED) X(export, SETTLED) X(notify, EXPORTED)
#define X(name, before) +1
enum { STAGE_COUNT = 0 STAGE_LIST(X) };
#undef X
extern const struct stage stages[STAGE_COUNT];

/* NULL: there is none of that name. */
const struct stage *stage_find(struct text name);

/* The stage, or stages, that a run in that state comes to next: "pull or load"; after the last "".
 * In the arena, or constant. */
const char *stage_names_after(struct arena *arena, enum run_state state);

#endif
