COPY tallystick_data.order_line_waiting
    (council_id, order_id, package_id, order_no, cost_centre, gl_code, care_manager, order_line,
     basis, status, version, planned_start, planned_minutes, carers, quantity_e4, period, valid_from,
     valid_to, rate_e6, unit_price_e6)
FROM STDIN (FORMAT binary)
