-- What runs before $2 saw of the lines $3: in their first verdict, and in the first that
-- compared them with a visit.
SELECT k.line_id, p.client_ref, COALESCE(b.outcome, 'delivered'), b.secondary,
       f.verdict, f.delivered_start, f.slot, c.delivered_start, c.delivered_minutes,
       c.planned_minutes
FROM unnest($3::bigint[]) AS k (line_id)
CROSS JOIN LATERAL (
    SELECT s.package_id[a.block] AS package_id, s.outcome[a.at] AS outcome,
           s.secondary[a.at] AS secondary
    FROM tallystick_data.bill_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (k.line_id & 127)::smallint),
        width_bucket((k.line_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = k.line_id >> 7 OFFSET 0) b
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
CROSS JOIN LATERAL (
    SELECT coalesce(s.verdict[a.block], 'matched') AS verdict, s.delivered_start[a.at] AS delivered_start,
           s.slot[a.block] AS slot
    FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (k.line_id & 127)::smallint),
        width_bucket((k.line_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = k.line_id >> 7 AND s.run_id < $2 AND a.at IS NOT NULL
    ORDER BY s.run_id LIMIT 1) f
LEFT JOIN LATERAL (
    SELECT v.delivered_start, v.delivered_minutes, o.planned_minutes
    FROM (
        SELECT s.run_id, s.order_id[a.at] AS order_id, s.delivered_start[a.at] AS delivered_start,
               s.delivered_minutes[a.at] AS delivered_minutes
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL ROWS FROM (
            array_position(s.place, (k.line_id & 127)::smallint),
            width_bucket((k.line_id & 127)::smallint, s.blocks)) AS a (at, block)
        WHERE s.council_id = $1 AND s.sheet = k.line_id >> 7 AND s.run_id < $2
        AND a.at IS NOT NULL AND coalesce(s.verdict[a.block], 'matched') NOT IN ('duplicate', 'rejected')
        AND b.outcome IS NULL OFFSET 0) v
    CROSS JOIN LATERAL (
        SELECT s.planned_minutes[a.at] AS planned_minutes
        FROM tallystick_data.order_sheet s
        CROSS JOIN LATERAL array_position(s.place, (v.order_id & 127)::smallint) AS a (at)
        WHERE s.council_id = $1 AND s.sheet = v.order_id >> 7 AND a.at IS NOT NULL
        AND coalesce(s.basis[a.at], 'visit') = 'visit' OFFSET 0) o
    ORDER BY v.run_id LIMIT 1) c ON true
