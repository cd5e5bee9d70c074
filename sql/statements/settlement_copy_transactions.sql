COPY tallystick_data.settlement_transaction
    (council_id, batch, transaction, attempt, provider, invoice_no, lines, net_pence, vat_pence,
     due_date)
FROM STDIN (FORMAT binary)
