COPY tallystick_data.bill_sheet
    (council_id, sheet, run_id, providers, place, blocks, package_id, invoice_no, invoice_date,
     order_no, carer_ref, rate_e6, line_no, order_line, outcome, description, credits_invoice_no,
     credits_line_no, claimed_start, claimed_end, actual_start, actual_end, notice_at, quantity_e4,
     net_pence, vat_pence, unit, secondary)
FROM STDIN (FORMAT binary)
