-- Of the order versions read since order $2, the one that replaces what is in
-- force: the highest version, else the one loaded last.
INSERT INTO tallystick_data.current_order AS c
    (council_id, order_no, order_line, order_id, package_id, version, is_active, planned_start)
SELECT DISTINCT ON (o.order_no, o.order_line)
    o.council_id, o.order_no, o.order_line, o.order_id, o.package_id, o.version,
    o.status = 'active', o.planned_start
FROM tallystick_data.order_line o
WHERE o.council_id = $1 AND o.order_id >= $2
ORDER BY o.order_no, o.order_line, o.version DESC, o.order_id DESC
ON CONFLICT (council_id, order_no, order_line) DO UPDATE SET
    order_id = excluded.order_id, package_id = excluded.package_id, version = excluded.version,
    is_active = excluded.is_active, planned_start = excluded.planned_start
WHERE excluded.version >= c.version
