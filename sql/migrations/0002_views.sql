-- What the public sees (schema tallystick): columns may be added, not changed.

CREATE SCHEMA IF NOT EXISTS tallystick;

CREATE VIEW tallystick.line_verdict AS
SELECT c.code AS council, v.provider, i.invoice_no, v.line_no, k.client_ref,
       b.carer_ref[a.block] AS carer_ref, k.service, encode(f.sha256, 'hex') AS source_file,
       (v.line_id & 4294967295)::integer AS source_row,
       v.delivered_start, v.delivered_minutes, v.billed_minutes, v.expected_minutes,
       b.net_pence[a.at] AS billed_pence, v.expected_pence, v.payable_pence,
       coalesce(b.vat_pence[a.at], 0) AS billed_vat_pence, v.payable_vat_pence,
       v.verdict, coalesce(v.reasons, '{}') AS reasons, v.detail,
       o.order_no[e.block] AS order_no, o.order_line[e.at] AS order_line, nullif(v.slot, 0) AS slot,
       o.planned_start[e.at] AS planned_start,
       v.run_id, r.business_date AS received_date, v.due_date,
       t.batch, t.transaction
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
       j.run_id, r.business_date, NULL, NULL, NULL
FROM tallystick_data.rejected_row j
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.inbound_file f ON f.council_id = j.council_id AND f.file_id = j.file_id
JOIN tallystick_data.run r ON r.council_id = j.council_id AND r.run_id = j.run_id
WHERE j.kind = 'bill';

CREATE VIEW tallystick.settlement_batch AS
SELECT c.code AS council, b.batch, b.rail, s.state, b.transactions, b.lines,
       b.net_pence + b.vat_pence AS total_pence, b.vat_pence, b.business_date, b.due_date,
       encode(b.content_sha256, 'hex') AS content_sha256, b.prepared_by,
       released.done_by AS released_by, b.run_id
FROM tallystick_data.settlement_batch b
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.settlement_step s ON s.council_id = b.council_id AND s.batch = b.batch
LEFT JOIN tallystick_data.settlement_step released
       ON released.council_id = b.council_id AND released.batch = b.batch
      AND released.state = 'released'
WHERE NOT EXISTS (
    SELECT FROM tallystick_data.settlement_step later
    WHERE later.council_id = s.council_id AND later.batch = s.batch AND later.step > s.step);

CREATE VIEW tallystick.settlement_transaction AS
SELECT c.code AS council, t.batch, t.transaction, t.attempt, b.rail, t.provider, t.invoice_no,
       t.lines, t.net_pence, t.vat_pence, t.due_date,
       CASE s.state WHEN 'released' THEN 'prepared' ELSE s.state END AS state
FROM tallystick_data.settlement_transaction t
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.settlement_batch b ON b.council_id = t.council_id AND b.batch = t.batch
JOIN tallystick_data.settlement_step s ON s.council_id = t.council_id AND s.batch = t.batch
WHERE NOT EXISTS (
    SELECT FROM tallystick_data.settlement_step later
    WHERE later.council_id = s.council_id AND later.batch = s.batch AND later.step > s.step);

CREATE VIEW tallystick.inbound_file AS
SELECT c.code AS council, f.feed, f.name, encode(f.sha256, 'hex') AS sha256, f.state, f.reason,
       f.rows_read, f.rows_loaded, f.rows_rejected, f.run_id
FROM tallystick_data.inbound_file f
JOIN tallystick_data.council c USING (council_id);

CREATE VIEW tallystick.missed_visit AS
SELECT c.code AS council, k.provider, k.client_ref, k.service, m.order_no, m.order_line, m.slot,
       o.planned_start, o.planned_minutes, m.run_id AS reported_run
FROM tallystick_data.missed_visit m
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.order_line o ON o.council_id = m.council_id AND o.order_id = m.order_id
    AND o.sheet = m.order_id >> 7
JOIN tallystick_data.care_package k ON k.council_id = o.council_id AND k.package_id = o.package_id;

CREATE VIEW tallystick.run AS
SELECT c.code AS council, r.run_id, r.business_date, r.state, r.started_at, r.finished_at,
       r.lines_in, r.matched, r.variance, r.held, r.rejected, r.duplicate,
       r.paid_pence, r.held_pence, r.carried, r.pence_in, r.carried_pence, r.matched_pence,
       r.variance_pence, r.rejected_pence, r.duplicate_pence, r.not_paid_pence
FROM tallystick_data.run r
JOIN tallystick_data.council c USING (council_id);

CREATE VIEW tallystick.rejected_row AS
SELECT c.code AS council, f.feed, j.kind, encode(f.sha256, 'hex') AS source_file, j.source_row,
       j.line, j.column_no AS "column", j.field, j.reason, j.run_id
FROM tallystick_data.rejected_row j
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.inbound_file f ON f.council_id = j.council_id AND f.file_id = j.file_id;
