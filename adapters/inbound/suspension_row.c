#include "adapters/inbound/record_rows.h"

bool suspension_row_read(const struct row *row, struct suspension *suspension_r)
{
    *suspension_r = (struct suspension){0};
    return field_reference(row, SUSPENSION_FIELD_CLIENT_REF, &suspension_r->client_ref) &&
           field_day(row, SUSPENSION_FIELD_FROM, &suspension_r->from) &&
           field_last_day(row, SUSPENSION_FIELD_TO, suspension_r->from, &suspension_r->to) &&
           field_text(row, SUSPENSION_FIELD_REASON, &suspension_r->reason);
}
