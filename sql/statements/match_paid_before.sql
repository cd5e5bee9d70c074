-- Visits of provider $2 that another process paid, read up to file $8: of the clients $3 from $4 to
-- $5 (seconds), or under the invoice lines $6/$7.  In a shadow they are there to be compared with.
SELECT b.paid_id, b.client_ref, b.service, b.start, b.invoice_no, b.line_no,
       COALESCE(b.amount_pence, 0)
FROM unnest($3::text[], $4::bigint[], $5::bigint[]) AS k (client_ref, from_s, to_s)
JOIN tallystick_data.paid_before b ON b.council_id = $1 AND b.provider = $2
    AND b.client_ref = k.client_ref
    AND b.start BETWEEN to_timestamp(k.from_s) AND to_timestamp(k.to_s)
WHERE b.file_id <= $8
AND EXISTS (
    SELECT 1 FROM tallystick_data.council c WHERE c.council_id = $1 AND c.code NOT LIKE '%/shadow')
UNION
SELECT b.paid_id, b.client_ref, b.service, b.start, b.invoice_no, b.line_no,
       COALESCE(b.amount_pence, 0)
FROM unnest($6::text[], $7::text[]) AS n (invoice_no, line_no)
JOIN tallystick_data.paid_before b ON b.council_id = $1 AND b.provider = $2
    AND b.invoice_no = n.invoice_no AND b.line_no = n.line_no
WHERE b.file_id <= $8
AND EXISTS (
    SELECT 1 FROM tallystick_data.council c WHERE c.council_id = $1 AND c.code NOT LIKE '%/shadow')
ORDER BY 1
