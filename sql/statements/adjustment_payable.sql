-- Open adjustments that need nobody's approval, or have it in run $2.
SELECT a.line_id, a.number, a.provider, b.invoice_no, v.line_no || '-A' || a.number, k.client_ref,
       k.service, p.cost_centre, p.gl_code, p.order_no, p.order_line, v.delivered_start,
       a.old_expected_pence, a.new_expected_pence, a.vat_percent_e4, v.delivered_minutes, a.due_date
FROM tallystick_data.open_adjustment o
JOIN tallystick_data.adjustment a
    ON a.council_id = $1 AND a.line_id = o.line_id AND a.number = o.number
CROSS JOIN LATERAL (
    SELECT s.delivered_start[e.at] AS delivered_start,
           s.delivered_minutes[e.at] AS delivered_minutes, s.order_id[e.at] AS order_id,
           s.package_id[e.block] AS package_id, s.invoice_id[e.block] AS invoice_id,
           s.line_no[e.at] AS line_no
    FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (o.line_id & 127)::smallint),
        width_bucket((o.line_id & 127)::smallint, s.blocks)) AS e (at, block)
    WHERE s.council_id = $1 AND s.sheet = o.line_id >> 7
    AND e.at IS NOT NULL AND s.lot_id[e.block] IS NOT NULL OFFSET 0) v
JOIN tallystick_data.invoice b ON b.council_id = $1 AND b.invoice_id = v.invoice_id
JOIN tallystick_data.care_package k ON k.council_id = $1 AND k.package_id = v.package_id
LEFT JOIN LATERAL (
    SELECT s.cost_centre[a.block] AS cost_centre, s.gl_code[a.block] AS gl_code,
           s.order_no[a.block] AS order_no, s.order_line[a.at] AS order_line
    FROM tallystick_data.order_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (v.order_id & 127)::smallint),
        width_bucket((v.order_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = v.order_id >> 7 AND a.at IS NOT NULL OFFSET 0) p ON true
WHERE o.council_id = $1
AND (a.item_id IS NULL OR EXISTS (
    SELECT 1 FROM tallystick_data.approved_item d
    WHERE d.council_id = $1 AND d.item_id = a.item_id AND d.run_id < $2))
ORDER BY a.provider, a.line_id, a.number
