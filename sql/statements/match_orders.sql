-- Order lines in force for the packages of tonight's lines ($3 clients, $4 services), of those read
-- before order $8: planned in their stretches from $5 to $6 (seconds), without a planned start,
-- named ($7), or last paired with ($9/$10); and one active order line of each package, however far
-- away.
WITH reach AS MATERIALIZED (
    SELECT p.package_id, to_timestamp(k.from_s) AS from_at, to_timestamp(k.to_s) AS to_at
    FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[])
        AS k (client_ref, service, from_s, to_s)
    JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.provider = $2
        AND p.client_ref = k.client_ref AND p.service = k.service
), package AS (
    SELECT DISTINCT package_id FROM reach
), wanted AS (
    SELECT c.order_id FROM reach
    CROSS JOIN LATERAL (
        SELECT e.order_id FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.package_id = reach.package_id AND e.order_id < $8
        AND e.planned_start BETWEEN reach.from_at AND reach.to_at OFFSET 0) c
    UNION
    SELECT c.order_id FROM package
    CROSS JOIN LATERAL (
        SELECT e.order_id FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.package_id = package.package_id AND e.order_id < $8
        AND e.planned_start IS NULL OFFSET 0) c
    UNION
    SELECT c.order_id FROM unnest($7::text[]) AS n (order_no)
    CROSS JOIN LATERAL (
        SELECT e.order_id FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.order_no = n.order_no AND e.order_id < $8 OFFSET 0) c
    UNION
    SELECT c.order_id FROM unnest($9::text[], $10::text[]) AS n (order_no, order_line)
    CROSS JOIN LATERAL (
        SELECT e.order_id FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.order_no = n.order_no AND e.order_line = n.order_line
        AND e.order_id < $8 OFFSET 0) c
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
       o.cost_centre, o.gl_code, o.care_manager, o.order_key
FROM wanted
CROSS JOIN LATERAL (
    SELECT * FROM tallystick_data.order_line e
    WHERE e.council_id = $1 AND e.order_id = wanted.order_id OFFSET 0) o
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
WHERE p.provider = $2
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.replaced_order r
    WHERE r.council_id = $1 AND r.order_id = o.order_id)
ORDER BY o.order_id
