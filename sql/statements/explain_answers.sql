-- What was answered about the transactions that a line was in, up to run $3, and who had it tried
-- again.
SELECT a.answer, a.run_id, r.business_date, a.message, t.retried_by, t.rail
FROM tallystick_data.paid_line y
JOIN tallystick_data.settlement_lot i ON i.council_id = $1 AND i.lot_id = y.lot_id
JOIN tallystick_data.transaction_answer a
    ON a.council_id = $1 AND a.batch = i.batch AND a.transaction = i.transaction AND a.run_id <= $3
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = a.run_id
LEFT JOIN tallystick_data.transaction_retry t
    ON t.council_id = $1 AND t.batch = a.batch AND t.transaction = a.transaction AND t.run_id <= $3
WHERE y.council_id = $1 AND y.sheet = $2 >> 7 AND y.line_id = $2 AND i.attempt = $4
