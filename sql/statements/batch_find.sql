-- Batch $2, with the state that it is in and who brought it there.
SELECT b.batch, b.rail, b.business_date, b.due_date, b.net_pence, b.vat_pence, b.content_sha256,
       c.code, b.transactions, b.lines, s.state, s.done_by, b.prepared_by
FROM tallystick_data.settlement_batch b
JOIN tallystick_data.council c ON c.council_id = b.council_id
CROSS JOIN LATERAL (
    SELECT p.state, p.done_by FROM tallystick_data.settlement_step p
    WHERE p.council_id = $1 AND p.batch = $2 ORDER BY p.step DESC LIMIT 1) s
WHERE b.council_id = $1 AND b.batch = $2
