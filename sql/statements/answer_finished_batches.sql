-- Batches about which nothing is open: settled, or with every declined transaction tried again, on
-- an earlier night.
SELECT b.batch
FROM tallystick_data.settlement_batch b
WHERE b.council_id = $1
  AND (SELECT s.state FROM tallystick_data.settlement_step s
       WHERE s.council_id = $1 AND s.batch = b.batch ORDER BY s.step DESC LIMIT 1)
      IN ('settled', 'part-declined')
  AND NOT EXISTS (
      SELECT FROM tallystick_data.transaction_answer a
      WHERE a.council_id = $1 AND a.batch = b.batch AND a.answer = 'declined' AND NOT EXISTS (
          SELECT FROM tallystick_data.transaction_retry r
          WHERE r.council_id = $1 AND r.batch = a.batch AND r.transaction = a.transaction))
ORDER BY b.batch COLLATE "C"
