COPY tallystick_data.verdict_sheet
    (council_id, sheet, run_id, provider, due_date, first_start, last_end, place, blocks,
     package_id, invoice_id, slot, verdict, reasons, detail,
     expected_less_payable, billed_less_delivered, expected_less_delivered, identity_turn, turn,
     lot_id, vat_percent_e4, carer_ref, item_less_place, line_no, delivered_start, delivered_end,
     payable_pence, payable_vat_pence, order_id, order_key, delivered_minutes)
FROM STDIN (FORMAT binary)
