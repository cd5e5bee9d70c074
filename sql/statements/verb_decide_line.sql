-- The line of that name that a decision would be about: a held one, else the last that was judged.
SELECT verdict, array_to_string(reasons, ' '),
       'duplicate_visit' = ANY (reasons) OR 'changed_line' = ANY (reasons),
       expected_pence IS NOT NULL, billed_pence IS NULL
FROM tallystick.line_verdict
WHERE council = $1 AND provider = $2 AND invoice_no = $3 AND line_no = $4
ORDER BY (verdict = 'held') DESC, run_id DESC
LIMIT 1
