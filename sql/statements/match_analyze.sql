ANALYZE tallystick_data.verdict, tallystick_data.paid_line, tallystick_data.unsettled_line,
    tallystick_data.held_line
