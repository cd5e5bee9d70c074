-- Order lines read tonight, since $2, that are not in force.
SELECT order_id FROM tallystick_data.replaced_order
WHERE council_id = $1 AND order_id >= $2 ORDER BY order_id
