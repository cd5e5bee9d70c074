-- A line as it was paid, and the line that it takes from if it is a credit.
SELECT y.net_pence, y.vat_pence, y.due_date, c.invoice_no, c.line_no, c.net_pence
FROM tallystick_data.paid_line y
LEFT JOIN tallystick_data.paid_line c ON c.council_id = $1 AND c.line_id = y.credits_line_id
WHERE y.council_id = $1 AND y.line_id = $2 AND y.run_id <= $3
