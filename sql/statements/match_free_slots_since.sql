-- The same of what can have become so since the run before: of visits planned from $3 on, order
-- lines read tonight, since $4 (but not, if $5, those that were read for the first time),
-- and those of which a slot became free tonight.
-- What was paid goes first, a stick at a time; for what is left the record is asked slot by slot.
-- Sheets are found first, and each is gone through once: OFFSET 0 keeps the planner from reading
-- everything that was ever ordered or paid.
WITH candidate AS MATERIALIZED (
    SELECT o.order_key, o.carers FROM tallystick_data.order_line o
    WHERE $5::bigint IS NULL AND o.council_id = $1 AND o.sheet >= $4 >> 7
    AND o.planned_start < $2 AND o.status = 'active'
    UNION ALL
    SELECT o.order_key, o.carers
    FROM tallystick_data.order_line_again a
    CROSS JOIN LATERAL tallystick_data.order_line_at($1, a.order_id) o
    WHERE $5::bigint IS NOT NULL AND a.council_id = $1 AND a.order_id >= $4 AND a.order_key < $4
    AND o.planned_start < $2 AND o.status = 'active'
    UNION ALL
    SELECT o.order_key, o.carers FROM tallystick_data.order_line o
    WHERE o.council_id = $1 AND o.sheet_last_planned >= $3 AND o.sheet_first_planned < $2
    AND o.planned_start >= $3 AND o.planned_start < $2
    AND o.sheet < $4 >> 7 AND o.status = 'active'
    UNION ALL
    SELECT o.order_key, o.carers
    FROM (SELECT DISTINCT order_no, order_line FROM tallystick_data.freed_slot
          WHERE council_id = $1) f
    CROSS JOIN LATERAL (
        SELECT DISTINCT e.sheet FROM tallystick_data.sheets_of_order($1, f.order_no) e
        OFFSET 0) n
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.sheet = n.sheet
        AND e.order_no = f.order_no AND e.order_line = f.order_line
        OFFSET 0) o
    WHERE o.sheet < $4 >> 7 AND o.planned_start < $3 AND o.status = 'active'
), wanted AS MATERIALIZED (
    SELECT c.stick, s.slot, bit_or(c.notches) AS notches
    FROM (SELECT order_key >> 6 AS stick, carers,
                 bit_or(1::bigint << (order_key & 63)::integer) AS notches
          FROM candidate GROUP BY 1, 2) c
    CROSS JOIN LATERAL generate_series(1, c.carers) AS s (slot)
    GROUP BY 1, 2
), open_slot AS MATERIALIZED (
    -- By file as well: numbers of many files, as they are, hash to few.
    SELECT w.stick >> 26 AS file_id, (w.stick << 6) + p.place AS order_key, w.slot
    FROM (
        SELECT w.stick, w.slot, w.notches & ~c.paid AS open
        FROM wanted w
        CROSS JOIN LATERAL (
            SELECT coalesce(bit_or(c.notches_now), 0) AS paid
            FROM tallystick_data.slot_stick c
            WHERE c.council_id = $1 AND c.stick = w.stick AND c.slot = w.slot
            AND NOT EXISTS (
                SELECT 1 FROM tallystick_data.paid_credit t
                WHERE t.council_id = $1 AND t.credits_line_id = ANY (c.line_ids))) c
        OFFSET 0) w
    JOIN generate_series(0, 63) AS p (place) ON w.open >> p.place & 1 = 1
    WHERE w.open <> 0 -- few are
), key_sheet AS MATERIALIZED (
    SELECT order_key >> 7 AS sheet, bit_or(B'1'::bit(128) >> (order_key & 127)::integer) AS places
    FROM open_slot GROUP BY 1
), first AS MATERIALIZED (
    SELECT l.* FROM key_sheet k
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.sheet = k.sheet OFFSET 0) l
    WHERE get_bit(k.places, (l.order_id & 127)::integer) <> 0
), version AS MATERIALIZED (
    SELECT * FROM first
    UNION ALL
    SELECT l.* FROM first f
    CROSS JOIN LATERAL (
        SELECT a.order_id FROM tallystick_data.order_line_again a
        WHERE a.council_id = $1 AND a.order_no = f.order_no AND a.order_line = f.order_line
        OFFSET 0) a
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.sheet = a.order_id >> 7 AND e.order_id = a.order_id
        OFFSET 0) l
)
SELECT o.order_id, o.file_id, o.source_row, o.order_no, o.order_line, p.provider, p.client_ref,
       p.service, o.basis, o.status, o.version, o.planned_start, o.planned_minutes, o.carers,
       o.quantity_e4, o.period, o.valid_from, o.valid_to, o.rate_e6, o.unit_price_e6,
       o.cost_centre, o.gl_code, o.care_manager, o.order_key, s.slot
FROM open_slot s
JOIN version o ON o.order_key >> 32 = s.file_id AND o.order_key = s.order_key AND o.status = 'active' AND o.planned_start < $2
    AND o.carers >= s.slot
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
WHERE NOT EXISTS (
    SELECT 1 FROM tallystick_data.replaced_order r
    WHERE r.council_id = $1 AND r.order_id = o.order_id OFFSET 0)
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.missed_visit m
    WHERE m.council_id = $1 AND m.order_no = o.order_no AND m.order_line = o.order_line
    AND m.slot = s.slot OFFSET 0)
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.held_line h
    WHERE h.council_id = $1 AND h.order_no = o.order_no AND h.order_line = o.order_line
    AND h.slot = s.slot OFFSET 0)
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.payee_of_slot($1, o.order_key, s.slot)
    OFFSET 0)
ORDER BY p.provider COLLATE "C", o.planned_start, o.order_no COLLATE "C", o.order_line, s.slot
