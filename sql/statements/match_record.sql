-- What there was before run $2, whose first line is $3: runs, held lines, order lines, evidence; and
-- evidence at all.
SELECT
    EXISTS (SELECT 1 FROM tallystick_data.run WHERE council_id = $1 AND run_id < $2),
    EXISTS (SELECT 1 FROM tallystick_data.held_line WHERE council_id = $1),
    EXISTS (SELECT 1 FROM tallystick_data.order_sheet WHERE council_id = $1 AND sheet < $3::bigint >> 7),
    EXISTS (SELECT 1 FROM tallystick_data.evidence WHERE council_id = $1),
    EXISTS (SELECT 1 FROM tallystick_data.paid_before WHERE council_id = $1)
