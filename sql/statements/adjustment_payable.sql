-- Open adjustments that need nobody's approval, or have it in run $2.
SELECT a.line_id, a.number, a.provider, b.invoice_no, b.line_no || '-A' || a.number, k.client_ref,
       k.service, p.cost_centre, p.gl_code, p.order_no, p.order_line, v.delivered_start,
       a.old_expected_pence, a.new_expected_pence, a.vat_percent_e4, v.delivered_minutes, a.due_date
FROM tallystick_data.open_adjustment o
JOIN tallystick_data.adjustment a
    ON a.council_id = $1 AND a.line_id = o.line_id AND a.number = o.number
JOIN tallystick_data.verdict v
    ON v.council_id = $1 AND v.line_id = o.line_id AND v.turn IS NOT NULL
JOIN tallystick_data.bill_line b ON b.council_id = $1 AND b.line_id = o.line_id
JOIN tallystick_data.care_package k ON k.council_id = $1 AND k.package_id = b.package_id
LEFT JOIN tallystick_data.order_line p ON p.council_id = $1 AND p.order_id = v.order_id
WHERE o.council_id = $1
AND (a.item_id IS NULL OR EXISTS (
    SELECT 1 FROM tallystick_data.approved_item d
    WHERE d.council_id = $1 AND d.item_id = a.item_id AND d.run_id < $2))
ORDER BY a.provider, a.line_id, a.number
