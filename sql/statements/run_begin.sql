INSERT INTO tallystick_data.run AS r (council_id, run_id, business_date, state, started_at)
SELECT $1, COALESCE(max(run_id), 0) + 1, $2, 'open', clock_timestamp()
FROM tallystick_data.run WHERE council_id = $1
RETURNING r.run_id
