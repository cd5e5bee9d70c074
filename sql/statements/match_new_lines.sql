-- Lines that a run read: from number $3 to $4.
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id
FROM tallystick_data.bill_line b
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
    AND p.provider = $2
WHERE b.council_id = $1 AND b.sheet BETWEEN $3::bigint >> 7 AND $4::bigint >> 7
AND b.line_id BETWEEN $3 AND $4 AND $2 = ANY (b.providers)
ORDER BY b.line_id
