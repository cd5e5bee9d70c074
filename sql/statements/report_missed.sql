-- Missed visits that run $2 found, by care manager (NULL: finance's), client and time.
SELECT o.care_manager, p.provider, p.client_ref, p.service, m.order_no, m.order_line, m.slot,
       o.planned_start, o.planned_minutes
FROM (
    SELECT DISTINCT d.order_id >> 7 AS sheet FROM tallystick_data.missed_visit d
    WHERE d.council_id = $1 AND d.run_id = $2) s
JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.sheet = s.sheet
JOIN tallystick_data.missed_visit m ON m.council_id = $1 AND m.run_id = $2
    AND m.order_id = o.order_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
ORDER BY o.care_manager COLLATE "C" NULLS FIRST, p.client_ref COLLATE "C", o.planned_start,
         m.order_no COLLATE "C", m.order_line COLLATE "C", m.slot
