-- docs/database.md: the public views have these columns; more may follow, none may go.
WITH wanted (view, columns) AS (
    VALUES
    ('line_verdict', ARRAY['council', 'provider', 'invoice_no', 'line_no', 'client_ref', 'carer_ref',
     'service', 'source_file', 'source_row', 'delivered_start', 'delivered_minutes',
     'billed_minutes', 'expected_minutes', 'billed_pence', 'expected_pence', 'payable_pence',
     'billed_vat_pence', 'payable_vat_pence', 'verdict', 'reasons', 'detail', 'order_no',
     'order_line', 'slot', 'planned_start', 'run_id', 'received_date', 'due_date', 'batch',
     'transaction']),
    ('settlement_batch', ARRAY['council', 'batch', 'rail', 'state', 'transactions', 'lines',
     'total_pence', 'vat_pence', 'business_date', 'due_date', 'content_sha256', 'prepared_by',
     'released_by', 'run_id']),
    ('settlement_transaction', ARRAY['council', 'batch', 'transaction', 'attempt', 'rail',
     'provider', 'invoice_no', 'lines', 'net_pence', 'vat_pence', 'due_date', 'state']),
    ('inbound_file', ARRAY['council', 'feed', 'name', 'sha256', 'state', 'reason', 'rows_read',
     'rows_loaded', 'rows_rejected', 'run_id']),
    ('missed_visit', ARRAY['council', 'provider', 'client_ref', 'service', 'order_no', 'order_line',
     'slot', 'planned_start', 'planned_minutes', 'reported_run']),
    ('run', ARRAY['council', 'run_id', 'business_date', 'state', 'started_at', 'finished_at',
     'lines_in', 'matched', 'variance', 'held', 'rejected', 'duplicate', 'paid_pence',
     'held_pence']),
    ('rejected_row', ARRAY['council', 'feed', 'kind', 'source_file', 'source_row', 'line', 'column',
     'field', 'reason', 'run_id'])
)
SELECT format('%s.%s is missing', w.view, column_name)
FROM wanted w
CROSS JOIN unnest(w.columns) AS column_name
WHERE NOT EXISTS (
    SELECT FROM information_schema.columns c
    WHERE c.table_schema = 'tallystick' AND c.table_name = w.view
      AND c.column_name = column_name);

-- Types that others compute with.
SELECT format('line_verdict.%s is %s', attname, format_type(atttypid, atttypmod))
FROM pg_attribute
WHERE attrelid = 'tallystick.line_verdict'::regclass
  AND (attname, format_type(atttypid, atttypmod)) IN (
      SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
      WHERE attrelid = 'tallystick.line_verdict'::regclass
        AND (attname = 'delivered_start' AND atttypid <> 'timestamptz'::regtype
             OR attname = 'reasons' AND atttypid <> 'text[]'::regtype
             OR attname = 'detail' AND atttypid <> 'jsonb'::regtype
             OR attname = 'source_file' AND atttypid <> 'text'::regtype
             OR attname = 'received_date' AND atttypid <> 'date'::regtype));
