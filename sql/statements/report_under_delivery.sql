-- Periods that run $2 found below order, by care manager (NULL: finance's),
-- client and first day.
SELECT o.care_manager, p.provider, p.client_ref, p.service, u.order_no, u.order_line, o.basis,
       u.period_first, u.period_last, u.quantity_e4, u.delivered_e4
FROM (
    SELECT DISTINCT d.order_id >> 7 AS sheet FROM tallystick_data.under_delivery d
    WHERE d.council_id = $1 AND d.run_id = $2) s
JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.sheet = s.sheet
JOIN tallystick_data.under_delivery u ON u.council_id = $1 AND u.run_id = $2
    AND u.order_id = o.order_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
ORDER BY o.care_manager COLLATE "C" NULLS FIRST, p.client_ref COLLATE "C", u.period_first,
         u.order_no COLLATE "C", u.order_line COLLATE "C"
