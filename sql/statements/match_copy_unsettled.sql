COPY tallystick_data.unsettled_line (council_id, line_id) FROM STDIN (FORMAT binary)
