#include "ops/run/stages.h"

const struct stage stages[STAGE_COUNT] = {
    {"pull", RUN_STATE_OPEN, stage_pull},         {"load", RUN_STATE_OPEN, stage_load},
    {"match", RUN_STATE_LOADED, stage_match},     {"report", RUN_STATE_MATCHED, stage_report},
    {"settle", RUN_STATE_REPORTED, stage_settle}, {"export", RUN_STATE_SETTLED, stage_export},
    {"notify", RUN_STATE_EXPORTED, stage_notify},
};

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
