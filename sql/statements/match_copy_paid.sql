COPY tallystick_data.paid_line
    (council_id, line_id, run_id, provider, invoice_no, line_no, identity_turn,
     package_id, order_no, order_line,
     slot, turn, claimed_start, carer_ref, secondary, period_first, counted_e4, delivered_start,
     delivered_end, net_pence, vat_pence, vat_percent_e4, credits_line_id, due_date, lot_id,
     item)
FROM STDIN (FORMAT binary)
