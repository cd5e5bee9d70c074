DELETE FROM tallystick_data.order_line_waiting WHERE council_id = $1
