-- Order lines in force, of those read before order $8, for the packages of lines ($3 clients, $4
-- services): planned in their stretches from $5 to $6 (seconds), without a planned start, or of the
-- orders named ($7).  In force is the version that was when orders before $9 were known.
WITH reach AS MATERIALIZED (
    SELECT p.package_id, to_timestamp(k.from_s) AS from_at, to_timestamp(k.to_s) AS to_at
    FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[])
        AS k (client_ref, service, from_s, to_s)
    CROSS JOIN LATERAL (
        SELECT n.package_id FROM tallystick_data.care_package n
        WHERE n.council_id = $1 AND n.provider = $2
        AND n.client_ref = k.client_ref AND n.service = k.service OFFSET 0) p
), near_sheet AS MATERIALIZED (
    SELECT c.sheet, min(reach.from_at) AS from_at, max(reach.to_at) AS to_at,
           array_agg(DISTINCT reach.package_id) AS packages
    FROM reach
    CROSS JOIN LATERAL (
        SELECT unnest(s.sheets) AS sheet FROM tallystick_data.package_sheet s
        WHERE s.council_id = $1 AND s.package_id = reach.package_id
        AND (s.first_sheet <= $8 >> 7) IS TRUE -- or it is this that rows are looked up by
        AND s.planned_until >= reach.from_at
        AND (s.has_unplanned OR s.first_planned <= reach.to_at) OFFSET 0) c
    GROUP BY c.sheet
), found AS MATERIALIZED (
    -- Of each sheet the blocks of these packages only, each by its first and last line.
    SELECT l.order_id
    FROM near_sheet k
    CROSS JOIN LATERAL (
        SELECT s.sheet << 7 | u.place AS order_id, b.package_id, u.planned_start
        FROM tallystick_data.order_sheet s
        CROSS JOIN unnest(s.package_id) WITH ORDINALITY AS b (package_id, block)
        CROSS JOIN LATERAL (
            SELECT width_bucket(s.blocks[b.block], s.place) AS first,
                   coalesce(width_bucket(s.blocks[b.block + 1], s.place) - 1,
                            cardinality(s.place)) AS last) a
        CROSS JOIN LATERAL (
            SELECT unnest(s.place[a.first:a.last]) AS place,
                   unnest(s.planned_start[a.first:a.last]) AS planned_start) u
        WHERE s.council_id = $1 AND s.sheet = k.sheet AND b.package_id = ANY (k.packages)
        AND (s.has_unplanned OR (s.last_planned >= k.from_at AND s.first_planned <= k.to_at))
        OFFSET 0) l
    WHERE l.order_id < $8 AND EXISTS (
        SELECT FROM reach r WHERE r.package_id = l.package_id
        AND (l.planned_start IS NULL OR l.planned_start BETWEEN r.from_at AND r.to_at))
    UNION
    SELECT l.order_id
    FROM (SELECT DISTINCT k.sheet FROM unnest($7::text[]) AS n (order_no)
          CROSS JOIN LATERAL tallystick_data.sheets_of_order($1, n.order_no) k) k
    CROSS JOIN LATERAL (
        SELECT s.sheet << 7 | u.place AS order_id, s.order_no[u.block] AS order_no
        FROM tallystick_data.order_sheet s
        CROSS JOIN LATERAL (
            SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block) u
        WHERE s.council_id = $1 AND s.sheet = k.sheet OFFSET 0) l
    WHERE l.order_id < $8 AND l.order_no = ANY ($7::text[])
), line AS MATERIALIZED (
    SELECT o.* FROM found f
    CROSS JOIN LATERAL tallystick_data.order_line_at($1, f.order_id) o
), other_reading AS MATERIALIZED (
    SELECT a.order_id FROM line l
    CROSS JOIN LATERAL (
        SELECT e.order_id FROM tallystick_data.order_line_again e
        WHERE e.council_id = $1 AND e.order_no = l.order_no AND e.order_line = l.order_line
        AND e.order_id < $9 OFFSET 0) a
    UNION
    SELECT l.order_key FROM line l
    EXCEPT
    SELECT f.order_id FROM found f
), in_force AS MATERIALIZED (
    SELECT DISTINCT ON (v.order_key) v.*
    FROM (
        SELECT true AS is_found, l.* FROM line l
        UNION ALL
        SELECT false, o.* FROM other_reading r
        CROSS JOIN LATERAL tallystick_data.order_line_at($1, r.order_id) o) v
    ORDER BY v.order_key, v.version DESC, v.order_id DESC
), chosen AS MATERIALIZED (
    SELECT i.* FROM in_force i
    WHERE i.order_id < $8
    AND (i.is_found OR i.order_no = ANY ($7::text[])
         OR EXISTS (
            SELECT FROM reach r WHERE r.package_id = i.package_id
            AND (i.planned_start IS NULL OR i.planned_start BETWEEN r.from_at AND r.to_at)))
)
SELECT o.order_id, o.file_id, o.source_row, o.order_no, o.order_line, p.provider, p.client_ref,
       p.service, o.basis, o.status, o.version, o.planned_start, o.planned_minutes, o.carers,
       o.quantity_e4, o.period, o.valid_from, o.valid_to, o.rate_e6, o.unit_price_e6,
       o.cost_centre, o.gl_code, o.care_manager, o.order_key
FROM chosen o
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
WHERE p.provider = $2
ORDER BY o.order_id
