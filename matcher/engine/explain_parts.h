/* Parts of an explanation, each of which fills in its members of scene->explanation. */
#ifndef TALLYSTICK_ENGINE_EXPLAIN_PARTS_H
#define TALLYSTICK_ENGINE_EXPLAIN_PARTS_H

#include "matcher/engine/explain_scene.h"

void explain_obstacles(struct scene *scene);
void explain_credited(struct scene *scene);
void explain_totals(struct scene *scene);
void explain_slots(struct scene *scene);

#endif
