COPY tallystick_data.invoice_stick
    (council_id, invoice_id, identity_turn, stick, cutting, notches_before, notches_now)
FROM STDIN (FORMAT binary)
