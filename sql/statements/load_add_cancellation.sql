INSERT INTO tallystick_data.order_cancellation (council_id, file_id, order_no)
VALUES ($1, $2, $3)
