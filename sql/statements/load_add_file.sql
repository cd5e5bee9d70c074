INSERT INTO tallystick_data.inbound_file
    (council_id, file_id, run_id, feed, kind, name, sha256, state, reason, reference,
     rows_read, rows_loaded, rows_rejected)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
