-- How many people have released batch $2, and whether $3 is one of them.
SELECT count(*), coalesce(bool_or(approved_by = $3), false)
FROM tallystick_data.batch_approval WHERE council_id = $1 AND batch = $2
