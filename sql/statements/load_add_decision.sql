INSERT INTO tallystick_data.decision
    (council_id, decision_id, run_id, provider, invoice_no, line_no, decision, decided_by, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
