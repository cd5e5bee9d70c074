COPY tallystick_data.order_stick
    (council_id, order_no, digits, stick, cutting, notches_before, notches_now, lines, sheets,
     sheet_notches)
FROM STDIN (FORMAT binary)
