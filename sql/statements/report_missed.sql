-- Missed visits that run $2 found, by care manager (NULL: finance's), client and time.
SELECT o.care_manager, p.provider, p.client_ref, p.service, m.order_no, m.order_line, m.slot,
       o.planned_start, o.planned_minutes
FROM tallystick_data.missed_visit m
JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.order_id = m.order_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
WHERE m.council_id = $1 AND m.run_id = $2
ORDER BY o.care_manager COLLATE "C" NULLS FIRST, p.client_ref COLLATE "C", o.planned_start,
         m.order_no COLLATE "C", m.order_line COLLATE "C", m.slot
