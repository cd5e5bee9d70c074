ANALYZE tallystick_data.care_package, tallystick_data.order_line,
    tallystick_data.bill_sheet, tallystick_data.evidence
