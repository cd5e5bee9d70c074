-- Lots in no batch, with the attempt that comes next: a withdrawn batch's lots are open again, and
-- those of a declined transaction that a person tries again.  The latter, and what a withdrawn
-- batch held of such, stay together (again) on the rail that was said for them.
COPY (
    SELECT l.lot_id, l.provider, l.invoice_no, l.lines, l.net_pence, l.vat_pence, l.due_date,
           l.content_sha256, coalesce(last.attempt, 0) + 1,
           CASE WHEN r.rail IS NOT NULL OR t.attempt > 1
                THEN last.batch || '/' || last.transaction END,
           CASE WHEN r.rail IS NOT NULL THEN t.attempt + 1 ELSE coalesce(t.attempt, 1) END,
           CASE WHEN r.rail IS NOT NULL THEN r.rail WHEN t.attempt > 1 THEN b.rail END,
           EXISTS ( -- its provider's details wait for people
               SELECT 1 FROM tallystick_data.open_item i
               WHERE i.council_id = $1 AND i.kind = 'payee' AND i.provider = l.provider)
    FROM tallystick_data.open_lot o
    JOIN tallystick_data.payment_lot l ON l.council_id = $1 AND l.lot_id = o.lot_id
    LEFT JOIN LATERAL (
        SELECT s.attempt, s.batch, s.transaction FROM tallystick_data.settlement_lot s
        WHERE s.council_id = $1 AND s.lot_id = l.lot_id ORDER BY s.attempt DESC LIMIT 1) last ON true
    LEFT JOIN tallystick_data.settlement_transaction t
        ON t.council_id = $1 AND t.batch = last.batch AND t.transaction = last.transaction
    LEFT JOIN tallystick_data.settlement_batch b ON b.council_id = $1 AND b.batch = last.batch
    LEFT JOIN tallystick_data.transaction_retry r
        ON r.council_id = $1 AND r.batch = last.batch AND r.transaction = last.transaction
    WHERE o.council_id = $1
    ORDER BY l.provider COLLATE "C", l.invoice_no COLLATE "C", l.lot_id
) TO STDOUT (FORMAT binary)
