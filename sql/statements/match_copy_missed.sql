COPY tallystick_data.missed_visit (council_id, order_no, order_line, slot, order_id, run_id)
FROM STDIN (FORMAT binary)
