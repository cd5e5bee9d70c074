-- What run $2 found of lines paid earlier, and what was paid of it: paid, waiting for an approval, or
-- told.  One that is paid has a line number of its own, as in the remittance.  One that was needless
-- the same night is left out.
SELECT a.provider, f.name, a.line_id & 4294967295, b.invoice_no,
       b.line_no || CASE WHEN a.is_self_billed THEN '-A' || a.number ELSE '' END, k.client_ref, k.service, v.delivered_start, v.verdict, b.net_pence, a.cause,
       a.old_expected_pence, a.new_expected_pence, a.is_self_billed, o.line_id IS NOT NULL,
       coalesce(l.net_pence, 0), coalesce(l.vat_pence, 0),
       CASE WHEN a.is_self_billed THEN a.due_date END
FROM tallystick_data.adjustment a
CROSS JOIN LATERAL (
    SELECT s.delivered_start[e.at] AS delivered_start, coalesce(s.verdict[e.block], 'matched') AS verdict,
           s.package_id[e.block] AS package_id
    FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (a.line_id & 127)::smallint),
        width_bucket((a.line_id & 127)::smallint, s.blocks)) AS e (at, block)
    WHERE s.council_id = $1 AND s.sheet = a.line_id >> 7
    AND e.at IS NOT NULL AND s.lot_id[e.block] IS NOT NULL OFFSET 0) v
CROSS JOIN LATERAL (
    SELECT s.invoice_no[e.block] AS invoice_no, s.line_no[e.at] AS line_no,
           s.net_pence[e.at] AS net_pence
    FROM tallystick_data.bill_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (a.line_id & 127)::smallint),
        width_bucket((a.line_id & 127)::smallint, s.blocks)) AS e (at, block)
    WHERE s.council_id = $1 AND s.sheet = a.line_id >> 7 OFFSET 0) b
JOIN tallystick_data.care_package k ON k.council_id = $1 AND k.package_id = v.package_id
JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.file_id = a.line_id >> 32
LEFT JOIN tallystick_data.adjustment_lot l
    ON l.council_id = $1 AND l.line_id = a.line_id AND l.number = a.number
LEFT JOIN tallystick_data.open_adjustment o
    ON o.council_id = $1 AND o.line_id = a.line_id AND o.number = a.number
WHERE a.council_id = $1 AND a.run_id = $2 AND a.new_expected_pence <> a.old_expected_pence
AND (NOT a.is_self_billed OR l.lot_id IS NOT NULL OR o.line_id IS NOT NULL)
ORDER BY a.provider, a.line_id, a.number
