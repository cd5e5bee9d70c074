-- From the next run on.
INSERT INTO tallystick_data.approved_item (council_id, item_id, run_id)
SELECT $1, $2, max(run_id) FROM tallystick_data.run WHERE council_id = $1
