-- A line's verdicts up to run $3.
SELECT v.run_id, r.business_date, v.verdict, v.reasons, v.expected_pence, v.payable_pence,
       v.payable_vat_pence
FROM tallystick_data.verdict v
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = v.run_id
WHERE v.council_id = $1 AND v.sheet = $2 >> 7 AND v.line_id = $2 AND v.run_id <= $3
ORDER BY v.run_id
