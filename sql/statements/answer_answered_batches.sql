-- Batches with an answer for every transaction that are not yet said to be settled, and whether
-- one was declined.
SELECT b.batch, EXISTS (
    SELECT FROM tallystick_data.transaction_answer d
    WHERE d.council_id = $1 AND d.batch = b.batch AND d.answer = 'declined')
FROM tallystick_data.settlement_batch b
WHERE b.council_id = $1
  AND (SELECT s.state FROM tallystick_data.settlement_step s
       WHERE s.council_id = $1 AND s.batch = b.batch ORDER BY s.step DESC LIMIT 1) = 'acknowledged'
  AND NOT EXISTS (
      SELECT FROM tallystick_data.settlement_transaction t
      WHERE t.council_id = $1 AND t.batch = b.batch AND NOT EXISTS (
          SELECT FROM tallystick_data.transaction_answer a
          WHERE a.council_id = $1 AND a.batch = b.batch AND a.transaction = t.transaction))
ORDER BY b.batch COLLATE "C"
