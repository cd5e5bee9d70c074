COPY tallystick_data.held_line (council_id, line_id, provider, order_no, order_line, slot)
FROM STDIN (FORMAT binary)
