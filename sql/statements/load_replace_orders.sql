-- Of order lines of which another version was read since order $2, every version but the one in
-- force: the highest version, else the one loaded last.
WITH name AS MATERIALIZED (
    SELECT DISTINCT a.order_no, a.order_line, a.order_key
    FROM tallystick_data.order_line_again a
    WHERE a.council_id = $1 AND a.order_id >= $2
), reading AS MATERIALIZED (
    SELECT n.order_key, n.order_key AS order_id FROM name n
    UNION ALL
    SELECT n.order_key, a.order_id
    FROM name n
    CROSS JOIN LATERAL (
        SELECT e.order_id FROM tallystick_data.order_line_again e
        WHERE e.council_id = $1 AND e.order_no = n.order_no AND e.order_line = n.order_line
        OFFSET 0) a
), sheet AS (
    SELECT DISTINCT r.order_id >> 7 AS sheet FROM reading r
), version AS (
    SELECT s.sheet << 7 | u.place AS order_id, COALESCE(u.version, 0) AS version
    FROM sheet t
    JOIN tallystick_data.order_sheet s ON s.council_id = $1 AND s.sheet = t.sheet
    CROSS JOIN LATERAL (SELECT unnest(s.place) AS place, unnest(s.version) AS version) u
)
INSERT INTO tallystick_data.replaced_order (council_id, order_id)
SELECT $1, ranked.order_id
FROM (
    SELECT r.order_id, row_number() OVER (PARTITION BY r.order_key
                                          ORDER BY v.version DESC, r.order_id DESC) AS place
    FROM reading r
    JOIN version v ON v.order_id = r.order_id) ranked
WHERE ranked.place > 1
ON CONFLICT DO NOTHING
