/* Where paid lines were booked, so that their credits take the money back from there. */
#ifndef TALLYSTICK_POSTGRES_LEDGER_CODES_H
#define TALLYSTICK_POSTGRES_LEDGER_CODES_H

#include "adapters/postgres/db.h"
#include "matcher/engine/match.h"

struct ledger_code {
    int64_t line_id;
    struct text cost_centre, gl_code;
};
struct ledger_codes {
    size_t count;
    const struct ledger_code *items; /* by line_id; those of paid lines with an order */
};

/* Of the lines that `output`'s paid credits take from; asks nothing where there is none. */
bool ledger_codes_of_credits(struct db *db, int64_t council_id, struct arena *arena,
                             const struct match_input *input, const struct match_output *output,
                             struct ledger_codes *codes_r, struct error *error_r);

/* NULL: it had none. */
const struct ledger_code *ledger_code_of(const struct ledger_codes *codes, int64_t line_id);

#endif
