COPY tallystick_data.verdict_sheet
    (council_id, sheet, run_id, provider, due_date, first_start, last_end, place, package_id, invoice_id,
     delivered_start, delivered_end, expected_pence, payable_pence, payable_vat_pence, order_id,
     order_key, delivered_minutes, billed_minutes, expected_minutes, slot, verdict,
     line_no, reasons, detail, identity_turn, turn, lot_id, item, vat_percent_e4, carer_ref)
FROM STDIN (FORMAT binary)
