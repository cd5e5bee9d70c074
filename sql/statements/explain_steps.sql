-- The batches that a line was in up to run $3, a row for each step of their lives.
SELECT i.attempt, i.batch, i.transaction, b.rail, s.step, s.state, s.run_id,
       coalesce(s.done_on, r.business_date) AS done_on, s.done_by
FROM tallystick_data.paid_line y
JOIN tallystick_data.settlement_lot i ON i.council_id = $1 AND i.lot_id = y.lot_id
JOIN tallystick_data.settlement_batch b ON b.council_id = $1 AND b.batch = i.batch
JOIN tallystick_data.settlement_step s ON s.council_id = $1 AND s.batch = i.batch
    AND s.run_id <= $3
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = s.run_id
WHERE y.council_id = $1 AND y.sheet = $2 >> 7 AND y.line_id = $2 AND b.run_id <= $3
ORDER BY i.attempt, s.step
