/* What is paid of one provider tonight, as payment lots. */
#ifndef TALLYSTICK_RUN_PROVIDER_LOTS_H
#define TALLYSTICK_RUN_PROVIDER_LOTS_H

#include "adapters/postgres/ledger_codes.h"
#include "adapters/postgres/match_write.h"
#include "matcher/engine/match.h"
#include "matcher/engine/rules.h"

/* The line of that index, as its files show it. */
typedef struct payable_line payable_function(const void *context, size_t index);

/* Lots without their numbers, of lines whose indexes are below index_count. */
struct payments payments_make(struct arena *arena, struct text provider, size_t index_count,
                              size_t line_count, struct lot_line *lines, payable_function *payable,
                              const void *context);

/* Lots without their numbers. due_dates: parallel to the lines; codes: of what is credited. */
struct payments provider_lots(struct arena *arena, const struct rules *rules,
                              const struct match_input *input, const struct match_output *output,
                              const day_t *due_dates, const struct ledger_codes *codes);

#endif
