-- Adjustments of line $2 that runs up to $3 found, and where their money went.
SELECT a.run_id, r.business_date, a.cause, a.old_expected_pence, a.new_expected_pence,
       NOT a.is_self_billed, t.lot_id IS NOT NULL, t.net_pence, s.batch, s.transaction,
       o.line_id IS NOT NULL
FROM tallystick_data.adjustment a
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = a.run_id
LEFT JOIN LATERAL (
    SELECT l.lot_id, l.net_pence FROM tallystick_data.adjustment_lot l
    JOIN tallystick_data.payment_lot p ON p.council_id = $1 AND p.lot_id = l.lot_id
    WHERE l.council_id = $1 AND l.line_id = a.line_id AND l.number = a.number
    AND p.run_id <= $3) t ON true
LEFT JOIN LATERAL (
    SELECT i.batch, i.transaction FROM tallystick_data.settlement_lot i
    JOIN tallystick_data.settlement_batch b ON b.council_id = $1 AND b.batch = i.batch
    WHERE i.council_id = $1 AND i.lot_id = t.lot_id AND b.run_id <= $3
    ORDER BY i.attempt DESC LIMIT 1) s ON true
LEFT JOIN tallystick_data.open_adjustment o
    ON o.council_id = $1 AND o.line_id = a.line_id AND o.number = a.number
WHERE a.council_id = $1 AND a.line_id = $2 AND a.run_id <= $3
ORDER BY a.number
