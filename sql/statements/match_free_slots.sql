-- Slots planned before $2 that are not paid, not paired with a held line, and
-- not reported before.
-- They are few; their packages are looked up last.
WITH free AS MATERIALIZED (
    SELECT o.*, s.slot
    FROM tallystick_data.order_line o
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
        SELECT 1 FROM tallystick_data.payee_of_slot($1, o.order_key, s.slot)
        OFFSET 0)
)
SELECT o.order_id, o.file_id, o.source_row, o.order_no, o.order_line, p.provider, p.client_ref,
       p.service, o.basis, o.status, o.version, o.planned_start, o.planned_minutes, o.carers,
       o.quantity_e4, o.period, o.valid_from, o.valid_to, o.rate_e6, o.unit_price_e6,
       o.cost_centre, o.gl_code, o.care_manager, o.order_key, o.slot
FROM free o
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
ORDER BY p.provider COLLATE "C", o.planned_start, o.order_no COLLATE "C", o.order_line, o.slot
