-- The order lines that waited, each as the how-manieth of its order_no and order_line it is, in
-- loading order behind those that are there.
WITH waiting AS (
    DELETE FROM tallystick_data.order_line_waiting WHERE council_id = $1 RETURNING *
)
INSERT INTO tallystick_data.order_line
    (council_id, order_id, order_key, reading, package_id, file_id, source_row, order_no, order_line,
     basis, status, version, planned_start, planned_minutes, carers, quantity_e4, period, valid_from,
     valid_to, rate_e6, unit_price_e6, cost_centre, gl_code, care_manager)
SELECT w.council_id, w.order_id, COALESCE(known.order_key, min(w.order_id) OVER same_name),
       COALESCE(known.reading, 0) + row_number() OVER same_name, w.package_id, w.file_id,
       w.source_row, w.order_no, w.order_line, w.basis, w.status, w.version, w.planned_start,
       w.planned_minutes, w.carers, w.quantity_e4, w.period, w.valid_from, w.valid_to, w.rate_e6,
       w.unit_price_e6, w.cost_centre, w.gl_code, w.care_manager
FROM waiting w
LEFT JOIN LATERAL (
    SELECT e.order_key, e.reading FROM tallystick_data.order_line e
    WHERE e.council_id = $1 AND e.order_no = w.order_no AND e.order_line = w.order_line
    ORDER BY e.reading DESC LIMIT 1) known ON true
WINDOW same_name AS (PARTITION BY w.order_no, w.order_line ORDER BY w.order_id)
ORDER BY w.order_id
