COPY tallystick_data.contact
    (council_id, care_manager, file_id, source_row, email, name)
FROM STDIN (FORMAT binary)
