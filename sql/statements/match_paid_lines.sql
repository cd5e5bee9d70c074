-- Lines $2 that are paid, with the slot or the order line that they were paid for.
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id, y.order_no, y.order_line, y.slot
FROM tallystick_data.bill_line b
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
JOIN tallystick_data.paid_line y ON y.council_id = $1 AND y.line_id = b.line_id
WHERE b.council_id = $1 AND b.line_id = ANY ($2)
ORDER BY b.line_id
