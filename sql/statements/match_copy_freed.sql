COPY tallystick_data.freed_slot (council_id, line_id, order_no, order_line)
FROM STDIN (FORMAT binary)
