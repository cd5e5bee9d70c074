-- Card transactions that were settled on $2 or earlier, that no statement has shown, and of which
-- no earlier night told: as BATCH/NUMBER, with their pence.
SELECT t.batch || '/' || t.transaction, t.net_pence + t.vat_pence
FROM tallystick_data.transaction_answer a
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = a.run_id AND r.business_date <= $2
JOIN tallystick_data.settlement_batch b
    ON b.council_id = $1 AND b.batch = a.batch AND b.rail = 'card'
JOIN tallystick_data.settlement_transaction t
    ON t.council_id = $1 AND t.batch = a.batch AND t.transaction = a.transaction
WHERE a.council_id = $1 AND a.answer = 'settled'
  AND NOT EXISTS (
      SELECT FROM tallystick_data.statement_line l
      WHERE l.council_id = $1 AND l.batch = a.batch AND l.transaction = a.transaction)
  AND NOT EXISTS (
      SELECT FROM tallystick_data.settlement_finding f
      WHERE f.council_id = $1 AND f.kind = 'not on statement'
        AND f.place = t.batch || '/' || t.transaction)
ORDER BY t.batch COLLATE "C", t.transaction
