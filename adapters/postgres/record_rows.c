#include "adapters/postgres/record_rows.h"

#include <assert.h>

void bill_line_of_row(const struct db_result *result, size_t row, struct arena *arena,
                      struct bill_line *line_r)
{
    struct text unit = db_get_text(result, row, 25);

    *line_r = (struct bill_line){
        .line_id = db_get_int(result, row, 0),
        .file_id = db_get_int(result, row, 1),
        .source_row = db_get_int_or_0(result, row, 2),
        .provider = db_keep_text(result, row, 3, arena),
        .invoice_no = db_keep_text(result, row, 4, arena),
        .line_no = db_keep_text(result, row, 5, arena),
        .client_ref = db_keep_text(result, row, 6, arena),
        .carer_ref = db_keep_text(result, row, 7, arena),
        .service = db_keep_text(result, row, 8, arena),
        .order_no = db_keep_text(result, row, 9, arena),
        .order_line = db_keep_text(result, row, 10, arena),
        .outcome = db_is_null(result, row, 11) ? TEXT_LITERAL("delivered")
                                               : db_keep_text(result, row, 11, arena),
        .description = db_keep_text(result, row, 12, arena),
        .credits_invoice_no = db_keep_text(result, row, 13, arena),
        .credits_line_no = db_keep_text(result, row, 14, arena),
        .claimed_start_s = db_get_timestamptz(result, row, 15),
        .claimed_end_s = db_get_timestamptz(result, row, 16),
        .actual_start_s = db_get_timestamptz(result, row, 17),
        .actual_end_s = db_get_timestamptz(result, row, 18),
        .notice_at_s = db_get_timestamptz(result, row, 19),
        .quantity_e4 = db_get_int(result, row, 20),
        .rate_e6 = db_get_int(result, row, 21),
        .net_pence = db_get_int(result, row, 22),
        .vat_pence = db_get_int(result, row, 23),
        .invoice_date = db_get_date(result, row, 24),
        .unit = QUANTITY_UNIT_NOT_GIVEN,
        .secondary = db_get_bool(result, row, 26),
        .package_id = db_get_int(result, row, 27),
    };
    if (!text_is_empty(unit)) {
        bool is_known = quantity_unit_parse(unit, &line_r->unit);
        assert(is_known);
    }
}

void order_line_of_row(const struct db_result *result, size_t row, struct arena *arena,
                       struct order_line *line_r)
{
    bool is_known;

    *line_r = (struct order_line){
        .order_id = db_get_int(result, row, 0),
        .file_id = db_get_int(result, row, 1),
        .source_row = db_get_int_or_0(result, row, 2),
        .order_no = db_keep_text(result, row, 3, arena),
        .order_line = db_keep_text(result, row, 4, arena),
        .provider = db_keep_text(result, row, 5, arena),
        .client_ref = db_keep_text(result, row, 6, arena),
        .service = db_keep_text(result, row, 7, arena),
        .version = db_get_int(result, row, 10),
        .planned_start_s = db_get_timestamptz(result, row, 11),
        .planned_minutes = db_get_int_or_0(result, row, 12),
        .carers = db_get_int_or_0(result, row, 13),
        .quantity_e4 = db_get_int(result, row, 14),
        .valid_from = db_get_date(result, row, 16),
        .valid_to = db_get_date(result, row, 17),
        .rate_e6 = db_get_int(result, row, 18),
        .unit_price_e6 = db_get_int(result, row, 19),
        .cost_centre = db_keep_text(result, row, 20, arena),
        .gl_code = db_keep_text(result, row, 21, arena),
        .care_manager = db_keep_text(result, row, 22, arena),
        .order_key = db_get_int(result, row, 23),
    };
    is_known = basis_parse(db_get_text(result, row, 8), &line_r->basis) &&
               order_status_parse(db_get_text(result, row, 9), &line_r->status) &&
               (db_is_null(result, row, 15) ||
                period_parse(db_get_text(result, row, 15), &line_r->period));
    assert(is_known);
}

uint64_t reasons_of_row(const struct db_result *result, size_t row, size_t column)
{
    uint64_t reasons = 0;

    for (size_t i = 0; i < db_array_count(result, row, column); i++) {
        enum reason reason;
        bool is_known = reason_parse(db_array_text(result, row, column, i), &reason);
        assert(is_known);
        reasons |= is_known ? UINT64_C(1) << reason : 0;
    }
    return reasons;
}
