DELETE FROM tallystick_data.open_adjustment o
USING unnest($2::bigint[], $3::bigint[]) AS u (line_id, number)
WHERE o.council_id = $1 AND o.line_id = u.line_id AND o.number = u.number
