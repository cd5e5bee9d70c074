-- The line of that name that a decision would be about: a held one, else the last that was judged;
-- and its number as stored, which is without leading zeros where it is whole.
SELECT verdict, array_to_string(reasons, ' '),
       'duplicate_visit' = ANY (reasons) OR 'changed_line' = ANY (reasons),
       expected_pence IS NOT NULL, billed_pence IS NULL, line_no
FROM tallystick.line_verdict
WHERE council = $1 AND provider = $2 AND invoice_no = $3
  AND line_no = CASE WHEN $4 ~ '^0+[0-9]+$' THEN regexp_replace($4, '^0+(?=[0-9])', '') ELSE $4 END
ORDER BY (verdict = 'held') DESC, run_id DESC
LIMIT 1
