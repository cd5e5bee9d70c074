COPY tallystick_data.verdict
    (council_id, line_id, run_id, verdict, reasons, delivered_start, delivered_minutes,
     billed_minutes, expected_minutes, expected_pence, payable_pence, payable_vat_pence,
     order_id, slot, due_date, detail)
FROM STDIN (FORMAT binary)
