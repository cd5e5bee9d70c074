COPY tallystick_data.bill_line
    (council_id, line_id, package_id, run_id, file_id, source_row, invoice_no, line_no, carer_ref,
     order_no, order_line, outcome, description, credits_invoice_no, credits_line_no,
     claimed_start, claimed_end, actual_start, actual_end, notice_at, quantity_e4, rate_e6,
     net_pence, vat_pence, invoice_date, unit, secondary)
FROM STDIN (FORMAT binary)
