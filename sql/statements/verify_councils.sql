-- Every council that has a record, or that of code $1.
SELECT council_id, code FROM tallystick_data.council
WHERE $1 IS NULL OR code = $1
ORDER BY code COLLATE "C"
