#include "adapters/inbound/inbound.h"

#include <assert.h>

#include "adapters/inbound/csv_feed.h"
#include "adapters/inbound/response_document.h"
#include "adapters/inbound/ubl_invoice.h"
#include "adapters/inbound/ubl_order.h"
#include "adapters/inbound/xml_feed.h"

bool inbound_read(int fd, const struct inbound_context *context, const struct inbound_sink *sink,
                  struct inbound_outcome *outcome_r, struct error *error_r)
{
    *outcome_r = (struct inbound_outcome){0};
    switch (context->feed->preset) {
    case PRESET_TALLYSTICK:
    case PRESET_ACCESS_PORTAL:
        return csv_feed_read(fd, context, sink, outcome_r, error_r);
    case PRESET_XML:
        return xml_feed_read(fd, context, sink, outcome_r, error_r);
    case PRESET_UBL_INVOICE:
        return ubl_invoice_read(fd, context, sink, outcome_r, error_r);
    case PRESET_UBL_ORDER:
        return ubl_order_read(fd, context, sink, outcome_r, error_r);
    case PRESET_CAAA012:
    case PRESET_PAIN002:
    case PRESET_CAMT054:
        return response_document_read(fd, context, sink, outcome_r, error_r);
    default:
        assert(false && "a feed with a preset that has no reader");
        return false;
    }
}
