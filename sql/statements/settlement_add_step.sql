INSERT INTO tallystick_data.settlement_step AS s (council_id, batch, step, state, run_id)
SELECT $1, $2, COALESCE(max(step), 0) + 1, $3, $4
FROM tallystick_data.settlement_step WHERE council_id = $1 AND batch = $2
