SELECT transaction, provider, invoice_no, lines, net_pence, vat_pence, due_date
FROM tallystick_data.settlement_transaction
WHERE council_id = $1 AND batch = $2
ORDER BY transaction
