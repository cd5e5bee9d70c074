SELECT run_id, business_date, state, first_line_id FROM tallystick_data.run
WHERE council_id = $1 ORDER BY run_id DESC LIMIT 1
