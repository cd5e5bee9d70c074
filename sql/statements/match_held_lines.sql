-- The lines that are held, with what they were last paired with, their last verdict, and the last
-- decision on that verdict: one that was made on an earlier verdict and could not be carried out is
-- over.
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id, r.business_date,
       h.order_no, h.order_line, h.slot, v.expected_pence, v.reasons, d.decision,
       v.order_id, v.delivered_start, v.delivered_minutes
FROM tallystick_data.held_line h
JOIN tallystick_data.bill_line b ON b.council_id = $1 AND b.line_id = h.line_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = b.run_id
LEFT JOIN LATERAL (
    SELECT w.expected_pence, w.reasons, w.run_id, w.order_id, w.delivered_start,
           w.delivered_minutes
    FROM tallystick_data.verdict w
    WHERE w.council_id = $1 AND w.line_id = h.line_id
    ORDER BY w.run_id DESC LIMIT 1) v ON true
LEFT JOIN LATERAL (
    SELECT e.decision FROM tallystick_data.decision e
    WHERE e.council_id = $1 AND e.provider = $2
    AND e.invoice_no = b.invoice_no AND e.line_no = b.line_no AND e.run_id >= v.run_id
    AND NOT EXISTS ( -- that waits for people in run $3
        SELECT 1 FROM tallystick_data.waiting_item i
        WHERE i.council_id = $1 AND i.decision_id = e.decision_id
        AND NOT EXISTS (
            SELECT 1 FROM tallystick_data.approved_item a
            WHERE a.council_id = $1 AND a.item_id = i.item_id AND a.run_id < $3))
    ORDER BY e.decision_id DESC LIMIT 1) d ON true
WHERE h.council_id = $1 AND h.provider = $2
ORDER BY b.line_id
