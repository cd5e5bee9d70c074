#include "adapters/host/side_by_side.h"

#include <assert.h>
#include <pthread.h>

#define HANDS_MOST 16

struct tasks {
    pthread_mutex_t lock; /* over what follows */
    size_t count, next;
    size_t failed; /* the lowest that did; count: none */
    struct error error;
    side_task *task;
    void *context;
};

static bool task_take(struct tasks *tasks, size_t *number_r)
{
    pthread_mutex_lock(&tasks->lock);
    bool is_taken = tasks->failed == tasks->count && tasks->next < tasks->count;
    *number_r = tasks->next;
    tasks->next += is_taken ? 1 : 0;
    pthread_mutex_unlock(&tasks->lock);
    return is_taken;
}

static void task_failed(struct tasks *tasks, size_t number, const struct error *error)
{
    pthread_mutex_lock(&tasks->lock);
    if (number < tasks->failed) {
        tasks->failed = number;
        tasks->error = *error;
    }
    pthread_mutex_unlock(&tasks->lock);
}

static void *hand_work(void *context)
{
    struct tasks *tasks = context;
    size_t number;

    while (task_take(tasks, &number)) {
        struct error error;
        if (!tasks->task(tasks->context, number, &error))
            task_failed(tasks, number, &error);
    }
    return NULL;
}

bool side_by_side(size_t hands, size_t count, side_task *task, void *context, struct error *error_r)
{
    struct tasks tasks = {.lock = PTHREAD_MUTEX_INITIALIZER,
                          .count = count,
                          .failed = count,
                          .task = task,
                          .context = context};
    pthread_t helpers[HANDS_MOST];
    size_t hired = 0;

    assert(hands >= 1 && hands <= HANDS_MOST + 1);
    /* Whom the system refuses is done without. */
    while (hired + 1 < hands && hired + 1 < count &&
           pthread_create(&helpers[hired], NULL, hand_work, &tasks) == 0)
        hired++;
    hand_work(&tasks);
    for (size_t i = 0; i < hired; i++)
        pthread_join(helpers[i], NULL);
    if (tasks.failed < count)
        *error_r = tasks.error;
    return tasks.failed == count;
}
