-- Which sheets of part $2 the packages of the order lines that wait are on.
INSERT INTO tallystick_data.package_sheet
    (council_id, package_id, first_sheet, part, first_planned, last_planned, has_unplanned, sheets)
SELECT $1, w.package_id, min(w.sheet), $2, min(w.planned_start), max(w.planned_start),
       bool_or(w.planned_start IS NULL), array_agg(DISTINCT w.sheet)
FROM tallystick_data.order_line_waiting w
WHERE w.council_id = $1
GROUP BY w.package_id
