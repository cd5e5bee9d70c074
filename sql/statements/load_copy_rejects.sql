COPY tallystick_data.rejected_row
    (council_id, file_id, source_row, run_id, kind, line, column_no, field, code, reason, raw,
     provider, invoice_no, line_no, client_ref)
FROM STDIN (FORMAT binary)
