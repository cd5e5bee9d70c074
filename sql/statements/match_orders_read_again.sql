-- Order lines read tonight, since $2, that had been read before, with their keys.
SELECT order_id, order_key FROM tallystick_data.order_line_again
WHERE council_id = $1 AND order_id >= $2 ORDER BY order_id
