#include "adapters/inbound/record_rows.h"

bool contact_row_read(const struct row *row, struct contact *contact_r)
{
    *contact_r = (struct contact){0};
    return field_reference(row, CONTACT_FIELD_CARE_MANAGER, &contact_r->care_manager) &&
           field_email(row, CONTACT_FIELD_EMAIL, &contact_r->email) &&
           field_line(row, CONTACT_FIELD_NAME, &contact_r->name);
}
