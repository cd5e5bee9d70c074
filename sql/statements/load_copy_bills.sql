COPY tallystick_data.bill_sheet
    (council_id, sheet, run_id, providers, place, package_id, invoice_no, line_no, carer_ref, order_no,
     order_line, outcome, description, credits_invoice_no, credits_line_no, claimed_start,
     claimed_end, actual_start, actual_end, notice_at, quantity_e4, rate_e6, net_pence, vat_pence,
     invoice_date, unit, secondary)
FROM STDIN (FORMAT binary)
