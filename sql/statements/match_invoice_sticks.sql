-- As match_line_sticks.sql, of the sticks $2 of invoices $3 in turns $4.
SELECT c.cutting, c.notches_after
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[])
    WITH ORDINALITY AS k (stick, invoice_id, identity_turn, number)
LEFT JOIN LATERAL (
    SELECT s.cutting, s.notches_after FROM tallystick_data.invoice_stick s
    WHERE s.council_id = $1 AND s.invoice_id = k.invoice_id
    AND s.identity_turn = k.identity_turn AND s.stick = k.stick
    ORDER BY s.cutting DESC LIMIT 1) c ON true
ORDER BY k.number
