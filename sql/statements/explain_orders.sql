-- What match_orders.sql gave when order versions up to $8 were known: replaced_order is of today, so
-- the version in force then is looked for among all.  An order that has gone to another provider or
-- client since is found by its version of then.
WITH package AS (
    SELECT p.package_id, k.from_s, k.to_s
    FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[])
        AS k (client_ref, service, from_s, to_s)
    JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.provider = $2
        AND p.client_ref = k.client_ref AND p.service = k.service
), known AS (
    SELECT o.order_no, o.order_line FROM package
    JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.package_id = package.package_id
        AND o.order_id <= $8
    UNION
    SELECT o.order_no, o.order_line FROM unnest($7::text[]) AS n (order_no)
    JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.order_no = n.order_no
        AND o.order_id <= $8
    UNION
    SELECT n.order_no, n.order_line FROM unnest($9::text[], $10::text[]) AS n (order_no, order_line)
), in_force AS (
    SELECT DISTINCT ON (o.order_no, o.order_line)
        o.order_id, o.order_no, o.order_line, o.package_id, o.status, o.planned_start
    FROM known
    JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.order_no = known.order_no
        AND o.order_line = known.order_line AND o.order_id <= $8
    ORDER BY o.order_no, o.order_line, o.version DESC, o.order_id DESC
), wanted AS (
    SELECT c.order_id FROM package
    JOIN in_force c ON c.package_id = package.package_id
        AND (c.planned_start BETWEEN to_timestamp(package.from_s) AND to_timestamp(package.to_s)
            OR c.planned_start IS NULL)
    UNION
    SELECT c.order_id FROM in_force c WHERE c.order_no = ANY ($7::text[])
    UNION
    SELECT c.order_id FROM unnest($9::text[], $10::text[]) AS n (order_no, order_line)
    JOIN in_force c ON c.order_no = n.order_no AND c.order_line = n.order_line
    UNION
    SELECT any_one.order_id FROM (
        SELECT DISTINCT ON (c.package_id) c.order_id FROM package
        JOIN in_force c ON c.package_id = package.package_id AND c.status = 'active'
        ORDER BY c.package_id, c.order_id) any_one
)
SELECT o.order_id, o.file_id, o.source_row, o.order_no, o.order_line, p.provider, p.client_ref,
       p.service, o.basis, o.status, o.version, o.planned_start, o.planned_minutes, o.carers,
       o.quantity_e4, o.period, o.valid_from, o.valid_to, o.rate_e6, o.unit_price_e6,
       o.cost_centre, o.gl_code, o.care_manager, o.order_key
FROM wanted
JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.order_id = wanted.order_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
WHERE p.provider = $2
ORDER BY o.order_id
