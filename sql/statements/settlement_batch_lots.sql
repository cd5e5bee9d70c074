-- The lots of batch $2 with the transactions that they are in and whom these pay, in the order of its files.  Lots
-- are looked up one after the other: sorting would carry their content along.
COPY (
    SELECT s.transaction, t.provider, t.invoice_no, t.lines, t.net_pence, t.vat_pence, t.due_date,
           s.first_item, l.lot_id, l.invoice_no, l.lines, l.net_pence, l.vat_pence, l.due_date,
           l.content_sha256, l.content, p.provider, p.name, p.card_token, p.card_last4,
           p.merchant_id, p.sort_code, p.account_no, p.account_name, p.vat_no
    FROM (
        SELECT i.transaction, i.first_item, i.lot_id FROM tallystick_data.settlement_lot i
        WHERE i.council_id = $1 AND i.batch = $2
        ORDER BY i.transaction, i.first_item
        OFFSET 0
    ) s
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.settlement_transaction
        WHERE council_id = $1 AND batch = $2 AND transaction = s.transaction
        OFFSET 0
    ) t
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.payment_lot WHERE council_id = $1 AND lot_id = s.lot_id
        OFFSET 0
    ) l
    LEFT JOIN LATERAL (
        SELECT * FROM tallystick_data.settlement_payee
        WHERE council_id = $1 AND batch = $2 AND provider = t.provider
        OFFSET 0
    ) p ON true
    ORDER BY s.transaction, s.first_item
) TO STDOUT (FORMAT binary)
