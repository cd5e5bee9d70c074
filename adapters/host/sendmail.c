#include "adapters/host/sendmail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

extern char **environ;

static void write_lines(FILE *file, struct text message)
{
    for (size_t i = 0; i < message.length; i++) {
        bool is_line_end =
            message.bytes[i] == '\r' && i + 1 < message.length && message.bytes[i + 1] == '\n';
        if (!is_line_end)
            putc(message.bytes[i], file);
    }
}

/* A file without a name to read the message from; -1 with errno.  No pipe: the program may end
 * before it has read all. */
static int message_file(struct text message)
{
    int descriptor = memfd_create("message", MFD_CLOEXEC);
    int copy = descriptor < 0 ? -1 : dup(descriptor);
    FILE *file = copy < 0 ? NULL : fdopen(copy, "w");

    if (file != NULL)
        write_lines(file, message);
    if (file == NULL || fclose(file) != 0 || lseek(descriptor, 0, SEEK_SET) != 0) {
        if (descriptor >= 0)
            close(descriptor);
        return -1;
    }
    return descriptor;
}

/* 0 or an error number. */
static int start(const char *program, const struct transfer_mail *mail, int message, pid_t *pid_r)
{
    const char *const arguments[] = {program, "-i", "-f", mail->from, "--", mail->to, NULL};
    posix_spawn_file_actions_t actions;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, message, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    int failed = posix_spawn(pid_r, program, &actions, NULL, (char **)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

/* Whether it ended by itself in time; if not it is ended. */
static bool wait_for(pid_t pid, int timeout_s, int *status_r)
{
    struct pollfd ended = {.fd = pidfd_open(pid, 0), .events = POLLIN};
    bool is_in_time = ended.fd >= 0 && poll(&ended, 1, timeout_s * 1000) == 1;

    if (ended.fd >= 0)
        close(ended.fd);
    if (!is_in_time)
        kill(pid, SIGKILL);
    return waitpid(pid, status_r, 0) == pid && is_in_time;
}

static enum mail_end end_of(const char *program, int exit_status, struct error *error_r)
{
    if (exit_status == EX_OK)
        return MAIL_TAKEN;
    error_set(error_r, EXIT_STATUS_UNAVAILABLE, "%s ended %d", program, exit_status);
    switch (exit_status) {
    case EX_USAGE:
    case EX_DATAERR:
    case EX_NOUSER:
    case EX_NOHOST:
        return MAIL_REFUSED;
    case EX_NOPERM:
    case EX_CONFIG:
        return MAIL_NO_TRUST;
    default:
        return MAIL_LATER;
    }
}

enum mail_end sendmail_mail(const char *program, int timeout_s, const struct transfer_mail *mail,
                            struct error *error_r)
{
    pid_t pid;
    int status, message = message_file(mail->message);
    int failed = message < 0 ? errno : start(program, mail, message, &pid);

    if (message >= 0)
        close(message);
    if (failed != 0) {
        error_set(error_r, EXIT_STATUS_UNAVAILABLE, "%s: %s", program, strerror(failed));
        return MAIL_NO_TRUST;
    }
    if (!wait_for(pid, timeout_s, &status) || !WIFEXITED(status)) {
        error_set(error_r, EXIT_STATUS_UNAVAILABLE, "%s did not come to an end", program);
        return MAIL_UNCLEAR;
    }
    return end_of(program, WEXITSTATUS(status), error_r);
}
