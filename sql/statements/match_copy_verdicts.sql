COPY tallystick_data.verdict_sheet
    (council_id, sheet, run_id, provider, due_date, first_start, last_end, place, blocks,
     package_id, invoice_id, slot, verdict, reasons, detail, identity_turn, turn, lot_id,
     vat_percent_e4, carer_ref, item, line_no, delivered_start, delivered_end, expected_pence,
     payable_pence, payable_vat_pence, order_id, order_key, delivered_minutes, billed_minutes,
     expected_minutes)
FROM STDIN (FORMAT binary)
