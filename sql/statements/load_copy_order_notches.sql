COPY tallystick_data.order_notch_waiting
    (council_id, order_no, digits, stick, sheet, notches, lines)
FROM STDIN (FORMAT binary)
