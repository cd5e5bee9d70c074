COPY tallystick_data.verdict
    (council_id, line_id, run_id, occasion, package_id, invoice_id, delivered_start, delivered_end,
     expected_pence, payable_pence, payable_vat_pence, order_id, order_key, delivered_minutes,
     billed_minutes, expected_minutes, slot, due_date, verdict, provider, line_no, reasons, detail,
     identity_turn, turn, lot_id, item, vat_percent_e4, carer_ref, claimed_start, secondary,
     period_first, counted_e4, credits_line_id)
FROM STDIN (FORMAT binary)
