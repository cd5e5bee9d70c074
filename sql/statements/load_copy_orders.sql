COPY tallystick_data.order_sheet
    (council_id, sheet, part, first_planned, last_planned, has_unplanned, place, package_id, order_no,
     order_line, basis, status, version, planned_start, planned_minutes, carers, quantity_e4, period,
     valid_from, valid_to, rate_e6, unit_price_e6, cost_centre, gl_code, care_manager)
FROM STDIN (FORMAT binary)
