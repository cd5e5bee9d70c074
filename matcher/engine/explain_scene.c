#include "matcher/engine/explain_scene.h"

struct walk scene_walk(const struct scene *scene, enum walk_step stop)
{
    return walk_until(scene->arena, scene->explanation->rules, scene->explanation->input, stop);
}

bool scene_has_counterpart(const struct scene *scene)
{
    return scene->explanation->verdict->order != NULL && !scene_is_decided(scene);
}

bool scene_is_decided(const struct scene *scene)
{
    return verdict_is_decided(scene->explanation->verdict);
}

struct line_told scene_tell_line(const struct scene *scene, size_t line)
{
    const struct open_line *open = &scene->night.bench.lines[line];
    return (struct line_told){open->line, NULL, open->verdict, open->delivered_start_s,
                              open->delivered_end_s};
}

struct line_told scene_tell_past(const struct past_line *past)
{
    return (struct line_told){&past->line, past, NULL, past->delivered_start_s,
                              past->delivered_end_s};
}

struct group *scene_group(const struct scene *scene, struct walk *walk)
{
    const struct open_line *open = &walk->bench.lines[scene->line];

    for (size_t i = 0; i < walk->groups.count; i++) {
        struct group *group = &walk->groups.items[i];
        if (!text_equal(group->client_ref, open->line->client_ref) ||
            !text_equal(group->service, open->line->service))
            continue;
        for (size_t j = 0; j < group->line_count; j++)
            if (group->lines[j] == open)
                return group;
    }
    return NULL;
}
