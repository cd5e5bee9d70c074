COPY tallystick_data.paid_before
    (council_id, paid_id, file_id, source_row, provider, client_ref, service, start, invoice_no,
     line_no, amount_pence)
FROM STDIN (FORMAT binary)
