INSERT INTO tallystick_data.order_line_again
    (council_id, order_id, order_key, reading, order_no, order_line)
SELECT $1, w.order_id, w.order_key, w.reading, w.order_no, w.order_line
FROM tallystick_data.order_line_waiting w
WHERE w.council_id = $1 AND w.reading > 1
