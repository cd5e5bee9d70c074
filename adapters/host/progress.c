#include "adapters/host/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "adapters/host/clock.h"

#define REDRAW_MS     200
#define LINE_EVERY_MS 60000
#define WIDTH_USUAL   80
#define WIDTH_LEAST   20
#define BAR_WIDTH     30

static struct {
    const char *stage; /* NULL: no stage is on */
    int64_t done;
    int64_t total;
    int64_t began_ms;
    int64_t shown_ms; /* when it was last drawn */
    bool on_terminal;
    _Atomic bool visible; /* threads that log ask */
} now;

static int terminal_width(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < WIDTH_LEAST)
        return WIDTH_USUAL;
    return size.ws_col;
}

static void draw_bar(int64_t done, int64_t total, char bar_r[BAR_WIDTH + 1])
{
    int64_t filled = done >= total ? BAR_WIDTH : done * BAR_WIDTH / total;

    memset(bar_r, '.', BAR_WIDTH);
    memset(bar_r, '#', (size_t)filled);
    bar_r[BAR_WIDTH] = '\0';
}

size_t progress_draw(const char *stage, int64_t done, int64_t total, int64_t elapsed_ms, int width,
                     char line_r[PROGRESS_LINE_BYTES])
{
    char bar[BAR_WIDTH + 1];
    long long seconds = elapsed_ms / 1000;
    int length;

    if (total > 0) {
        draw_bar(done, total, bar);
        length = snprintf(line_r, PROGRESS_LINE_BYTES, "%-8s [%s] %3lld%% %lld/%lld %lld:%02lld",
                          stage, bar, (long long)(done >= total ? 100 : done * 100 / total),
                          (long long)done, (long long)total, seconds / 60, seconds % 60);
    } else {
        length = snprintf(line_r, PROGRESS_LINE_BYTES, "%-8s %lld %lld:%02lld", stage,
                          (long long)done, seconds / 60, seconds % 60);
    }
    int most = width < PROGRESS_LINE_BYTES ? width : PROGRESS_LINE_BYTES - 1;
    if (length > most)
        length = most;
    line_r[length] = '\0';
    return (size_t)length;
}

static void put(const char *bytes, size_t length)
{
    /* A bar that cannot be drawn is no failure of the night. */
    if (write(STDERR_FILENO, bytes, length) < 0)
        now.visible = false;
}

static void show(int64_t at_ms)
{
    char line[PROGRESS_LINE_BYTES];
    char output[PROGRESS_LINE_BYTES + 8];
    int width = now.on_terminal ? terminal_width() - 1 : PROGRESS_LINE_BYTES;

    progress_draw(now.stage, now.done, now.total, at_ms - now.began_ms, width, line);
    /* Carriage return and "erase to the end of the line"; or an ordinary line. */
    int length = snprintf(output, sizeof(output), now.on_terminal ? "\r%s\033[K" : "%s\n", line);
    now.visible = now.on_terminal;
    now.shown_ms = at_ms;
    put(output, (size_t)length);
}

void progress_begin(const char *stage, int64_t total)
{
    int64_t at_ms = clock_monotonic_ms();

    progress_end();
    now.stage = stage;
    now.done = 0;
    now.total = total;
    now.began_ms = at_ms;
    now.shown_ms = at_ms;
    now.on_terminal = isatty(STDERR_FILENO) == 1;
}

void progress_at(int64_t done)
{
    if (now.stage == NULL)
        return;
    int64_t at_ms = clock_monotonic_ms();
    now.done = done;
    if (at_ms - now.shown_ms >= (now.on_terminal ? REDRAW_MS : LINE_EVERY_MS))
        show(at_ms);
}

void progress_hide(void)
{
    if (now.visible)
        put("\r\033[K", 4);
    now.visible = false;
}

void progress_end(void)
{
    progress_hide();
    now.stage = NULL;
}
