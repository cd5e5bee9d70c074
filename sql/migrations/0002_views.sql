-- Views in tallystick_data put records together again for the program; those in tallystick are
-- public: columns may be added, not changed.

CREATE VIEW tallystick_data.bill_line_whole AS
SELECT b.council_id, b.line_id, b.package_id, b.file_id, b.source_row,
       k.provider, b.invoice_no, b.line_no, k.client_ref, b.carer_ref, k.service,
       b.order_no, b.order_line, b.outcome, b.description, b.credits_invoice_no, b.credits_line_no,
       b.claimed_start, b.claimed_seconds, b.actual_start, b.actual_seconds, b.notice_at,
       b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence, b.invoice_date, b.unit, b.is_secondary
FROM tallystick_data.bill_line b
JOIN tallystick_data.care_package k USING (council_id, package_id);

CREATE VIEW tallystick_data.current_order_line AS
SELECT o.council_id, o.order_id, o.first_id, o.package_id, o.file_id, o.source_row,
       o.order_no, o.order_line, k.provider, k.client_ref, k.service,
       o.cost_centre, o.gl_code, o.care_manager, o.basis, o.is_cancelled, o.version,
       o.planned_start, o.planned_minutes, o.carers, o.quantity_e4, o.period,
       o.valid_from, o.valid_to, o.rate_e6, o.unit_price_e6
FROM tallystick_data.order_line o
JOIN tallystick_data.care_package k USING (council_id, package_id)
WHERE NOT EXISTS (
    SELECT FROM tallystick_data.order_replacement r
    WHERE r.council_id = o.council_id AND r.order_id = o.order_id);

CREATE VIEW tallystick_data.payable_line AS
SELECT p.council_id, p.line_id, p.run_id, p.provider, p.invoice_no, p.line_no,
       k.client_ref, k.service, o.cost_centre, o.gl_code, o.order_no, o.order_line,
       p.delivered_start, p.delivered_minutes, p.expected_minutes, b.quantity_e4, b.unit,
       b.net_pence AS billed_pence, p.payable_pence, p.payable_vat_pence, p.due_date
FROM tallystick_data.paid_line p
JOIN tallystick_data.bill_line b USING (council_id, line_id)
JOIN tallystick_data.care_package k ON k.council_id = p.council_id AND k.package_id = p.package_id
LEFT JOIN tallystick_data.order_line o ON o.council_id = p.council_id AND o.order_id = p.order_id;

CREATE VIEW tallystick_data.batch_state AS
SELECT s.council_id, s.batch_id, s.step, s.state, s.taken_by
FROM tallystick_data.settlement_step s
WHERE NOT EXISTS (
    SELECT FROM tallystick_data.settlement_step later
    WHERE later.council_id = s.council_id AND later.batch_id = s.batch_id AND later.step > s.step);

CREATE VIEW tallystick.line_verdict AS
SELECT c.code AS council, p.provider, p.invoice_no, p.line_no, k.client_ref, b.carer_ref, k.service,
       encode(f.sha256, 'hex') AS source_file, b.source_row,
       p.delivered_start, p.delivered_minutes, p.billed_minutes, p.expected_minutes,
       b.net_pence AS billed_pence, p.expected_pence, p.payable_pence,
       coalesce(b.vat_pence, 0) AS billed_vat_pence, p.payable_vat_pence,
       CASE WHEN p.reasons IS NULL THEN 'matched' ELSE 'variance' END AS verdict,
       coalesce(p.reasons, '{}') AS reasons, p.detail,
       o.order_no, o.order_line, nullif(p.slot, 0) AS slot, o.planned_start,
       p.run_id, r.business_date AS received_date, p.due_date,
       t.batch, i.transaction
FROM tallystick_data.paid_line p
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.bill_line b ON b.council_id = p.council_id AND b.line_id = p.line_id
JOIN tallystick_data.care_package k ON k.council_id = p.council_id AND k.package_id = p.package_id
JOIN tallystick_data.inbound_file f ON f.council_id = b.council_id AND f.file_id = b.file_id
JOIN tallystick_data.run r ON r.council_id = f.council_id AND r.run_id = f.run_id
LEFT JOIN tallystick_data.order_line o ON o.council_id = p.council_id AND o.order_id = p.order_id
LEFT JOIN (tallystick_data.settlement_item i
           JOIN tallystick_data.settlement_batch t ON t.council_id = i.council_id
                                                  AND t.batch_id = i.batch_id
           JOIN tallystick_data.batch_state s ON s.council_id = t.council_id
                                             AND s.batch_id = t.batch_id
                                             AND s.state <> 'withdrawn')
       ON i.council_id = p.council_id AND i.line_id = p.line_id
UNION ALL
SELECT c.code, k.provider, b.invoice_no, b.line_no, k.client_ref, b.carer_ref, k.service,
       encode(f.sha256, 'hex'), b.source_row,
       v.delivered_start, v.delivered_minutes, v.billed_minutes, v.expected_minutes,
       b.net_pence, v.expected_pence, 0, coalesce(b.vat_pence, 0), 0,
       v.verdict, v.reasons, v.detail,
       o.order_no, o.order_line, nullif(v.slot, 0), o.planned_start,
       v.run_id, r.business_date, v.due_date, NULL, NULL
FROM tallystick_data.verdict v
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.bill_line b ON b.council_id = v.council_id AND b.line_id = v.line_id
JOIN tallystick_data.care_package k ON k.council_id = b.council_id AND k.package_id = b.package_id
JOIN tallystick_data.inbound_file f ON f.council_id = b.council_id AND f.file_id = b.file_id
JOIN tallystick_data.run r ON r.council_id = f.council_id AND r.run_id = f.run_id
LEFT JOIN tallystick_data.order_line o ON o.council_id = v.council_id AND o.order_id = v.order_id
WHERE NOT EXISTS (
          SELECT FROM tallystick_data.verdict later
          WHERE later.council_id = v.council_id AND later.line_id = v.line_id
            AND later.run_id > v.run_id)
  AND NOT EXISTS (
          SELECT FROM tallystick_data.paid_line p
          WHERE p.council_id = v.council_id AND p.line_id = v.line_id)
UNION ALL
SELECT c.code, j.provider, j.invoice_no, j.line_no, j.client_ref, NULL, NULL,
       encode(f.sha256, 'hex'), j.source_row,
       NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, 0,
       'rejected', ARRAY[j.code], jsonb_build_object('field', j.field, 'message', j.message),
       NULL, NULL, NULL, NULL,
       j.run_id, r.business_date, NULL, NULL, NULL
FROM tallystick_data.rejected_row j
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.inbound_file f ON f.council_id = j.council_id AND f.file_id = j.file_id
JOIN tallystick_data.run r ON r.council_id = j.council_id AND r.run_id = j.run_id
WHERE f.kind = 'bill';

CREATE VIEW tallystick.settlement_batch AS
SELECT c.code AS council, b.batch, b.rail, s.state, b.transactions, b.lines,
       b.net_pence + b.vat_pence AS total_pence, b.vat_pence, b.business_date, b.due_date,
       encode(b.content_sha256, 'hex') AS content_sha256,
       prepared.taken_by AS prepared_by, released.taken_by AS released_by, b.run_id
FROM tallystick_data.settlement_batch b
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.batch_state s ON s.council_id = b.council_id AND s.batch_id = b.batch_id
LEFT JOIN tallystick_data.settlement_step prepared
       ON prepared.council_id = b.council_id AND prepared.batch_id = b.batch_id
      AND prepared.state = 'prepared'
LEFT JOIN tallystick_data.settlement_step released
       ON released.council_id = b.council_id AND released.batch_id = b.batch_id
      AND released.state = 'released';

CREATE VIEW tallystick.settlement_transaction AS
SELECT c.code AS council, b.batch, t.transaction, t.attempt, b.rail, t.provider, t.invoice_no,
       t.lines, t.net_pence, t.vat_pence, t.due_date,
       CASE s.state WHEN 'released' THEN 'prepared' ELSE s.state END AS state
FROM tallystick_data.settlement_transaction t
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.settlement_batch b ON b.council_id = t.council_id AND b.batch_id = t.batch_id
JOIN tallystick_data.batch_state s ON s.council_id = t.council_id AND s.batch_id = t.batch_id;

CREATE VIEW tallystick.inbound_file AS
SELECT c.code AS council, f.feed, f.name, encode(f.sha256, 'hex') AS sha256, f.state, f.reason,
       f.rows_read, f.rows_loaded, f.rows_rejected, f.run_id
FROM tallystick_data.inbound_file f
JOIN tallystick_data.council c USING (council_id);

CREATE VIEW tallystick.missed_visit AS
SELECT c.code AS council, k.provider, k.client_ref, k.service, o.order_no, o.order_line, m.slot,
       o.planned_start, o.planned_minutes, m.reported_run
FROM tallystick_data.missed_visit m
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.order_line o ON o.council_id = m.council_id AND o.order_id = m.order_id
JOIN tallystick_data.care_package k ON k.council_id = o.council_id AND k.package_id = o.package_id;

CREATE VIEW tallystick.run AS
SELECT c.code AS council, r.run_id, r.business_date, r.state, r.started_at, r.finished_at,
       r.lines_in, r.matched, r.variance, r.held, r.rejected, r.duplicate,
       r.paid_pence, r.held_pence, r.carried, r.pence_in, r.carried_pence, r.matched_pence,
       r.variance_pence, r.rejected_pence, r.duplicate_pence, r.not_paid_pence
FROM tallystick_data.run r
JOIN tallystick_data.council c USING (council_id);

CREATE VIEW tallystick.rejected_row AS
SELECT c.code AS council, f.feed, f.kind, encode(f.sha256, 'hex') AS source_file, j.source_row,
       j.line, j.column_number AS "column", j.field, j.message AS reason, j.run_id
FROM tallystick_data.rejected_row j
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.inbound_file f ON f.council_id = j.council_id AND f.file_id = j.file_id;
