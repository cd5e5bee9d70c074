-- A decision on the verdicts as the last run left them.
INSERT INTO tallystick_data.decision
    (council_id, decision_id, run_id, provider, invoice_no, line_no, decision, decided_by, reason)
SELECT $1,
       (SELECT COALESCE(max(decision_id), 0) + 1 FROM tallystick_data.decision WHERE council_id = $1),
       (SELECT max(run_id) FROM tallystick_data.run WHERE council_id = $1),
       $2, $3, $4, $5, $6, $7
RETURNING decision_id
