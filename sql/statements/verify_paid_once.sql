-- Sticks of bill lines on which the notches are not the lines that are paid, by the first of them:
-- what would be paid again, or never.
SELECT min(n.first_id), CASE WHEN bool_and(n.paid) THEN 'is paid, and not notched as paid'
                             ELSE 'is notched as paid, and is not' END
FROM (
    SELECT coalesce(p.stick, s.stick) AS stick, d.paid,
           (coalesce(p.stick, s.stick) << 6) + d.place AS first_id
    FROM (
        SELECT v.line_id >> 6 AS stick, bit_or(1::bigint << (v.line_id & 63)::integer) AS notches
        FROM (
            SELECT s.sheet << 7 | u.place AS line_id
            FROM tallystick_data.verdict_sheet s
            CROSS JOIN LATERAL (
                SELECT unnest(s.place) AS place, unnest(s.verdict) AS verdict) u
            WHERE s.council_id = $1 AND u.verdict IN ('matched', 'variance')) v
        GROUP BY 1) p
    FULL JOIN (
        SELECT stick, bit_or(notches_now) AS notches FROM tallystick_data.line_stick
        WHERE council_id = $1 GROUP BY stick) s ON s.stick = p.stick
    CROSS JOIN LATERAL (
        SELECT g AS place, coalesce(p.notches, 0) >> g & 1 = 1 AS paid
        FROM generate_series(0, 63) AS g
        WHERE (coalesce(p.notches, 0) # coalesce(s.notches, 0)) >> g & 1 = 1
        ORDER BY g LIMIT 1) d
    WHERE coalesce(p.notches, 0) <> coalesce(s.notches, 0)) n
GROUP BY n.stick
ORDER BY 1
