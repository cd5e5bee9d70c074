-- The credits that were paid up to run $3 and take from line $2.
SELECT t.run_id, r.business_date, i.invoice_no, y.line_no, t.net_pence
FROM tallystick_data.paid_credit t
JOIN tallystick_data.verdict y ON y.council_id = $1 AND y.sheet = t.line_id >> 7
    AND y.line_id = t.line_id AND y.turn IS NOT NULL
JOIN tallystick_data.invoice i ON i.council_id = $1 AND i.invoice_id = y.invoice_id
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = t.run_id
WHERE t.council_id = $1 AND t.credits_line_id = $2 AND t.run_id <= $3
ORDER BY t.run_id, t.line_id
