-- What match_held_lines.sql gave in run $4, whose first line was $3 and which knew decisions up to
-- $5.  held_line is of today, so held is what the last verdict before says.  A line that was decided
-- to be paid used up the slot it was last paired with, which may have moved since that verdict was
-- written: the run's own verdict says to which.
WITH once_held AS MATERIALIZED (
    SELECT DISTINCT s.sheet << 7 | u.place AS line_id
    FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL (SELECT unnest(s.place) AS place, unnest(s.verdict) AS verdict) u
    WHERE s.council_id = $1 AND s.provider = $2 AND s.run_id < $4 AND 'held' = ANY (s.verdict)
    AND u.verdict = 'held'
), held AS MATERIALIZED (
    SELECT h.line_id, v.*
    FROM once_held h
    CROSS JOIN LATERAL (
        SELECT s.run_id, s.verdict[a.at] AS verdict, s.expected_pence[a.at] AS expected_pence,
               s.reasons[a.at] AS reasons, s.order_id[a.at] AS order_id, s.slot[a.at] AS slot,
               s.delivered_start[a.at] AS delivered_start,
               s.delivered_minutes[a.at] AS delivered_minutes
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL array_position(s.place, (h.line_id & 127)::smallint) AS a (at)
        WHERE s.council_id = $1 AND s.sheet = h.line_id >> 7 AND s.run_id < $4
        AND a.at IS NOT NULL
        ORDER BY s.run_id DESC LIMIT 1) v
    WHERE v.verdict = 'held' AND h.line_id < $3
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
       o.order_no, o.order_line, paired.slot, v.expected_pence, string_to_array(v.reasons, ','),
       d.decision, v.order_id, v.delivered_start, v.delivered_minutes
FROM held v
JOIN line b ON b.sheet = v.line_id >> 7 AND b.line_id = v.line_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = b.run_id
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
LEFT JOIN LATERAL (
    SELECT w.line_id, w.order_id, w.slot FROM tallystick_data.verdict w
    WHERE d.decision IS NOT NULL AND w.council_id = $1 AND w.sheet = v.line_id >> 7
    AND w.line_id = v.line_id AND w.run_id = $4 AND w.verdict = 'variance' OFFSET 0) paying ON true
CROSS JOIN LATERAL (
    SELECT paying.order_id, paying.slot WHERE paying.line_id IS NOT NULL
    UNION ALL
    SELECT v.order_id, v.slot WHERE paying.line_id IS NULL) paired
LEFT JOIN LATERAL (
    SELECT s.order_no[a.at] AS order_no, s.order_line[a.at] AS order_line
    FROM tallystick_data.order_sheet s
    CROSS JOIN LATERAL array_position(s.place, (paired.order_id & 127)::smallint) AS a (at)
    WHERE s.council_id = $1 AND s.sheet = paired.order_id >> 7 AND a.at IS NOT NULL OFFSET 0) o ON true
WHERE p.provider = $2
ORDER BY line_id
