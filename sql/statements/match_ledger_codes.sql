-- What the paid lines $2 were booked to: cost centre and ledger code of the order line that each was
-- set against.
SELECT v.line_id, o.cost_centre, o.gl_code
FROM (SELECT DISTINCT line_id FROM unnest($2::bigint[]) AS l (line_id)) credited -- one in parts
JOIN tallystick_data.verdict v
  ON v.council_id = $1 AND v.line_id = credited.line_id AND v.turn IS NOT NULL
JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.order_id = v.order_id
ORDER BY v.line_id
