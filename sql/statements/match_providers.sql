-- Providers with a line that is held, or that was read since line $2.
SELECT provider FROM (
    SELECT h.provider FROM tallystick_data.held_line h WHERE h.council_id = $1
    UNION
    SELECT p.provider FROM tallystick_data.bill_line b
    JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
    WHERE b.council_id = $1 AND b.line_id >= $2
    ) either
ORDER BY provider COLLATE "C"
