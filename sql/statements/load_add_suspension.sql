INSERT INTO tallystick_data.suspension
    (council_id, client_ref, from_date, file_id, source_row, to_date, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7)
