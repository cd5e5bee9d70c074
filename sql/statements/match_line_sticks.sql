-- Of each of the sticks $2, the number of the latest cutting and what is notched by then, or NULLs:
-- in their order.
SELECT c.cutting, c.notches_after
FROM unnest($2::bigint[]) WITH ORDINALITY AS k (stick, number)
LEFT JOIN LATERAL (
    SELECT s.cutting, s.notches_after FROM tallystick_data.line_stick s
    WHERE s.council_id = $1 AND s.stick = k.stick
    ORDER BY s.cutting DESC LIMIT 1) c ON true
ORDER BY k.number
