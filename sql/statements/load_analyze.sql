ANALYZE tallystick_data.care_package, tallystick_data.order_sheet, tallystick_data.package_sheet,
    tallystick_data.order_stick, tallystick_data.order_line_again, tallystick_data.bill_sheet,
    tallystick_data.evidence
