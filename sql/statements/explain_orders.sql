-- What match_orders.sql gave when order versions up to $8 were known: replaced_order is of today, so
-- the version in force then is looked for among all.  An order that has gone to another provider or
-- client since is found by its version of then.
WITH reach AS MATERIALIZED (
    SELECT p.package_id, to_timestamp(k.from_s) AS from_at, to_timestamp(k.to_s) AS to_at
    FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[])
        AS k (client_ref, service, from_s, to_s)
    JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.provider = $2
        AND p.client_ref = k.client_ref AND p.service = k.service
), named AS MATERIALIZED (
    SELECT DISTINCT n.order_no FROM unnest($7::text[]) AS n (order_no)
), carried AS MATERIALIZED (
    SELECT DISTINCT n.order_no, n.order_line FROM unnest($9::text[], $10::text[]) AS n (order_no, order_line)
), near AS MATERIALIZED (
    SELECT e.sheet, min(e.from_at) AS from_at, max(e.to_at) AS to_at, bool_or(e.is_named) AS is_named
    FROM (
        SELECT unnest(c.sheets) AS sheet, reach.from_at, reach.to_at, false AS is_named
        FROM reach
        CROSS JOIN LATERAL (
            SELECT s.sheets FROM tallystick_data.package_sheet s
            WHERE s.council_id = $1 AND s.package_id = reach.package_id
            AND s.first_sheet <= $8 >> 7
            AND (s.has_unplanned OR (s.last_planned >= reach.from_at
                                     AND s.first_planned <= reach.to_at)) OFFSET 0) c
        UNION ALL
        SELECT c.sheet, NULL, NULL, true
        FROM (SELECT order_no FROM named UNION SELECT order_no FROM carried) n
        CROSS JOIN LATERAL (
            SELECT unnest(s.sheets) AS sheet
            FROM tallystick_data.order_stick s
            WHERE s.council_id = $1 AND s.order_no = n.order_no AND s.digits = 0
            UNION ALL
            SELECT k.sheet
            FROM (SELECT greatest(length(rtrim(n.order_no, '0123456789')), length(n.order_no) - 9)) AS l (length)
            CROSS JOIN LATERAL (SELECT left(n.order_no, l.length) AS order_no,
                                       nullif(substr(n.order_no, 1 + l.length), '')::integer AS number) e
            JOIN tallystick_data.order_stick s ON s.council_id = $1 AND s.order_no = e.order_no
                AND s.digits = length(n.order_no) - l.length AND s.stick = e.number >> 8
            CROSS JOIN LATERAL unnest(s.sheets, s.sheet_notches) AS k (sheet, notches)
            WHERE get_bit(k.notches, e.number & 255) = 1
            UNION ALL
            SELECT s.order_id >> 7 FROM tallystick_data.order_other_line s
            WHERE s.council_id = $1 AND s.order_no = n.order_no
            UNION ALL
            SELECT s.order_id >> 7 FROM tallystick_data.order_line_again s
            WHERE s.council_id = $1 AND s.order_no = n.order_no
            OFFSET 0) c) e
    GROUP BY e.sheet
), line AS MATERIALIZED (
    SELECT u.*
    FROM near
    JOIN tallystick_data.order_sheet s ON s.council_id = $1 AND s.sheet = near.sheet
        AND near.sheet <= $8 >> 7
        AND (near.is_named OR s.has_unplanned
             OR (s.last_planned >= near.from_at AND s.first_planned <= near.to_at))
    CROSS JOIN LATERAL (
        SELECT s.sheet << 7 | unnest(s.place) AS order_id, unnest(s.package_id) AS package_id,
               unnest(s.planned_start) AS planned_start, unnest(s.order_no) AS order_no,
               unnest(s.order_line) AS order_line) u
    WHERE u.order_id <= $8
), name AS MATERIALIZED (
    SELECT DISTINCT o.order_no, o.order_line, o.order_key
    FROM (
        SELECT w.order_id >> 7 AS sheet,
               bit_or(B'1'::bit(128) >> (w.order_id & 127)::integer) AS places
        FROM (
        SELECT l.order_id FROM reach
        JOIN line l ON l.package_id = reach.package_id
            AND (l.planned_start IS NULL OR l.planned_start BETWEEN reach.from_at AND reach.to_at)
        UNION
        SELECT l.order_id FROM line l WHERE l.order_no = ANY ($7::text[])
        UNION
        SELECT l.order_id FROM line l
        JOIN carried n ON n.order_no = l.order_no AND n.order_line = l.order_line) w
        GROUP BY 1) k
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.sheet = k.sheet OFFSET 0) o
    WHERE get_bit(k.places, (o.order_id & 127)::integer) = 1 AND o.order_id <= $8
), reading AS MATERIALIZED (
    SELECT n.order_key AS order_id FROM name n
    UNION
    SELECT a.order_id FROM name n
    CROSS JOIN LATERAL (
        SELECT e.order_id FROM tallystick_data.order_line_again e
        WHERE e.council_id = $1 AND e.order_no = n.order_no AND e.order_line = n.order_line
        AND e.order_id <= $8 OFFSET 0) a
), version AS (
    SELECT o.*
    FROM (SELECT DISTINCT r.order_id >> 7 AS sheet FROM reading r) s
    JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.sheet = s.sheet
    JOIN reading r ON r.order_id = o.order_id
), in_force AS MATERIALIZED (
    SELECT DISTINCT ON (v.order_key) v.* FROM version v
    ORDER BY v.order_key, v.version DESC, v.order_id DESC
), wanted AS (
    SELECT l.order_id FROM reach
    JOIN in_force l ON l.package_id = reach.package_id
        AND (l.planned_start IS NULL OR l.planned_start BETWEEN reach.from_at AND reach.to_at)
    UNION
    SELECT l.order_id FROM in_force l WHERE l.order_no = ANY ($7::text[])
    UNION
    SELECT l.order_id FROM in_force l
    JOIN carried n ON n.order_no = l.order_no AND n.order_line = l.order_line
), chosen AS MATERIALIZED (
    SELECT i.* FROM in_force i JOIN wanted USING (order_id)
), far AS (
    SELECT any_one.*
    FROM (
        SELECT package_id FROM reach
        EXCEPT SELECT i.package_id FROM chosen i WHERE i.status = 'active') lone
    CROSS JOIN LATERAL (
        SELECT c.* FROM tallystick_data.package_sheet s
        CROSS JOIN LATERAL unnest(s.sheets) AS k (sheet)
        JOIN tallystick_data.order_line c ON c.council_id = $1 AND c.sheet = k.sheet
        WHERE s.council_id = $1 AND s.package_id = lone.package_id AND k.sheet <= $8 >> 7
        AND c.package_id = lone.package_id AND c.status = 'active' AND c.order_id <= $8
        AND NOT EXISTS (
            SELECT 1
            FROM tallystick_data.order_line_again a
            JOIN tallystick_data.order_line w ON w.council_id = $1 AND w.order_id = a.order_id
                AND w.sheet = a.order_id >> 7
            WHERE a.council_id = $1 AND a.order_no = c.order_no AND a.order_line = c.order_line
            AND a.order_id <= $8 AND (w.version, w.order_id) > (c.version, c.order_id))
        AND (c.reading = 1 OR NOT EXISTS (
            SELECT 1 FROM tallystick_data.order_line w
            WHERE w.council_id = $1 AND w.order_id = c.order_key AND w.sheet = c.order_key >> 7
            AND w.version > c.version))
        ORDER BY c.order_id LIMIT 1) any_one
)
SELECT o.order_id, o.file_id, o.source_row, o.order_no, o.order_line, p.provider, p.client_ref,
       p.service, o.basis, o.status, o.version, o.planned_start, o.planned_minutes, o.carers,
       o.quantity_e4, o.period, o.valid_from, o.valid_to, o.rate_e6, o.unit_price_e6,
       o.cost_centre, o.gl_code, o.care_manager, o.order_key
FROM (SELECT * FROM chosen UNION ALL SELECT * FROM far) o
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
WHERE p.provider = $2
ORDER BY o.order_id
