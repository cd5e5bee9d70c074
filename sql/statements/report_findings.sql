-- Lines that run $2 pays with a variance, and every line that is held, by care
-- manager (NULL: finance's), client and time; those whose last verdict is of a
-- run before $3.
COPY (
WITH wanted AS MATERIALIZED (
    SELECT s.sheet << 7 | u.place AS line_id FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL (
        SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block) u
    WHERE s.council_id = $1 AND s.run_id = $2 AND 'variance' = ANY (s.verdict)
    AND s.verdict[u.block] = 'variance' AND $2 < $3
    UNION
    SELECT h.line_id FROM tallystick_data.held_line h
    WHERE h.council_id = $1 AND NOT EXISTS ( -- what arrived since has no verdict before $3
        SELECT 1 FROM tallystick_data.run r
        WHERE r.council_id = $1 AND r.run_id = $3 AND r.first_line_id <= h.line_id)
)
SELECT o.care_manager, p.provider, b.invoice_no, b.line_no, p.client_ref, b.carer_ref, p.service,
       o.order_no, o.order_line, v.slot, o.planned_start, o.planned_minutes, v.delivered_start,
       v.delivered_minutes, v.billed_minutes, v.expected_minutes, b.net_pence, v.expected_pence,
       v.payable_pence, v.verdict, string_to_array(v.reasons, ','), v.detail::text, v.run_id = $2,
       wanted.line_id
FROM wanted
CROSS JOIN LATERAL (
    SELECT s.run_id, s.package_id[a.block] AS package_id, s.order_id[a.at] AS order_id,
           s.slot[a.block] AS slot, s.delivered_start[a.at] AS delivered_start,
           s.delivered_minutes[a.at] AS delivered_minutes,
           s.delivered_minutes[a.at] + s.billed_less_delivered[a.block] AS billed_minutes,
           s.delivered_minutes[a.at] + s.expected_less_delivered[a.block] AS expected_minutes,
           s.payable_pence[a.at] + s.expected_less_payable[a.block] AS expected_pence,
           s.payable_pence[a.at] AS payable_pence,
           coalesce(s.verdict[a.block], 'matched') AS verdict,
           s.reasons[a.block] AS reasons, s.detail[a.block] AS detail
    FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (wanted.line_id & 127)::smallint),
        width_bucket((wanted.line_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = wanted.line_id >> 7 AND a.at IS NOT NULL
    ORDER BY s.run_id DESC LIMIT 1) v
CROSS JOIN LATERAL (
    SELECT s.invoice_no[a.block] AS invoice_no, s.line_no[a.at] AS line_no,
           s.carer_ref[a.block] AS carer_ref, s.net_pence[a.at] AS net_pence
    FROM tallystick_data.bill_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (wanted.line_id & 127)::smallint),
        width_bucket((wanted.line_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = wanted.line_id >> 7 OFFSET 0) b
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = v.package_id
LEFT JOIN LATERAL (
    SELECT s.care_manager[a.block] AS care_manager, s.order_no[a.block] AS order_no,
           s.order_line[a.at] AS order_line, s.planned_start[a.at] AS planned_start,
           s.planned_minutes[a.at] AS planned_minutes
    FROM tallystick_data.order_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (v.order_id & 127)::smallint),
        width_bucket((v.order_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = v.order_id >> 7 AND a.at IS NOT NULL OFFSET 0) o ON true
WHERE v.run_id < $3
ORDER BY o.care_manager COLLATE "C" NULLS FIRST, p.client_ref COLLATE "C", v.delivered_start,
         p.provider COLLATE "C", b.invoice_no COLLATE "C", wanted.line_id
) TO STDOUT (FORMAT binary)
