-- Providers with a line that is held, or that was read since line $2.
SELECT provider FROM (
    SELECT h.provider FROM tallystick_data.held_line h WHERE h.council_id = $1
    UNION
    SELECT unnest(s.providers) FROM tallystick_data.bill_sheet s
    WHERE s.council_id = $1 AND s.sheet >= $2::bigint >> 7
    ) either
ORDER BY provider COLLATE "C"
