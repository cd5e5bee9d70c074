-- As match_line_sticks.sql, of the sticks $2 of slots $3 in turns $4.
SELECT c.cutting, c.notches_after
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[])
    WITH ORDINALITY AS k (stick, slot, turn, number)
LEFT JOIN LATERAL (
    SELECT s.cutting, s.notches_after FROM tallystick_data.slot_stick s
    WHERE s.council_id = $1 AND s.stick = k.stick AND s.slot = k.slot AND s.turn = k.turn
    ORDER BY s.cutting DESC LIMIT 1) c ON true
ORDER BY k.number
