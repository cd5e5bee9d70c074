UPDATE tallystick_data.run SET state = $3, state_since = clock_timestamp()
WHERE council_id = $1 AND run_id = $2 AND state = $4
