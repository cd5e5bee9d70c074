-- Those of run $2 that are to be paid.
INSERT INTO tallystick_data.open_adjustment (council_id, line_id, number)
SELECT council_id, line_id, number FROM tallystick_data.adjustment
WHERE council_id = $1 AND run_id = $2 AND is_self_billed
AND new_expected_pence <> old_expected_pence
