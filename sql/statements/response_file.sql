SELECT name
FROM tallystick_data.inbound_file
WHERE council_id = $1 AND file_id = $2
