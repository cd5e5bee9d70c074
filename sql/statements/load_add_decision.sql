-- Who wrote the file of run $3 saw the verdicts as the run before it had left them (0: none).
INSERT INTO tallystick_data.decision
    (council_id, decision_id, run_id, provider, invoice_no, line_no, decision, decided_by, reason)
SELECT $1, $2,
       COALESCE((SELECT max(run_id) FROM tallystick_data.run WHERE council_id = $1 AND run_id < $3), 0),
       $4, $5, $6, $7, $8, $9
