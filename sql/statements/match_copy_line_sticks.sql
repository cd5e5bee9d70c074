COPY tallystick_data.line_stick (council_id, stick, cutting, notches_before, notches_now)
FROM STDIN (FORMAT binary)
