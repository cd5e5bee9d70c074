-- What match_held_lines.sql gave in run $4, whose first line was $3 and which knew decisions up to
-- $5.  held_line is of today, so held is what the last verdict before says.  A line that was decided
-- to be paid used up the slot it was last paired with, which may have moved since that verdict was
-- written: the run's own verdict says to which.
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id, r.business_date,
       o.order_no, o.order_line, paired.slot, v.expected_pence, v.reasons, d.decision,
       v.order_id, v.delivered_start, v.delivered_minutes
FROM (
    SELECT DISTINCT h.line_id FROM tallystick_data.verdict h
    WHERE h.council_id = $1 AND h.provider = $2 AND h.verdict = 'held' AND h.run_id < $4) once_held
JOIN tallystick_data.bill_line b ON b.council_id = $1 AND b.line_id = once_held.line_id
    AND b.line_id < $3
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = b.run_id
JOIN LATERAL (
    SELECT w.verdict, w.expected_pence, w.reasons, w.run_id, w.order_id, w.slot,
           w.delivered_start, w.delivered_minutes
    FROM tallystick_data.verdict w
    WHERE w.council_id = $1 AND w.line_id = b.line_id AND w.run_id < $4
    ORDER BY w.run_id DESC LIMIT 1) v ON v.verdict = 'held'
LEFT JOIN LATERAL (
    SELECT e.decision FROM tallystick_data.decision e
    WHERE e.council_id = $1 AND e.provider = $2 AND e.decision_id <= $5
    AND e.invoice_no = b.invoice_no AND e.line_no = b.line_no AND e.run_id >= v.run_id
    AND NOT EXISTS (
        SELECT 1 FROM tallystick_data.waiting_item i
        WHERE i.council_id = $1 AND i.decision_id = e.decision_id
        AND NOT EXISTS (
            SELECT 1 FROM tallystick_data.approved_item a
            WHERE a.council_id = $1 AND a.item_id = i.item_id AND a.run_id < $4))
    ORDER BY e.decision_id DESC LIMIT 1) d ON true
LEFT JOIN tallystick_data.verdict paying ON d.decision IS NOT NULL AND paying.council_id = $1
    AND paying.line_id = b.line_id AND paying.run_id = $4 AND paying.verdict = 'variance'
CROSS JOIN LATERAL (
    SELECT paying.order_id, paying.slot WHERE paying.line_id IS NOT NULL
    UNION ALL
    SELECT v.order_id, v.slot WHERE paying.line_id IS NULL) paired
LEFT JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.order_id = paired.order_id
WHERE p.council_id = $1 AND p.provider = $2
ORDER BY line_id
