COPY tallystick_data.rate_entry
    (council_id, rate_id, file_id, source_row, provider, service, day_type, kind, minutes,
     rate_e6, from_time_s, to_time_s, valid_from, valid_to)
FROM STDIN (FORMAT binary)
