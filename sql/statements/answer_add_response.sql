INSERT INTO tallystick_data.settlement_response
    (council_id, response_id, run_id, file_id, source_row, batch, transaction, status, responded_at,
     amount_pence, message)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
