COPY tallystick_data.verdict
    (council_id, line_id, run_id, occasion, verdict, reasons, package_id, provider, invoice_no, line_no,
     delivered_start, delivered_end, delivered_minutes, billed_minutes, expected_minutes, expected_pence,
     payable_pence, payable_vat_pence, order_id, order_no, order_line, slot, due_date, detail,
     identity_turn, turn, claimed_start, carer_ref, secondary, period_first,
     counted_e4, vat_percent_e4, credits_line_id, lot_id, item)
FROM STDIN (FORMAT binary)
