-- Of the lines $2, which tonight's credits take from, those that are credited in full.
SELECT v.line_id, v.delivered_start, v.payable_pence, v.expected_pence, v.expected_minutes,
       v.delivered_minutes
FROM (SELECT DISTINCT unnest($2::bigint[])) AS k (line_id)
JOIN tallystick_data.verdict v ON v.council_id = $1 AND v.sheet = k.line_id >> 7
    AND v.line_id = k.line_id AND v.turn IS NOT NULL
WHERE v.payable_pence <= (
    SELECT -sum(t.net_pence) FROM tallystick_data.paid_credit t
    WHERE t.council_id = $1 AND t.credits_line_id = v.line_id)
