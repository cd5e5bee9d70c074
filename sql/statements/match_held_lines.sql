-- The lines that are held before run $4, with what they were last paired with, their last verdict, and
-- the last decision up to $5 on that verdict.  One that was made on an earlier verdict, or that an
-- earlier night found and could not carry out, is over.  held_line is of today; of a night that is
-- over, whose first line was $3, held is what the last verdict before it says.
WITH known AS MATERIALIZED (
    SELECT h.line_id FROM tallystick_data.held_line h
    WHERE $3::bigint IS NULL AND h.council_id = $1 AND h.provider = $2
    UNION
    SELECT s.sheet << 7 | u.place
    FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL (
        SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block) u
    WHERE $3::bigint IS NOT NULL AND s.council_id = $1 AND s.provider = $2 AND s.run_id < $4
    AND 'held' = ANY (s.verdict) AND s.verdict[u.block] = 'held' AND s.sheet << 7 | u.place < $3
), held AS MATERIALIZED (
    SELECT k.line_id, v.*
    FROM known k
    CROSS JOIN LATERAL (
        SELECT s.run_id, s.verdict[a.block] AS verdict,
               s.payable_pence[a.at] + s.expected_less_payable[a.block] AS expected_pence,
               s.reasons[a.block] AS reasons, s.order_id[a.at] AS order_id, s.slot[a.block] AS slot,
               s.delivered_start[a.at] AS delivered_start,
               s.delivered_minutes[a.at] AS delivered_minutes
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL ROWS FROM (
            array_position(s.place, (k.line_id & 127)::smallint),
            width_bucket((k.line_id & 127)::smallint, s.blocks)) AS a (at, block)
        WHERE s.council_id = $1 AND s.sheet = k.line_id >> 7 AND s.run_id < $4
        AND a.at IS NOT NULL
        ORDER BY s.run_id DESC LIMIT 1) v
    WHERE v.verdict = 'held'
)
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id, r.business_date,
       o.order_no, o.order_line, v.slot, v.expected_pence, string_to_array(v.reasons, ','),
       d.decision, v.order_id, v.delivered_start, v.delivered_minutes
FROM held v
CROSS JOIN LATERAL tallystick_data.bill_line_at($1, v.line_id) b
CROSS JOIN LATERAL (
    SELECT * FROM tallystick_data.care_package k
    WHERE k.council_id = $1 AND k.package_id = b.package_id OFFSET 0) p
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = b.run_id
LEFT JOIN LATERAL (
    SELECT e.decision FROM tallystick_data.decision e
    LEFT JOIN tallystick_data.waiting_item i
        ON i.council_id = $1 AND i.decision_id = e.decision_id
    LEFT JOIN tallystick_data.approved_item a
        ON a.council_id = $1 AND a.item_id = i.item_id
    WHERE e.council_id = $1 AND e.provider = $2 AND e.decision_id <= $5
    AND e.invoice_no = b.invoice_no AND e.line_no = b.line_no AND e.run_id >= v.run_id
    AND (i.item_id IS NULL OR a.run_id < $6) -- not one that waits for people in run $6
    AND NOT EXISTS ( -- nor one that was refused when it was read
        SELECT 1 FROM tallystick_data.refused_decision n
        WHERE n.council_id = $1 AND n.decision_id = e.decision_id)
    AND NOT EXISTS ( -- nor one that a run before it found
        SELECT 1 FROM tallystick_data.run n
        WHERE n.council_id = $1 AND n.run_id < $6
        AND n.run_id > COALESCE(a.run_id, e.run_id))
    ORDER BY e.decision_id DESC LIMIT 1) d ON true
LEFT JOIN LATERAL (
    SELECT s.order_no[a.block] AS order_no, s.order_line[a.at] AS order_line
    FROM tallystick_data.order_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (v.order_id & 127)::smallint),
        width_bucket((v.order_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = v.order_id >> 7 AND a.at IS NOT NULL OFFSET 0) o ON true
ORDER BY b.line_id
