COPY tallystick_data.payment_lot
    (council_id, lot_id, run_id, provider, invoice_no, part, lines, net_pence, vat_pence, due_date,
     content_sha256, content)
FROM STDIN (FORMAT binary)
