-- What was read on earlier nights: of the sticks of order lines $2 (order_no without its last
-- digits), $3 (digits) and $4 (stick) the notches, as text; of the lines without a number $5
-- (order_no) and $6 (order_line), which, NULL. By their numbers in the arrays, from 0.
SELECT k.at - 1, last.notches_after::text
FROM unnest($2::text[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS k (stem, digits, stick, at)
CROSS JOIN LATERAL (
    SELECT c.notches_after FROM tallystick_data.order_stick c
    WHERE c.council_id = $1 AND c.order_no = k.stem AND c.digits = k.digits AND c.stick = k.stick
    ORDER BY c.cutting DESC LIMIT 1) last
UNION ALL
SELECT k.at - 1, NULL
FROM unnest($5::text[], $6::text[]) WITH ORDINALITY AS k (order_no, order_line, at)
CROSS JOIN LATERAL (
    SELECT FROM tallystick_data.order_other_line f
    WHERE f.council_id = $1 AND f.order_no = k.order_no AND f.order_line = k.order_line
    OFFSET 0) f
