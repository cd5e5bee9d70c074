INSERT INTO tallystick_data.statement_line
    (council_id, statement_id, run_id, file_id, source_row, posted, amount_pence, merchant_id,
     reference, batch, transaction)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
