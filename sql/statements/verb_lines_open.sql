DECLARE verb_lines NO SCROLL CURSOR FOR
SELECT council, provider, invoice_no, line_no, client_ref, carer_ref, service,
       delivered_start, delivered_minutes, billed_minutes, expected_minutes,
       billed_pence, expected_pence, payable_pence, billed_vat_pence, payable_vat_pence,
       verdict, array_to_string(reasons, ' ') AS reasons,
       order_no, order_line, slot, planned_start, run_id,
       received_date::text AS received_date, due_date::text AS due_date, batch, transaction,
       source_file, source_row,
       adjusted_pence, attempt, payment
FROM tallystick.line_verdict line
LEFT JOIN (
    SELECT t.batch AS of_batch, t.transaction AS of_transaction, t.attempt, t.state AS payment
    FROM tallystick.settlement_transaction t
    WHERE t.council = $1) sent ON of_batch = batch AND of_transaction = transaction
LEFT JOIN (
    SELECT a.provider AS adjusted_provider, a.credits_invoice_no, a.credits_line_no,
           sum(a.net_pence)::bigint AS adjusted_pence
    FROM tallystick.adjustment a
    WHERE a.council = $1
    GROUP BY a.provider, a.credits_invoice_no, a.credits_line_no) adjusted
    ON adjusted_provider = provider AND credits_invoice_no = invoice_no
    AND credits_line_no = line_no
WHERE council = $1
  AND ($2 IS NULL OR verdict = $2)
  AND ($3 IS NULL OR provider = $3)
  AND ($4 IS NULL OR client_ref = $4)
  AND ($5 IS NULL OR $5 = ANY (reasons))
  -- From midnight of the first day to the midnight after the last, on the council's clocks.
  AND ($6 IS NULL OR delivered_start >= $6::timestamp AT TIME ZONE $8)
  AND ($7 IS NULL OR delivered_start < ($7 + 1)::timestamp AT TIME ZONE $8)
  AND ($9 IS NULL OR invoice_no = $9)
  AND ($10 IS NULL OR run_id = $10)
-- Line numbers as numbers where they are whole; rejected rows may lack any of the rest.
ORDER BY provider COLLATE "C", invoice_no COLLATE "C",
         CASE WHEN line_no ~ '^[0-9]+$' THEN line_no::numeric END, line_no COLLATE "C",
         source_file COLLATE "C", source_row
LIMIT $11
