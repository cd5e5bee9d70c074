ANALYZE tallystick_data.verdict_sheet, tallystick_data.invoice_sheet, tallystick_data.line_stick,
    tallystick_data.slot_stick, tallystick_data.invoice_stick, tallystick_data.invoice_other_line,
    tallystick_data.paid_service, tallystick_data.paid_credit, tallystick_data.invoice,
    tallystick_data.payment_lot, tallystick_data.held_line
