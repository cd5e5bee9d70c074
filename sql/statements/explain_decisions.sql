-- What people decided about the line of that name, as far as decision $5.
SELECT d.run_id, r.business_date, d.decision, d.decided_by, d.reason
FROM tallystick_data.decision d
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = d.run_id
WHERE d.council_id = $1 AND d.provider = $2 AND d.invoice_no = $3 AND d.line_no = $4
  AND d.decision_id <= $5
ORDER BY d.decision_id
