-- Missed visits that run $2 found, by care manager (NULL: finance's), client and time.
WITH missed AS MATERIALIZED (
    SELECT * FROM tallystick_data.missed_visit WHERE council_id = $1 AND run_id = $2
)
SELECT o.care_manager, p.provider, p.client_ref, p.service, m.order_no, m.order_line, m.slot,
       o.planned_start, o.planned_minutes
FROM missed m
CROSS JOIN LATERAL (
    SELECT s.package_id[a.block] AS package_id, s.care_manager[a.block] AS care_manager,
           s.planned_start[a.at] AS planned_start, s.planned_minutes[a.at] AS planned_minutes
    FROM tallystick_data.order_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (m.order_id & 127)::smallint),
        width_bucket((m.order_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = m.order_id >> 7 AND a.at IS NOT NULL OFFSET 0) o
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
ORDER BY o.care_manager COLLATE "C" NULLS FIRST, p.client_ref COLLATE "C", o.planned_start,
         m.order_no COLLATE "C", CASE WHEN m.order_line ~ '^[0-9]+$' THEN m.order_line::numeric END,
         m.order_line COLLATE "C", m.slot
