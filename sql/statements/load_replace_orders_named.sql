-- The same for the order lines $2/$3 alone.
INSERT INTO tallystick_data.replaced_order (council_id, order_id)
SELECT $1, versions.order_id
FROM (
    SELECT o.order_id,
           row_number() OVER (PARTITION BY o.order_no, o.order_line
                              ORDER BY o.version DESC, o.order_id DESC) AS place
    FROM (
        SELECT DISTINCT k.order_no, k.order_line
        FROM unnest($2::text[], $3::text[]) AS k (order_no, order_line)) twice
    JOIN tallystick_data.order_line o ON o.council_id = $1
        AND o.order_no = twice.order_no AND o.order_line = twice.order_line) versions
WHERE versions.place > 1
ON CONFLICT DO NOTHING
