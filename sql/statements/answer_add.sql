INSERT INTO tallystick_data.transaction_answer
    (council_id, batch, transaction, answer, response_id, run_id, message)
VALUES ($1, $2, $3, $4, $5, $6, $7)
