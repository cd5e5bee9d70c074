#include "matcher/base/exit_status.h"

static int gravity(enum exit_status status)
{
    if (status == EXIT_STATUS_BROKEN_INVARIANT)
        return EXIT_STATUS_CONFIGURATION + 1;
    if (status == EXIT_STATUS_TRY_AGAIN)
        return EXIT_STATUS_FINDINGS + 1;
    return (int)status;
}

enum exit_status exit_status_graver(enum exit_status a, enum exit_status b)
{
    return gravity(a) > gravity(b) ? a : b;
}
