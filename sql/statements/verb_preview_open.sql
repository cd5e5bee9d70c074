DECLARE verb_preview NO SCROLL CURSOR FOR
-- What run $2 says of the rows of the file with hash $3, in the file's order; rows that could not be
-- read have their place, whatever kind of file it is.
SELECT source_row, j.line, j."column", j.field, j.reason,
       v.invoice_no, v.line_no, v.client_ref, v.service, v.verdict, v.reasons,
       (CASE WHEN v.other_line IS NULL THEN v.detail
        ELSE jsonb_build_object('other', v.other_line) END)::text AS detail,
       v.planned_start, v.delivered_start, v.billed_minutes, v.expected_minutes,
       v.billed_pence, v.expected_pence, v.payable_pence
FROM (SELECT * FROM tallystick.line_verdict
      WHERE council = $1 AND run_id = $2 AND source_file = $3) v
FULL JOIN (SELECT * FROM tallystick.rejected_row
           WHERE council = $1 AND run_id = $2 AND source_file = $3) j USING (source_row)
ORDER BY source_row
