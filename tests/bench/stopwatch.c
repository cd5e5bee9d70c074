/*
 * Runs a command and writes how long it took and the most memory that it held:
 *
 *     stopwatch FILE COMMAND...     FILE gets "MILLISECONDS KIB STATUS"
 *
 * It ends as the command ended.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        errx(EX_USAGE, "usage: stopwatch FILE COMMAND...");
    int64_t began_ms = now_ms();
    pid_t child = fork();
    if (child < 0)
        err(EX_OSERR, "fork");
    if (child == 0) {
        execvp(argv[2], argv + 2);
        err(EX_UNAVAILABLE, "%s", argv[2]);
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) < 0)
        err(EX_OSERR, "wait4");
    int64_t took_ms = now_ms() - began_ms;
    int ended = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    FILE *file = fopen(argv[1], "w");
    if (file == NULL ||
        fprintf(file, "%lld %ld %d\n", (long long)took_ms, usage.ru_maxrss, ended) < 0 ||
        fclose(file) != 0)
        err(EX_CANTCREAT, "%s", argv[1]);
    return ended;
}
