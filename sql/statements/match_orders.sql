-- Order lines in force for the packages of tonight's lines ($3 clients, $4
-- services), of those read before order $8: planned between $5 and $6, without a
-- planned start, or named ($7); and one active order line of each package,
-- however far away.
WITH package AS (
    SELECT p.package_id FROM unnest($3::text[], $4::text[]) AS k (client_ref, service)
    JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.provider = $2
        AND p.client_ref = k.client_ref AND p.service = k.service
), wanted AS (
    SELECT c.order_id FROM package
    JOIN tallystick_data.order_line c ON c.council_id = $1 AND c.package_id = package.package_id
        AND c.order_id < $8 AND c.planned_start BETWEEN $5 AND $6
    UNION
    SELECT c.order_id FROM package
    JOIN tallystick_data.order_line c ON c.council_id = $1 AND c.package_id = package.package_id
        AND c.order_id < $8 AND c.planned_start IS NULL
    UNION
    SELECT c.order_id FROM unnest($7::text[]) AS n (order_no)
    JOIN tallystick_data.order_line c ON c.council_id = $1 AND c.order_no = n.order_no
        AND c.order_id < $8
    UNION
    SELECT any_one.order_id FROM package
    JOIN LATERAL (
        SELECT c.order_id FROM tallystick_data.order_line c
        WHERE c.council_id = $1 AND c.package_id = package.package_id AND c.status = 'active'
        AND c.order_id < $8
        AND NOT EXISTS (
            SELECT 1 FROM tallystick_data.replaced_order r
            WHERE r.council_id = $1 AND r.order_id = c.order_id)
        LIMIT 1) any_one ON true
)
SELECT o.order_id, o.file_id, o.source_row, o.order_no, o.order_line, p.provider, p.client_ref,
       p.service, o.basis, o.status, o.version, o.planned_start, o.planned_minutes, o.carers,
       o.quantity_e4, o.period, o.valid_from, o.valid_to, o.rate_e6, o.unit_price_e6,
       o.cost_centre, o.gl_code, o.care_manager
FROM wanted
JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.order_id = wanted.order_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
WHERE p.provider = $2
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.replaced_order r
    WHERE r.council_id = $1 AND r.order_id = o.order_id)
ORDER BY o.order_id
