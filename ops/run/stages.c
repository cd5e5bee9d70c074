#include "ops/run/stages.h"

#define X(name, before) {#name, RUN_STATE_##before, stage_##name},
const struct stage stages[STAGE_COUNT] = {STAGE_LIST(X)};
#undef X

const struct stage *stage_find(struct text name)
{
    for (size_t i = 0; i < STAGE_COUNT; i++)
        if (text_equal(name, text_of(stages[i].name)))
            return &stages[i];
    return NULL;
}

const char *stage_names_after(struct arena *arena, enum run_state state)
{
    const char *names = "";

    for (size_t i = 0; i < STAGE_COUNT; i++)
        if (stages[i].before == state)
            names =
                arena_printf(arena, "%s%s%s", names, *names == '\0' ? "" : " or ", stages[i].name);
    return names;
}
