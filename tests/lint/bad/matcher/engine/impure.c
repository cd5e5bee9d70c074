#include "adapters/host/clock.h"
#include <time.h>
double price(void) { if (time(NULL) > 0) goto out;
out:
    return 1.0;
}
