-- A run and what it was matched on; nulls where that was not kept.
SELECT r.business_date, r.first_line_id, m.file_id, m.order_id, m.line_id, m.evidence_id,
       m.rate_id, m.decision_id, q.rules, q.holidays
FROM tallystick_data.run r
LEFT JOIN tallystick_data.match_basis m ON m.council_id = $1 AND m.run_id = r.run_id
LEFT JOIN tallystick_data.rules_in_force q
       ON q.council_id = $1 AND q.rules_sha256 = m.rules_sha256
WHERE r.council_id = $1 AND r.run_id = $2
