-- Every bill line of that provider, invoice and line number that was read up to run $5, with its
-- verdict as that run left it and what paid credits had taken back by then.  Line numbers are stored without leading zeros where they are whole.
SELECT b.line_id, b.source_row, f.name, encode(f.sha256, 'hex'), f.feed, b.run_id, r.business_date,
       v.run_id, v.verdict, v.reasons, v.delivered_start, v.delivered_minutes, v.billed_minutes,
       v.expected_minutes, v.expected_pence, v.payable_pence, v.payable_vat_pence, v.order_id,
       v.slot, v.due_date,
       (SELECT COALESCE(-sum(y.net_pence), 0)::bigint FROM tallystick_data.paid_credit y
        WHERE y.council_id = $1 AND y.credits_line_id = b.line_id AND y.run_id <= $5)
FROM (
    SELECT DISTINCT named.line_id FROM tallystick_data.invoice i
    JOIN tallystick_data.invoice_sheet n ON n.council_id = $1 AND n.invoice_id = i.invoice_id
    JOIN tallystick_data.verdict named ON named.council_id = $1 AND named.sheet = n.sheet
        AND named.invoice_id = i.invoice_id
    WHERE i.council_id = $1 AND i.provider = $2 AND i.invoice_no = $3
      AND named.line_no = CASE WHEN $4 ~ '^0+[0-9]+$' THEN regexp_replace($4, '^0+(?=[0-9])', '')
                               ELSE $4 END) k
CROSS JOIN LATERAL (
    SELECT * FROM tallystick_data.bill_line l
    WHERE l.council_id = $1 AND l.sheet = k.line_id >> 7 AND l.line_id = k.line_id OFFSET 0) b
JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.file_id = b.file_id
JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = b.run_id
LEFT JOIN LATERAL (
    SELECT w.* FROM tallystick_data.verdict w
    WHERE w.council_id = $1 AND w.sheet = b.line_id >> 7 AND w.line_id = b.line_id
    AND w.run_id <= $5
    ORDER BY w.run_id DESC LIMIT 1) v ON true
WHERE b.run_id <= $5
ORDER BY b.line_id
