INSERT INTO tallystick_data.order_other_line (council_id, order_no, order_line, order_id)
SELECT $1, w.order_no, w.order_line, w.order_id
FROM tallystick_data.order_line_waiting w
WHERE w.council_id = $1 AND w.reading = 1 AND w.stick IS NULL
