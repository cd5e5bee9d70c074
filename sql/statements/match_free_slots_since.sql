-- The same of what can have become so since the run before: of visits planned from $3 on, order
-- lines read tonight, in run $5, since $4, and those of which a slot became free tonight.
-- What was paid tonight goes first, in one piece; for what is left the record is asked by index:
-- OFFSET 0 keeps the planner from reading everything that was ever paid.
WITH candidate AS MATERIALIZED (
    SELECT o.order_key, o.carers FROM tallystick_data.order_line o
    WHERE o.council_id = $1 AND o.order_id >= $4 AND o.planned_start < $2 AND o.status = 'active'
    UNION ALL
    SELECT o.order_key, o.carers FROM tallystick_data.order_line o
    WHERE o.council_id = $1 AND o.planned_start >= $3 AND o.planned_start < $2
    AND o.order_id < $4 AND o.status = 'active'
    UNION ALL
    SELECT o.order_key, o.carers FROM tallystick_data.freed_slot f
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.order_no = f.order_no AND e.order_line = f.order_line
        OFFSET 0) o
    WHERE f.council_id = $1 AND o.order_id < $4 AND o.planned_start < $3 AND o.status = 'active'
), open_slot AS MATERIALIZED (
    -- By file as well: numbers of many files, as they are, hash to few.
    SELECT c.order_key >> 32 AS file_id, c.order_key, s.slot
    FROM candidate c CROSS JOIN LATERAL generate_series(1, c.carers) AS s (slot)
    EXCEPT
    SELECT y.order_key >> 32, y.order_key, u.slot
    FROM tallystick_data.verdict_sheet v
    CROSS JOIN LATERAL (
        SELECT unnest(v.order_id) AS order_id, unnest(v.order_key) AS order_key,
               unnest(v.slot) AS slot, unnest(v.turn) AS turn) u
    CROSS JOIN LATERAL coalesce(u.order_key, u.order_id) AS y (order_key)
    WHERE v.council_id = $1 AND v.run_id = $5 AND u.turn IS NOT NULL AND u.slot IS NOT NULL
)
SELECT o.order_id, o.file_id, o.source_row, o.order_no, o.order_line, p.provider, p.client_ref,
       p.service, o.basis, o.status, o.version, o.planned_start, o.planned_minutes, o.carers,
       o.quantity_e4, o.period, o.valid_from, o.valid_to, o.rate_e6, o.unit_price_e6,
       o.cost_centre, o.gl_code, o.care_manager, o.order_key, s.slot
FROM open_slot s
CROSS JOIN LATERAL (
    SELECT * FROM tallystick_data.order_line e
    WHERE e.council_id = $1 AND e.order_id = s.order_key OFFSET 0) first
CROSS JOIN LATERAL (
    SELECT * FROM tallystick_data.order_line e
    WHERE e.council_id = $1 AND e.order_no = first.order_no AND e.order_line = first.order_line
    AND e.status = 'active' AND e.planned_start < $2 AND e.carers >= s.slot
    OFFSET 0) o
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
    AND h.slot = s.slot)
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.slot_stick y
    CROSS JOIN LATERAL (
        SELECT y.line_ids[1 + bit_count(
            (y.notches_now & ~((-1)::bigint << (o.order_key & 63)::integer))::bit(64))::integer]
            AS line_id) l
    WHERE y.council_id = $1 AND y.stick = o.order_key >> 6 AND y.slot = s.slot
    AND y.notches_now >> (o.order_key & 63)::integer & 1 = 1
    AND NOT EXISTS (
        SELECT 1 FROM tallystick_data.paid_credit t
        WHERE t.council_id = $1 AND t.credits_line_id = l.line_id
        HAVING count(*) > 0 AND -sum(t.net_pence) >= (
            SELECT v.payable_pence FROM tallystick_data.verdict v
            WHERE v.council_id = $1 AND v.sheet = l.line_id >> 7 AND v.line_id = l.line_id
            AND v.turn IS NOT NULL))
    OFFSET 0)
ORDER BY p.provider COLLATE "C", o.planned_start, o.order_no COLLATE "C", o.order_line, s.slot
