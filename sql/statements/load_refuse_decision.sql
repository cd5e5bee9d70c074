INSERT INTO tallystick_data.refused_decision
    (council_id, decision_id, run_id, file_id, line, words)
VALUES ($1, $2, $3, $4, $5, $6)
