COPY tallystick_data.order_other_line (council_id, order_no, order_line, order_id)
FROM STDIN (FORMAT binary)
