INSERT INTO tallystick_data.rate_entry
    (council_id, rate_id, file_id, source_row, provider, service, day_type, kind, minutes,
     rate_e6, from_time_s, to_time_s, valid_from, valid_to)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
