-- What runs before $2 saw of the lines $3: in their first verdict, and in the first that
-- compared them with a visit.
SELECT b.line_id, p.client_ref, COALESCE(b.outcome, 'delivered'), b.secondary,
       f.verdict, f.delivered_start, f.slot, c.delivered_start, c.delivered_minutes,
       c.planned_minutes
FROM unnest($3::bigint[]) AS k (line_id)
JOIN tallystick_data.bill_line b ON b.council_id = $1 AND b.line_id = k.line_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
JOIN LATERAL (
    SELECT v.verdict, v.delivered_start, v.slot FROM tallystick_data.verdict v
    WHERE v.council_id = $1 AND v.line_id = b.line_id AND v.run_id < $2
    ORDER BY v.run_id LIMIT 1) f ON true
LEFT JOIN LATERAL (
    SELECT v.delivered_start, v.delivered_minutes, o.planned_minutes
    FROM tallystick_data.verdict v
    JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.order_id = v.order_id
        AND o.basis = 'visit'
    WHERE v.council_id = $1 AND v.line_id = b.line_id AND v.run_id < $2
    AND v.verdict NOT IN ('duplicate', 'rejected')
    ORDER BY v.run_id LIMIT 1) c ON b.outcome IS NULL
