-- The numbers of provider $2's invoices $3, NULL where one has none yet: a row for each, in their order;
-- and the next number of the council.
SELECT i.invoice_id,
       (SELECT COALESCE(max(m.invoice_id), 0) + 1 FROM tallystick_data.invoice m WHERE m.council_id = $1)
FROM unnest($3::text[]) WITH ORDINALITY AS k (invoice_no, number)
LEFT JOIN LATERAL (
    SELECT n.invoice_id FROM tallystick_data.invoice n
    WHERE n.council_id = $1 AND n.provider = $2 AND n.invoice_no = k.invoice_no
    OFFSET 0) i ON true
ORDER BY k.number
