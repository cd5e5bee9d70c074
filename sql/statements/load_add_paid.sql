INSERT INTO tallystick_data.paid_before
    (council_id, paid_id, file_id, source_row, provider, client_ref, service, start, invoice_no,
     line_no, amount_pence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
