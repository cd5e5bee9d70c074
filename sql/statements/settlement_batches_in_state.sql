SELECT b.batch, b.rail, b.business_date, b.due_date, b.net_pence, b.vat_pence, b.content_sha256,
       c.code, b.transactions, b.lines, refunds.count, refunds.pence
FROM tallystick_data.settlement_batch b
JOIN tallystick_data.council c ON c.council_id = b.council_id
CROSS JOIN LATERAL (
    SELECT count(*) AS count, COALESCE(-sum(t.net_pence + t.vat_pence), 0)::bigint AS pence
    FROM tallystick_data.settlement_transaction t
    WHERE t.council_id = $1 AND t.batch = b.batch AND t.net_pence + t.vat_pence < 0
) refunds
-- Of any state where $2 is null.
WHERE b.council_id = $1 AND ($2 IS NULL OR $2 = (
    SELECT s.state FROM tallystick_data.settlement_step s
    WHERE s.council_id = $1 AND s.batch = b.batch ORDER BY s.step DESC LIMIT 1))
ORDER BY b.business_date, b.batch
