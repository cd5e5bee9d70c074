-- Periods that run $2 found below order, by care manager (NULL: finance's),
-- client and first day.
WITH under AS MATERIALIZED (
    SELECT * FROM tallystick_data.under_delivery WHERE council_id = $1 AND run_id = $2
)
SELECT o.care_manager, p.provider, p.client_ref, p.service, u.order_no, u.order_line, o.basis,
       u.period_first, u.period_last, u.quantity_e4, u.delivered_e4
FROM under u
CROSS JOIN LATERAL (
    SELECT e.package_id, e.care_manager, e.basis FROM tallystick_data.order_line e
    WHERE e.council_id = $1 AND e.order_id = u.order_id AND e.sheet = u.order_id >> 7 OFFSET 0) o
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
ORDER BY o.care_manager COLLATE "C" NULLS FIRST, p.client_ref COLLATE "C", u.period_first,
         u.order_no COLLATE "C", CASE WHEN u.order_line ~ '^[0-9]+$' THEN u.order_line::numeric END,
         u.order_line COLLATE "C"
