-- The credits that were paid up to run $3 and take from line $2.
SELECT y.run_id, r.business_date, y.invoice_no, y.line_no, y.net_pence
FROM tallystick_data.paid_line y
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = y.run_id
WHERE y.council_id = $1 AND y.credits_line_id = $2 AND y.run_id <= $3
ORDER BY y.run_id, y.line_id
