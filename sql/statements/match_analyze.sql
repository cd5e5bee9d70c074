ANALYZE tallystick_data.verdict, tallystick_data.invoice, tallystick_data.payment_lot,
    tallystick_data.held_line
