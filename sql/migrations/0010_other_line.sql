-- The public detail of a line is its checks and nothing else. Which line has the visit of one held
-- duplicate_visit, {"invoice_no": ..., "line_no": ...}, has a column of its own: other_line.
CREATE OR REPLACE VIEW tallystick.line_verdict AS
SELECT c.code AS council, v.provider, i.invoice_no, v.line_no, k.client_ref,
       b.carer_ref[a.block] AS carer_ref, k.service, encode(f.sha256, 'hex') AS source_file,
       (v.line_id & 4294967295)::integer AS source_row,
       v.delivered_start, v.delivered_minutes, v.billed_minutes, v.expected_minutes,
       b.net_pence[a.at] AS billed_pence, v.expected_pence, v.payable_pence,
       coalesce(b.vat_pence[a.at], 0) AS billed_vat_pence, v.payable_vat_pence,
       v.verdict, coalesce(v.reasons, '{}') AS reasons,
       CASE WHEN NOT v.detail ? 'other' THEN v.detail END AS detail,
       o.order_no[e.block] AS order_no, o.order_line[e.at] AS order_line, nullif(v.slot, 0) AS slot,
       o.planned_start[e.at] AS planned_start,
       v.run_id, r.business_date AS received_date, v.due_date,
       t.batch, t.transaction, v.detail -> 'other' AS other_line
FROM tallystick_data.verdict v
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.bill_sheet b ON b.council_id = v.council_id AND b.sheet = v.sheet
CROSS JOIN LATERAL ROWS FROM (
    array_position(b.place, (v.line_id & 127)::smallint),
    width_bucket((v.line_id & 127)::smallint, b.blocks)) AS a (at, block)
JOIN tallystick_data.care_package k ON k.council_id = v.council_id AND k.package_id = v.package_id
JOIN tallystick_data.invoice i ON i.council_id = v.council_id AND i.invoice_id = v.invoice_id
    AND i.provider = v.provider
-- What a line is found by.
JOIN tallystick_data.invoice_sheet n ON n.council_id = v.council_id
    AND n.invoice_id = i.invoice_id AND n.sheet = v.sheet
-- OFFSET 0: from the line to its file and run; the other way round each line meets every file.
CROSS JOIN LATERAL (
    SELECT n.sha256, n.run_id FROM tallystick_data.inbound_file n
    WHERE n.council_id = v.council_id AND n.file_id = v.line_id >> 32 OFFSET 0) f
CROSS JOIN LATERAL (
    SELECT n.business_date FROM tallystick_data.run n
    WHERE n.council_id = v.council_id AND n.run_id = f.run_id OFFSET 0) r
LEFT JOIN tallystick_data.order_sheet o ON o.council_id = v.council_id
    AND o.sheet = v.order_id >> 7 AND (v.order_id & 127)::smallint = ANY (o.place)
LEFT JOIN LATERAL ROWS FROM (
    array_position(o.place, (v.order_id & 127)::smallint),
    width_bucket((v.order_id & 127)::smallint, o.blocks)) AS e (at, block) ON true
LEFT JOIN LATERAL (
    SELECT l.batch, l.transaction
    FROM tallystick_data.settlement_lot l
    WHERE l.council_id = v.council_id AND l.lot_id = v.lot_id
      AND NOT EXISTS (
          SELECT FROM tallystick_data.settlement_step s
          WHERE s.council_id = l.council_id AND s.batch = l.batch AND s.state = 'withdrawn')
    ORDER BY l.attempt DESC
    LIMIT 1) t ON true
WHERE NOT EXISTS (
    SELECT FROM tallystick_data.judged_sheet later
    WHERE later.council_id = v.council_id AND later.sheet = v.sheet
      AND later.provider = v.provider AND later.run_id > v.run_id
      AND (v.line_id & 127)::smallint = ANY (later.place))
UNION ALL
SELECT c.code, j.provider, j.invoice_no, j.line_no, j.client_ref, NULL, NULL,
       encode(f.sha256, 'hex'), j.source_row,
       NULL, NULL, NULL, NULL,
       NULL, NULL, 0, NULL, 0,
       'rejected', ARRAY[j.code], jsonb_build_object('field', j.field, 'reason', j.reason),
       NULL, NULL, NULL, NULL,
       j.run_id, r.business_date, NULL, NULL, NULL, NULL
FROM tallystick_data.rejected_row j
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.inbound_file f ON f.council_id = j.council_id AND f.file_id = j.file_id
JOIN tallystick_data.run r ON r.council_id = j.council_id AND r.run_id = j.run_id
WHERE j.kind = 'bill';
