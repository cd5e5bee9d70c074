-- The line of that name that a decision would be about: a held one, else the last that was judged;
-- whether the line that was paid has to be credited first; and its number as stored, which is without
-- leading zeros where it is whole.
SELECT h.verdict, array_to_string(h.reasons, ' '),
       'duplicate_visit' = ANY (h.reasons)
           OR ('changed_line' = ANY (h.reasons) AND NOT coalesce(first.are_credited, false)),
       h.expected_pence IS NOT NULL, h.billed_pence IS NULL, h.line_no
FROM tallystick.line_verdict h
LEFT JOIN LATERAL (
    SELECT bool_and(y.pence > 0 AND y.pence >= v.payable_pence) AS are_credited
    FROM tallystick_data.council c
    JOIN tallystick_data.invoice i
        ON i.council_id = c.council_id AND i.provider = h.provider AND i.invoice_no = h.invoice_no
    JOIN tallystick_data.invoice_sheet n
        ON n.council_id = i.council_id AND n.invoice_id = i.invoice_id
    JOIN tallystick_data.verdict v ON v.council_id = n.council_id AND v.sheet = n.sheet
        AND v.invoice_id = n.invoice_id AND v.line_no = h.line_no AND v.lot_id IS NOT NULL
    CROSS JOIN LATERAL (
        SELECT coalesce(-sum(p.net_pence), 0) AS pence FROM tallystick_data.paid_credit p
        WHERE p.council_id = v.council_id AND p.credits_line_id = v.line_id) y
    WHERE c.code = h.council AND 'changed_line' = ANY (h.reasons)) first ON true
WHERE h.council = $1 AND h.provider = $2 AND h.invoice_no = $3
  AND h.line_no = CASE WHEN $4 ~ '^0+[0-9]+$' THEN regexp_replace($4, '^0+(?=[0-9])', '') ELSE $4 END
ORDER BY (h.verdict = 'held') DESC, h.run_id DESC
LIMIT 1
