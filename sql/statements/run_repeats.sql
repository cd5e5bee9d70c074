-- What the run before $2 left held, if that was of the same date and nothing has come since that a
-- verdict could depend on: files, decisions, approvals, terms.
SELECT e.held, e.held_pence
FROM tallystick_data.run r
JOIN tallystick_data.run e ON e.council_id = $1 AND e.business_date = r.business_date
    AND e.run_id = (
        SELECT max(run_id) FROM tallystick_data.run WHERE council_id = $1 AND run_id < $2)
JOIN tallystick_data.match_basis m ON m.council_id = $1 AND m.run_id = r.run_id
JOIN tallystick_data.match_basis n ON n.council_id = $1 AND n.run_id = e.run_id
    AND n.rules_sha256 = m.rules_sha256 AND n.decision_id = m.decision_id
WHERE r.council_id = $1 AND r.run_id = $2
AND NOT EXISTS (
    SELECT FROM tallystick_data.inbound_file f
    WHERE f.council_id = $1 AND f.run_id = $2 AND f.state = 'loaded')
AND NOT EXISTS (
    SELECT FROM tallystick_data.approved_item a
    WHERE a.council_id = $1 AND a.run_id = e.run_id)
