-- Which order lines were read on earlier nights, of those with name ($2 order_no, $3 order_line) and
-- number ($4 order_no without its last digits, $5 digits, $6 stick, $7 notch; a stick below 0: none).
WITH line AS MATERIALIZED (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])
        WITH ORDINALITY AS n (order_no, order_line, stem, digits, stick, notch, at)
), stick AS MATERIALIZED (
    SELECT t.stem, t.digits, t.stick, last.notches_after
    FROM (SELECT DISTINCT l.stem, l.digits, l.stick FROM line l WHERE l.stick >= 0) t
    CROSS JOIN LATERAL (
        SELECT c.notches_after FROM tallystick_data.order_stick c
        WHERE c.council_id = $1 AND c.order_no = t.stem AND c.digits = t.digits
        AND c.stick = t.stick
        ORDER BY c.cutting DESC LIMIT 1) last
)
SELECT l.at
FROM line l
JOIN stick t ON t.stem = l.stem AND t.digits = l.digits AND t.stick = l.stick
WHERE get_bit(t.notches_after, l.notch::integer) = 1
UNION ALL
SELECT l.at
FROM line l
CROSS JOIN LATERAL (
    SELECT FROM tallystick_data.order_other_line f
    WHERE f.council_id = $1 AND f.order_no = l.order_no AND f.order_line = l.order_line
    OFFSET 0) f
WHERE l.stick < 0
