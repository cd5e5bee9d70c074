/*
 * The files that providers send at the end of a week, with the kinds of
 * trouble that real ones have.
 */
#ifndef TALLYSTICK_DEMO_BILL_FILES_H
#define TALLYSTICK_DEMO_BILL_FILES_H

#include "ops/demo_council/week.h"

/* X(name, the provider whose file has it): even numbers bill in our layout, odd ones in the
 * portal's */
#define TROUBLE_LIST(X)                                                                            \
    X(CUT_OFF, 4)         /* broken off in transfer; the whole file follows */                     \
    X(SENT_TWICE, 6)      /* the same bytes under another name */                                  \
    X(OTHER_RATE, 8)      /* one invoice at a rate that nobody agreed */                           \
    X(BAD_PORTAL_ROWS, 9) /* a date that does not exist, a card number in a text */                \
    X(BAD_ROWS, 10)       /* the same, and a third decimal of a pound */                           \
    X(SELF_BILLED, 11)    /* no amounts: the council works them out */                             \
    X(ALWAYS_OVER, 12)    /* every price a little over */                                          \
    X(SAVED_AGAIN, 14)    /* an invoice again, re-saved by a spreadsheet */                        \
    X(STRANGER, 999)      /* a provider without a contract */
enum trouble_at {
#define X(name, provider) TROUBLE_##name = provider,
    TROUBLE_LIST(X)
#undef X
};

/* Writes what the provider sends for its week into visits/ or portal/ below `folder`. */
void bill_files_write(const char *folder, const struct week *week, struct random *random);

#endif
