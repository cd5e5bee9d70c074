-- Batch $2, with the state that it is in and who brought it there.
SELECT b.batch, b.rail, b.business_date, b.due_date, b.net_pence, b.vat_pence, b.content_sha256,
       c.code, b.transactions, b.lines, refunds.count, refunds.pence, s.state, s.done_by,
       b.prepared_by
FROM tallystick_data.settlement_batch b
JOIN tallystick_data.council c ON c.council_id = b.council_id
CROSS JOIN LATERAL (
    SELECT p.state, p.done_by FROM tallystick_data.settlement_step p
    WHERE p.council_id = $1 AND p.batch = $2 ORDER BY p.step DESC LIMIT 1) s
CROSS JOIN LATERAL (
    SELECT count(*) AS count, COALESCE(-sum(t.net_pence + t.vat_pence), 0)::bigint AS pence
    FROM tallystick_data.settlement_transaction t
    WHERE t.council_id = $1 AND t.batch = $2 AND t.net_pence + t.vat_pence < 0
) refunds
WHERE b.council_id = $1 AND b.batch = $2
