-- Paid lines in no batch yet, by provider.
SELECT b.line_id, p.provider, b.invoice_no, b.line_no, p.client_ref, p.service, o.cost_centre,
       o.gl_code, y.order_no, y.order_line, y.delivered_start, v.delivered_minutes,
       v.expected_minutes, b.quantity_e4, b.unit, b.net_pence, y.net_pence, y.vat_pence, y.due_date,
       0::bigint
FROM tallystick_data.unsettled_line u
JOIN tallystick_data.paid_line y ON y.council_id = $1 AND y.line_id = u.line_id
JOIN tallystick_data.bill_line b ON b.council_id = $1 AND b.line_id = u.line_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
JOIN tallystick_data.verdict v ON v.council_id = $1 AND v.line_id = u.line_id
    AND v.run_id = y.run_id
LEFT JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.order_id = v.order_id
WHERE u.council_id = $1
ORDER BY p.provider COLLATE "C", b.line_id
