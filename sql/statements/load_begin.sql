-- The numbers to go on from, and whether any order line was read before.
SELECT
    (SELECT COALESCE(max(file_id), 0) + 1 FROM tallystick_data.inbound_file WHERE council_id = $1),
    (SELECT COALESCE(max(decision_id), 0) + 1 FROM tallystick_data.decision WHERE council_id = $1),
    EXISTS (SELECT 1 FROM tallystick_data.order_sheet WHERE council_id = $1)
