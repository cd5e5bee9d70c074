INSERT INTO tallystick_data.council (council_id, code, name, timezone)
SELECT COALESCE(max(council_id), 0) + 1, $1, $2, $3 FROM tallystick_data.council
RETURNING council_id
