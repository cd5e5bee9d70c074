-- What people decided about the line of that name, as far as decision $5, and whether the first night
-- that it was for, after it or after its approval, carried it out; NULL: up to run $6 there was none.  Last the item that waits for an approval.
SELECT d.run_id, r.business_date, d.decision, d.decided_by, d.reason,
       CASE WHEN u.decision_id IS NOT NULL THEN false
       WHEN n.run_id IS NOT NULL THEN EXISTS (
           SELECT FROM tallystick_data.invoice i
           JOIN tallystick_data.invoice_sheet e
               ON e.council_id = $1 AND e.invoice_id = i.invoice_id
           JOIN tallystick_data.verdict v ON v.council_id = $1 AND v.sheet = e.sheet
               AND v.run_id = n.run_id AND v.invoice_id = i.invoice_id AND v.line_no = $4
           WHERE i.council_id = $1 AND i.provider = $2 AND i.invoice_no = $3
             AND 'decided' = ANY (v.reasons)) END,
       CASE WHEN a.run_id > $6 OR a.item_id IS NULL AND EXISTS (
           SELECT FROM tallystick_data.open_item o
           WHERE o.council_id = $1 AND o.item_id = w.item_id) THEN w.item_id END
FROM tallystick_data.decision d
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = d.run_id
LEFT JOIN tallystick_data.waiting_item w ON w.council_id = $1 AND w.decision_id = d.decision_id
LEFT JOIN tallystick_data.refused_decision u
    ON u.council_id = $1 AND u.decision_id = d.decision_id
LEFT JOIN tallystick_data.approved_item a ON a.council_id = $1 AND a.item_id = w.item_id
LEFT JOIN LATERAL (
    SELECT min(m.run_id) AS run_id FROM tallystick_data.match_basis m
    WHERE m.council_id = $1 AND m.run_id <= $6
      AND m.run_id > CASE WHEN w.item_id IS NULL THEN d.run_id ELSE a.run_id END) n ON true
WHERE d.council_id = $1 AND d.provider = $2 AND d.invoice_no = $3 AND d.line_no = $4
  AND d.decision_id <= $5
ORDER BY d.decision_id
