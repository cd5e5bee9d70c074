-- Lots in no batch, with the attempt that comes next: a withdrawn batch's lots are open again.
COPY (
    SELECT l.lot_id, l.provider, l.invoice_no, l.lines, l.net_pence, l.vat_pence, l.due_date,
           l.content_sha256,
           (SELECT COALESCE(max(s.attempt), 0) + 1 FROM tallystick_data.settlement_lot s
            WHERE s.council_id = $1 AND s.lot_id = l.lot_id)
    FROM tallystick_data.open_lot o
    JOIN tallystick_data.payment_lot l ON l.council_id = $1 AND l.lot_id = o.lot_id
    WHERE o.council_id = $1
    AND NOT EXISTS ( -- a payee whose details wait for people is not paid
        SELECT 1 FROM tallystick_data.open_item i
        WHERE i.council_id = $1 AND i.kind = 'payee' AND i.provider = l.provider)
    ORDER BY l.provider COLLATE "C", l.invoice_no COLLATE "C", l.lot_id
) TO STDOUT (FORMAT binary)
