/* The night behind one line's explanation, for the files of explain.h. */
#ifndef TALLYSTICK_ENGINE_EXPLAIN_SCENE_H
#define TALLYSTICK_ENGINE_EXPLAIN_SCENE_H

#include "matcher/engine/explanation.h"
#include "matcher/engine/walk.h"

#define SETTINGS_TOLD_MAX (SETTING_COUNT + 1) /* pair_window may come twice */

struct scene {
    struct arena *arena;
    struct explanation *explanation;
    size_t line;       /* index of the line */
    struct walk night; /* to its end */
    const struct open_line *open;
    enum terms_day day_of;
    day_t day; /* whose terms judge the line */
    const struct settings *settings;
    bool is_open_for_overlaps; /* nothing had ended the line before WALK_OVERLAPS */
    size_t setting_count;
    struct setting_told *settings_told;
};

struct walk scene_walk(const struct scene *scene, enum walk_step stop);

/* Whether the line was judged against an order line, rather than ended or decided. */
bool scene_has_counterpart(const struct scene *scene);
bool scene_is_decided(const struct scene *scene);

struct line_told scene_tell_line(const struct scene *scene, size_t line);
struct line_told scene_tell_past(const struct past_line *past);

/* The line's group in a walk; NULL: it is in none. */
struct group *scene_group(const struct scene *scene, struct walk *walk);

#endif
