/*
 * The program's exit statuses, the one list that the program, its manual and
 * its tests share.  Numbers follow sysexits.h; docs/manual.md lists them.
 */
#ifndef TALLYSTICK_BASE_EXIT_STATUS_H
#define TALLYSTICK_BASE_EXIT_STATUS_H

/* X(name, number, meaning) */
#define EXIT_STATUS_LIST(X)                                                                        \
    X(DONE, 0, "done, nothing needs a person")                                                     \
    X(FINDINGS, 3, "done, with findings: held, rejected, quarantined or missing files")            \
    X(USAGE, 64, "the command line is wrong")                                                      \
    X(BAD_DATA, 65, "bad data, nothing done")                                                      \
    X(NO_INPUT, 66, "an input does not exist")                                                     \
    X(UNAVAILABLE, 69, "a service is unavailable")                                                 \
    X(BROKEN_INVARIANT, 70, "an invariant is broken: stop and look")                               \
    X(CANNOT_WRITE, 73, "output cannot be written")                                                \
    X(TRY_AGAIN, 75, "temporary failure or lock held: try again")                                  \
    X(NOT_PERMITTED, 77, "not permitted")                                                          \
    X(CONFIGURATION, 78, "the configuration is wrong")

enum exit_status {
#define X(name, number, meaning) EXIT_STATUS_##name = number,
    EXIT_STATUS_LIST(X)
#undef X
};

/* Of two: what only needs another try must not hide a failure, nor any failure a broken
 * invariant; otherwise the higher number. */
enum exit_status exit_status_graver(enum exit_status a, enum exit_status b);

#endif
