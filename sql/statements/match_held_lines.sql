-- The lines that are held, with what they were last paired with, their last verdict, and the last
-- decision on that verdict: one that was made on an earlier verdict and could not be carried out is
-- over.
WITH held AS MATERIALIZED (
    SELECT * FROM tallystick_data.held_line WHERE council_id = $1 AND provider = $2
), held_sheet AS MATERIALIZED (
    SELECT line_id >> 7 AS sheet, bit_or(B'1'::bit(128) >> (line_id & 127)::integer) AS places
    FROM held GROUP BY 1
), line AS MATERIALIZED (
    SELECT l.* FROM held_sheet k
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.bill_line n
        WHERE n.council_id = $1 AND n.sheet = k.sheet OFFSET 0) l
    WHERE get_bit(k.places, (l.line_id & 127)::integer) <> 0
)
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id, r.business_date,
       h.order_no, h.order_line, h.slot, v.expected_pence, string_to_array(v.reasons, ','),
       d.decision, v.order_id, v.delivered_start, v.delivered_minutes
FROM held h
JOIN line b ON b.sheet = h.line_id >> 7 AND b.line_id = h.line_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = b.run_id
LEFT JOIN LATERAL (
    SELECT s.run_id, s.expected_pence[a.at] AS expected_pence, s.reasons[a.at] AS reasons,
           s.order_id[a.at] AS order_id, s.delivered_start[a.at] AS delivered_start,
           s.delivered_minutes[a.at] AS delivered_minutes
    FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL array_position(s.place, (h.line_id & 127)::smallint) AS a (at)
    WHERE s.council_id = $1 AND s.sheet = h.line_id >> 7 AND a.at IS NOT NULL
    ORDER BY s.run_id DESC LIMIT 1) v ON true
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
ORDER BY b.line_id
