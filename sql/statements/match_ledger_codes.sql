-- What the paid lines $2 were booked to: cost centre and ledger code of the order line that each was
-- set against.
SELECT credited.line_id, o.cost_centre, o.gl_code
FROM (SELECT DISTINCT line_id FROM unnest($2::bigint[]) AS l (line_id)) credited -- one in parts
CROSS JOIN LATERAL (
    SELECT s.order_id[a.at] AS order_id FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (credited.line_id & 127)::smallint),
        width_bucket((credited.line_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = credited.line_id >> 7
    AND a.at IS NOT NULL AND s.lot_id[a.block] IS NOT NULL OFFSET 0) v
CROSS JOIN LATERAL (
    SELECT s.cost_centre[a.block] AS cost_centre, s.gl_code[a.block] AS gl_code
    FROM tallystick_data.order_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (v.order_id & 127)::smallint),
        width_bucket((v.order_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = v.order_id >> 7 AND a.at IS NOT NULL OFFSET 0) o
ORDER BY credited.line_id
