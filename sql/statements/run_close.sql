UPDATE tallystick_data.run SET state = 'closed', finished_at = clock_timestamp()
WHERE council_id = $1 AND run_id = $2 AND state = 'exported'
