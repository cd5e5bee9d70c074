COPY tallystick_data.invoice (council_id, invoice_id, provider, invoice_no) FROM STDIN (FORMAT binary)
