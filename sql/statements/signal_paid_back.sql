-- Of the lines $2, which tonight's credits take from, those that are credited in full.
SELECT y.line_id, v.delivered_start, v.payable_pence, v.expected_pence, v.expected_minutes,
       v.delivered_minutes
FROM tallystick_data.paid_line y
JOIN tallystick_data.verdict v ON v.council_id = $1 AND v.line_id = y.line_id
    AND v.run_id = y.run_id
WHERE y.council_id = $1 AND y.line_id = ANY ($2)
AND y.net_pence <= (
    SELECT -sum(t.net_pence) FROM tallystick_data.paid_line t
    WHERE t.council_id = $1 AND t.credits_line_id = y.line_id)
