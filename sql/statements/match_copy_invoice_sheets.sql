COPY tallystick_data.invoice_sheet (council_id, invoice_id, sheet) FROM STDIN (FORMAT binary)
