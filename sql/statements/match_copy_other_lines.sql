COPY tallystick_data.invoice_other_line (council_id, invoice_id, line_no, identity_turn)
FROM STDIN (FORMAT binary)
