-- Of order lines of which another version was read since order $2, every version but the one in
-- force: the highest version, else the one loaded last.
INSERT INTO tallystick_data.replaced_order (council_id, order_id)
SELECT $1, versions.order_id
FROM (
    SELECT o.order_id,
           row_number() OVER (PARTITION BY o.order_no, o.order_line
                              ORDER BY o.version DESC, o.order_id DESC) AS place
    FROM (
        SELECT DISTINCT t.order_no, t.order_line FROM tallystick_data.order_line t
        WHERE t.council_id = $1 AND t.order_id >= $2 AND t.reading > 1) again
    JOIN tallystick_data.order_line o ON o.council_id = $1
        AND o.order_no = again.order_no AND o.order_line = again.order_line) versions
WHERE versions.place > 1
ON CONFLICT DO NOTHING
