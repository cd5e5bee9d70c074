-- Of each of the packages $3/$4 (client, service) one active order line in force, however far away:
-- of those read before order $5, in the version that was in force when orders before $6 were known.
SELECT o.order_id, o.file_id, o.source_row, o.order_no, o.order_line, $2::text, k.client_ref,
       k.service, o.basis, o.status, o.version, o.planned_start, o.planned_minutes, o.carers,
       o.quantity_e4, o.period, o.valid_from, o.valid_to, o.rate_e6, o.unit_price_e6,
       o.cost_centre, o.gl_code, o.care_manager, o.order_key
FROM unnest($3::text[], $4::text[]) AS k (client_ref, service)
CROSS JOIN LATERAL (
    SELECT n.package_id FROM tallystick_data.care_package n
    WHERE n.council_id = $1 AND n.provider = $2
    AND n.client_ref = k.client_ref AND n.service = k.service OFFSET 0) p
CROSS JOIN LATERAL (
    SELECT e.*
    FROM tallystick_data.package_sheet s
    CROSS JOIN LATERAL unnest(s.sheets) AS c (sheet)
    CROSS JOIN LATERAL (
        SELECT t.sheet << 7 | u.place AS order_id, t.package_id[u.block] AS package_id
        FROM tallystick_data.order_sheet t
        CROSS JOIN LATERAL (
            SELECT unnest(t.place) AS place, width_bucket(unnest(t.place), t.blocks) AS block) u
        WHERE t.council_id = $1 AND t.sheet = c.sheet OFFSET 0) l
    CROSS JOIN LATERAL tallystick_data.order_line_at($1, l.order_id) e
    WHERE s.council_id = $1 AND s.package_id = p.package_id AND s.first_sheet <= $5 >> 7
    AND l.package_id = p.package_id AND l.order_id < $5 AND e.status = 'active'
    AND NOT EXISTS (
        SELECT FROM tallystick_data.order_line_again a
        CROSS JOIN LATERAL tallystick_data.order_line_at($1, a.order_id) w
        WHERE a.council_id = $1 AND a.order_no = e.order_no AND a.order_line = e.order_line
        AND a.order_id < $6 AND (w.version, w.order_id) > (e.version, e.order_id))
    AND (e.reading = 1 OR NOT EXISTS (
        SELECT FROM tallystick_data.order_line_at($1, e.order_key) w WHERE w.version > e.version))
    LIMIT 1) o
ORDER BY o.order_id
