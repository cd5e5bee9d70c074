INSERT INTO tallystick_data.approval (council_id, item_id, approved_by, run_id)
SELECT $1, $2, $3, max(run_id) FROM tallystick_data.run WHERE council_id = $1
