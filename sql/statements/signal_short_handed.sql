-- Visits for several carers of which run $2 found a slot missed while somebody came to another:
-- one that is paid, or that a held line is paired with.  A visit is found once.
WITH missed AS (
    SELECT m.order_no, m.order_line, max(m.order_id) AS order_id
    FROM tallystick_data.missed_visit m
    WHERE m.council_id = $1 AND m.run_id = $2
    GROUP BY m.order_no, m.order_line
), visit AS (
    SELECT m.order_no, m.order_line, o.order_key, p.provider, p.client_ref, o.planned_start
    FROM missed m
    JOIN tallystick_data.order_sheet s ON s.council_id = $1 AND s.sheet = m.order_id >> 7
        AND s.carers[array_position(s.place, (m.order_id & 127)::smallint)] > 1
    CROSS JOIN LATERAL tallystick_data.order_line_at($1, m.order_id) o
    JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
    WHERE NOT EXISTS (
        SELECT 1 FROM tallystick_data.missed_visit e
        WHERE e.council_id = $1 AND e.order_no = m.order_no AND e.order_line = m.order_line
        AND e.run_id <> $2)
), came AS (
    SELECT i.order_no, i.order_line, y.line_id
    FROM visit i
    CROSS JOIN LATERAL (
        SELECT z.line_id FROM tallystick_data.paid_slot z
        WHERE z.council_id = $1 AND z.stick = i.order_key >> 6 AND z.order_key = i.order_key
        OFFSET 0) y
    WHERE NOT EXISTS (
        SELECT 1 FROM tallystick_data.paid_credit t
        WHERE t.council_id = $1 AND t.credits_line_id = y.line_id
        HAVING count(*) > 0 AND -sum(t.net_pence) >= (
            SELECT v.payable_pence FROM tallystick_data.verdict v
            WHERE v.council_id = $1 AND v.sheet = y.line_id >> 7 AND v.line_id = y.line_id
            AND v.turn IS NOT NULL)
        OFFSET 0)
    UNION ALL
    SELECT i.order_no, i.order_line, h.line_id
    FROM visit i
    JOIN tallystick_data.held_line h ON h.council_id = $1 AND h.order_no = i.order_no
        AND h.order_line = i.order_line AND h.slot IS NOT NULL
)
SELECT i.provider, i.client_ref, i.planned_start
FROM visit i
WHERE EXISTS (
    SELECT 1 FROM came
    JOIN tallystick_data.bill_sheet b ON b.council_id = $1 AND b.sheet = came.line_id >> 7
        AND b.outcome[array_position(b.place, (came.line_id & 127)::smallint)] IS NULL
    WHERE came.order_no = i.order_no AND came.order_line = i.order_line)
ORDER BY i.provider COLLATE "C", i.client_ref COLLATE "C", i.planned_start
