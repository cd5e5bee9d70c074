-- The notches of the order lines that wait and are first readings.
INSERT INTO tallystick_data.order_notch_waiting
    (council_id, order_no, stick, sheet, notches, lines)
SELECT $1, w.order_no, w.stick, w.sheet, bit_or(w.notch), count(*)
FROM tallystick_data.order_line_waiting w
WHERE w.council_id = $1 AND w.reading = 1 AND w.stick IS NOT NULL
GROUP BY w.order_no, w.stick, w.sheet
