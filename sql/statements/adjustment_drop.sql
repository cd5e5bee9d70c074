-- Those that a later one of the same line, of run $2, stands for, or whose line was credited since.
DELETE FROM tallystick_data.open_adjustment o
USING tallystick_data.adjustment a
WHERE o.council_id = $1 AND a.council_id = $1 AND a.line_id = o.line_id AND a.number = o.number
AND (EXISTS (
        SELECT 1 FROM tallystick_data.adjustment later
        WHERE later.council_id = $1 AND later.line_id = o.line_id AND later.number > o.number
        AND later.run_id = $2)
    OR (a.cause <> 'credit' AND EXISTS (
        SELECT 1 FROM tallystick_data.paid_credit c
        WHERE c.council_id = $1 AND c.credits_line_id = o.line_id)))
