-- Providers with a line that is held, or that was read since line $2.
SELECT provider FROM (
    SELECT h.provider FROM tallystick_data.held_line h WHERE h.council_id = $1
    UNION
    SELECT p.provider FROM tallystick_data.care_package p
    WHERE p.council_id = $1 AND EXISTS (
        SELECT 1 FROM tallystick_data.bill_line b
        WHERE b.council_id = $1 AND b.package_id = p.package_id AND b.line_id >= $2)
    ) either
ORDER BY provider COLLATE "C"
