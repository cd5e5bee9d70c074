COPY tallystick_data.paid_service
    (council_id, line_id, package_id, claimed_start, carer_ref, secondary, turn, order_key,
     period_first, counted_e4)
FROM STDIN (FORMAT binary)
