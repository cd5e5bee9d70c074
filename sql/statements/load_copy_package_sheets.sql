COPY tallystick_data.package_sheet
    (council_id, package_id, first_sheet, part, first_planned, last_planned, has_unplanned, sheets)
FROM STDIN (FORMAT binary)
