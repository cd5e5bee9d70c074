-- The numbers of provider $2's invoices $3, NULL where one has none yet: a row for each, in their order.
SELECT i.invoice_id
FROM unnest($3::text[]) WITH ORDINALITY AS k (invoice_no, number)
LEFT JOIN LATERAL (
    SELECT n.invoice_id FROM tallystick_data.invoice n
    WHERE n.council_id = $1 AND n.provider = $2 AND n.invoice_no = k.invoice_no
    OFFSET 0) i ON true
ORDER BY k.number
