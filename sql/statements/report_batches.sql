-- Batches whose files left on days $3 to $4, and their transactions that did not pay in the end.
SELECT s.batch, b.rail, left_on,
       array(SELECT t.transaction::text FROM tallystick.settlement_transaction t
             WHERE t.council = $2 AND t.batch = s.batch
               AND t.state IN ('declined', 'retried', 'withdrawn')) AS not_paid
FROM tallystick_data.settlement_step s
JOIN tallystick_data.settlement_batch b ON b.council_id = $1 AND b.batch = s.batch
JOIN tallystick_data.run e ON e.council_id = $1 AND e.run_id = s.run_id
CROSS JOIN LATERAL (VALUES (coalesce(s.done_on, e.business_date))) AS d (left_on)
WHERE s.council_id = $1 AND s.state = 'exported'
  AND ($3::date IS NULL OR left_on >= $3) AND ($4::date IS NULL OR left_on <= $4)
ORDER BY left_on, s.run_id, s.batch
