-- The next step of a batch's life, after the last.
INSERT INTO tallystick_data.settlement_step
    (council_id, batch, step, prior_state, state, run_id, done_by, reason, done_on)
SELECT $1, $2, coalesce(l.step, 0) + 1, l.state, $3, $4, $5, $6, $7
FROM (VALUES (0)) one (row)
LEFT JOIN LATERAL (
    SELECT s.step, s.state FROM tallystick_data.settlement_step s
    WHERE s.council_id = $1 AND s.batch = $2 ORDER BY s.step DESC LIMIT 1) l ON true
RETURNING step
