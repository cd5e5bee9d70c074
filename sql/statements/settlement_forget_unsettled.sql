DELETE FROM tallystick_data.unsettled_line u
USING tallystick_data.settlement_item i
WHERE u.council_id = $1 AND i.council_id = $1 AND i.batch = $2 AND i.line_id = u.line_id
