-- Signals for the care manager of the client's lowest active order line that names one.
INSERT INTO tallystick_data.care_signal
    (council_id, run_id, provider, client_ref, signal, week, last_week, counted, planned_minutes,
     care_manager)
SELECT $1, $2, $3, k.client_ref, k.signal, k.week, k.last_week, k.counted,
       CASE WHEN k.signal = 'shrinking' THEN k.planned_minutes END,
       (SELECT o.care_manager FROM tallystick_data.care_package p
        JOIN tallystick_data.order_line o ON o.council_id = $1
            AND o.package_id = p.package_id AND o.status = 'active'
        WHERE p.council_id = $1 AND p.provider = $3 AND p.client_ref = k.client_ref
        AND o.care_manager IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM tallystick_data.replaced_order r
            WHERE r.council_id = $1 AND r.order_id = o.order_id)
        ORDER BY o.order_no COLLATE "C", o.order_line COLLATE "C" LIMIT 1)
FROM unnest($4::text[], $5::text[], $6::date[], $7::date[], $8::bigint[], $9::bigint[])
    AS k (client_ref, signal, week, last_week, counted, planned_minutes)
