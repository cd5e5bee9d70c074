COPY tallystick_data.suspension
    (council_id, client_ref, from_date, file_id, source_row, to_date, reason)
FROM STDIN (FORMAT binary)
