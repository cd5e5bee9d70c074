#include "adapters/host/side_by_side.h"

#include "adapters/host/assembly_line.h"

struct tasks {
    size_t count, next;
    side_task *task;
    void *context;
};

static bool task_take(void *context, void *piece, bool *has_one_r, struct error *error_r)
{
    struct tasks *tasks = context;
    size_t *number = piece;

    (void)error_r;
    *has_one_r = tasks->next < tasks->count;
    *number = tasks->next++;
    return true;
}

static bool task_do(void *context, void *piece, struct error *error_r)
{
    const struct tasks *tasks = context;
    const size_t *number = piece;

    return tasks->task(tasks->context, *number, error_r);
}

bool side_by_side(size_t hands, size_t count, side_task *task, void *context, struct error *error_r)
{
    struct tasks tasks = {count, 0, task, context};
    size_t numbers[PIECES_MOST];
    const struct assembly_step step = {task_do, &tasks, .in_turn = false};
    const struct assembly_line line = {.context = &tasks,
                                       .next = task_take,
                                       .step_count = 1,
                                       .steps = &step,
                                       .piece_count = hands == 1 ? 1 : PIECES_MOST,
                                       .piece_bytes = sizeof(numbers[0]),
                                       .pieces = numbers};

    return assembly_line_run(&line, hands, error_r);
}
