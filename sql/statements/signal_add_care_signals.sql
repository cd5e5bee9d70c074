-- Signals for the care manager of the client's lowest active order line that names one: line numbers
-- as numbers where they are whole.
WITH signal AS MATERIALIZED (
    SELECT * FROM unnest($4::text[], $5::text[], $6::date[], $7::date[], $8::bigint[], $9::bigint[])
        AS k (client_ref, signal, week, last_week, counted, planned_minutes)
), package AS MATERIALIZED (
    SELECT p.package_id, p.client_ref
    FROM (SELECT DISTINCT client_ref FROM signal) c
    JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.provider = $3
        AND p.client_ref = c.client_ref
), sheet AS (
    SELECT DISTINCT unnest(s.sheets) AS sheet
    FROM package
    CROSS JOIN LATERAL (
        SELECT k.sheets FROM tallystick_data.package_sheet k
        WHERE k.council_id = $1 AND k.package_id = package.package_id OFFSET 0) s
), manager AS (
    SELECT DISTINCT ON (package.client_ref) package.client_ref, o.care_manager
    FROM sheet s
    JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.sheet = s.sheet
        AND o.status = 'active' AND o.care_manager IS NOT NULL
    JOIN package ON package.package_id = o.package_id
    WHERE NOT EXISTS (
        SELECT 1 FROM tallystick_data.replaced_order r
        WHERE r.council_id = $1 AND r.order_id = o.order_id)
    ORDER BY package.client_ref, o.order_no COLLATE "C",
             CASE WHEN o.order_line ~ '^[0-9]+$' THEN o.order_line::numeric END, o.order_line COLLATE "C"
)
INSERT INTO tallystick_data.care_signal
    (council_id, run_id, provider, client_ref, signal, week, last_week, counted, planned_minutes,
     care_manager)
SELECT $1, $2, $3, k.client_ref, k.signal, k.week, k.last_week, k.counted,
       CASE WHEN k.signal = 'shrinking' THEN k.planned_minutes END, m.care_manager
FROM signal k
LEFT JOIN manager m ON m.client_ref = k.client_ref
