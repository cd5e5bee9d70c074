SELECT COALESCE(max(lot_id), 0) + 1 FROM tallystick_data.payment_lot WHERE council_id = $1
