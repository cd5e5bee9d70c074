-- The notches that wait, one cutting a stick.
WITH waiting AS (
    DELETE FROM tallystick_data.order_notch_waiting WHERE council_id = $1 RETURNING *
), stick AS (
    SELECT w.order_no, w.digits, w.stick, bit_or(w.notches) AS notches,
           sum(w.lines)::integer AS lines, array_agg(w.sheet) AS sheets,
           array_agg(w.notches) AS sheet_notches
    FROM (SELECT * FROM waiting ORDER BY order_no, digits, stick, sheet) w
    GROUP BY w.order_no, w.digits, w.stick
)
INSERT INTO tallystick_data.order_stick
    (council_id, order_no, digits, stick, cutting, notches_before, notches_now, lines, sheets,
     sheet_notches)
SELECT $1, s.order_no, s.digits, s.stick, COALESCE(last.cutting, 0) + 1,
       COALESCE(last.notches_after, 0::bit(256)), s.notches, s.lines, s.sheets, s.sheet_notches
FROM stick s
LEFT JOIN LATERAL (
    SELECT c.cutting, c.notches_after FROM tallystick_data.order_stick c
    WHERE c.council_id = $1 AND c.order_no = s.order_no AND c.digits = s.digits
    AND c.stick = s.stick
    ORDER BY c.cutting DESC LIMIT 1) last ON true
