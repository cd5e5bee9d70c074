-- Active order lines of basis period and unit that have a period which ended from $3 (NULL: ever)
-- to $4, and those read by run $2, by provider.  No period is longer than 31 days, but for those
-- that end with their order.
SELECT o.order_id, o.file_id, o.source_row, o.order_no, o.order_line, p.provider, p.client_ref,
       p.service, o.basis, o.status, o.version, o.planned_start, o.planned_minutes, o.carers,
       o.quantity_e4, o.period, o.valid_from, o.valid_to, o.rate_e6, o.unit_price_e6,
       o.cost_centre, o.gl_code, o.care_manager, o.order_key, f.run_id = $2
FROM tallystick_data.order_line o
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.file_id = o.file_id
WHERE o.council_id = $1 AND o.sheet_has_unplanned AND o.status = 'active' AND o.planned_start IS NULL
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.replaced_order r
    WHERE r.council_id = $1 AND r.order_id = o.order_id)
AND o.valid_from <= $4
AND ($3::date IS NULL OR o.valid_to IS NULL OR o.valid_to > $3::date - 31 OR f.run_id = $2)
ORDER BY p.provider COLLATE "C", o.order_no COLLATE "C",
         CASE WHEN o.order_line ~ '^[0-9]+$' THEN o.order_line::numeric END, o.order_line COLLATE "C"
