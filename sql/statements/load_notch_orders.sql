-- The notches of the order lines that wait and are first readings.
INSERT INTO tallystick_data.order_notch_waiting
    (council_id, order_no, digits, stick, sheet, notches, lines)
SELECT $1, w.stem, w.digits, w.stick, w.sheet, bit_or(set_bit(0::bit(256), w.notch, 1)), count(*)
FROM tallystick_data.order_line_waiting w
WHERE w.council_id = $1 AND w.reading = 1 AND w.stick IS NOT NULL
GROUP BY w.stem, w.digits, w.stick, w.sheet
