-- Slots planned before $2 that are not paid, not paired with a held line, and
-- not reported before.
SELECT o.order_id, o.file_id, o.source_row, o.order_no, o.order_line, p.provider, p.client_ref,
       p.service, o.basis, o.status, o.version, o.planned_start, o.planned_minutes, o.carers,
       o.quantity_e4, o.period, o.valid_from, o.valid_to, o.rate_e6, o.unit_price_e6,
       o.cost_centre, o.gl_code, o.care_manager, o.order_key, s.slot
FROM tallystick_data.order_line o
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
CROSS JOIN LATERAL generate_series(1, o.carers) AS s (slot)
WHERE o.council_id = $1 AND o.status = 'active' AND o.planned_start < $2
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.replaced_order r
    WHERE r.council_id = $1 AND r.order_id = o.order_id)
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.missed_visit m
    WHERE m.council_id = $1 AND m.order_no = o.order_no AND m.order_line = o.order_line
    AND m.slot = s.slot)
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.held_line h
    WHERE h.council_id = $1 AND h.order_no = o.order_no AND h.order_line = o.order_line
    AND h.slot = s.slot)
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.paid_line y
    WHERE y.council_id = $1 AND y.order_key = o.order_key
    AND y.slot = s.slot
    AND NOT EXISTS (
        SELECT 1 FROM tallystick_data.paid_line t
        WHERE t.council_id = $1 AND t.credits_line_id = y.line_id
        HAVING -sum(t.net_pence) >= y.net_pence))
ORDER BY p.provider COLLATE "C", o.planned_start, o.order_no COLLATE "C", o.order_line, s.slot
