-- Lines that the run reads come from files that are not recorded yet.
INSERT INTO tallystick_data.run AS r
    (council_id, run_id, business_date, state, started_at, first_line_id)
SELECT $1, COALESCE(max(run_id), 0) + 1, $2, 'open', clock_timestamp(),
    (SELECT (COALESCE(max(file_id), 0) + 1) << 32
     FROM tallystick_data.inbound_file WHERE council_id = $1)
FROM tallystick_data.run WHERE council_id = $1
RETURNING r.run_id, r.first_line_id
