-- The order lines that wait, in sheets of part $2, each line a block.
INSERT INTO tallystick_data.order_sheet
    (council_id, sheet, part, first_planned, last_planned, has_unplanned, place, blocks, order_key,
     reading, package_id, order_no, order_line, basis, status, version, planned_start,
     planned_minutes, carers, quantity_e4, period, valid_from, valid_to, rate_e6, unit_price_e6,
     cost_centre, gl_code, care_manager)
SELECT $1, w.sheet, $2, min(w.planned_start), max(w.planned_start), bool_or(w.planned_start IS NULL),
       array_agg(w.place), array_agg(w.place),
       CASE WHEN max(w.reading) > 1 THEN array_agg(nullif(w.order_key, w.order_id)) END,
       CASE WHEN max(w.reading) > 1 THEN array_agg(nullif(w.reading, 1)) END,
       array_agg(w.package_id), array_agg(w.order_no), array_agg(w.order_line),
       CASE WHEN count(w.basis) > 0 THEN array_agg(w.basis) END,
       CASE WHEN count(w.status) > 0 THEN array_agg(w.status) END,
       CASE WHEN count(w.version) > 0 THEN array_agg(w.version) END,
       CASE WHEN count(w.planned_start) > 0 THEN array_agg(w.planned_start) END,
       CASE WHEN count(w.planned_minutes) > 0 THEN array_agg(w.planned_minutes) END,
       CASE WHEN count(w.carers) > 0 THEN array_agg(w.carers) END,
       CASE WHEN count(w.quantity_e4) > 0 THEN array_agg(w.quantity_e4) END,
       CASE WHEN count(w.period) > 0 THEN array_agg(w.period) END,
       CASE WHEN count(w.valid_from) > 0 THEN array_agg(w.valid_from) END,
       CASE WHEN count(w.valid_to) > 0 THEN array_agg(w.valid_to) END,
       CASE WHEN count(w.rate_e6) > 0 THEN array_agg(w.rate_e6) END,
       CASE WHEN count(w.unit_price_e6) > 0 THEN array_agg(w.unit_price_e6) END,
       CASE WHEN count(w.cost_centre) > 0 THEN array_agg(w.cost_centre) END,
       CASE WHEN count(w.gl_code) > 0 THEN array_agg(w.gl_code) END,
       CASE WHEN count(w.care_manager) > 0 THEN array_agg(w.care_manager) END
FROM (
    SELECT *, (order_id & 127)::smallint AS place FROM tallystick_data.order_line_waiting
    WHERE council_id = $1 ORDER BY sheet, order_id) w
GROUP BY w.sheet
