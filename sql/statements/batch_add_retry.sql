INSERT INTO tallystick_data.transaction_retry
    (council_id, batch, transaction, rail, retried_by, run_id)
VALUES ($1, $2, $3, $4, $5, $6)
