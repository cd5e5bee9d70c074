SELECT state FROM tallystick_data.settlement_step
WHERE council_id = $1 AND batch = $2 ORDER BY step DESC LIMIT 1
