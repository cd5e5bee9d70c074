-- A line as it was paid, and the line that it takes from if it is a credit.
SELECT y.payable_pence, y.payable_vat_pence, y.due_date, c.invoice_no, c.line_no, c.payable_pence
FROM tallystick_data.verdict y
LEFT JOIN LATERAL (
    SELECT i.invoice_no, v.line_no, v.payable_pence
    FROM tallystick_data.paid_credit t
    JOIN tallystick_data.verdict v ON v.council_id = $1 AND v.sheet = t.credits_line_id >> 7
        AND v.line_id = t.credits_line_id AND v.turn IS NOT NULL
    JOIN tallystick_data.invoice i ON i.council_id = $1 AND i.invoice_id = v.invoice_id
    WHERE t.council_id = $1 AND t.line_id = y.line_id) c ON true
WHERE y.council_id = $1 AND y.sheet = $2 >> 7 AND y.line_id = $2 AND y.turn IS NOT NULL
AND y.run_id <= $3
