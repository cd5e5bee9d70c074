-- Rows of bills that could not be read and bear that provider, invoice and line number, up to run
-- $5.  What they bear stands as it was sent.
SELECT j.source_row, f.name, encode(f.sha256, 'hex'), f.feed, j.run_id, r.business_date, j.line,
       j.column_no, j.field, j.code, j.reason, j.raw
FROM tallystick_data.rejected_row j
JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.file_id = j.file_id
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = j.run_id
WHERE j.council_id = $1 AND j.kind = 'bill' AND j.provider = $2 AND j.invoice_no = $3
  AND j.run_id <= $5
  AND CASE WHEN j.line_no ~ '^[0-9]+$' THEN ltrim(j.line_no, '0') ELSE j.line_no END
    = CASE WHEN $4 ~ '^[0-9]+$' THEN ltrim($4, '0') ELSE $4 END
ORDER BY j.file_id, j.source_row
