INSERT INTO tallystick_data.settlement_batch
    (council_id, batch, run_id, rail, business_date, due_date, transactions, lines, net_pence,
     vat_pence, content_sha256, prepared_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'tallystick')
