-- Of each order that a file since $2 cancels, the lines that were read before that file, again
-- and cancelled: in the version that was in force, under the file's numbers.  They wait, numbered.
WITH in_force AS (
    SELECT DISTINCT ON (c.file_id, o.order_line) c.file_id AS cancelled_by, o.*
    FROM tallystick_data.order_cancellation c
    CROSS JOIN LATERAL (
        SELECT DISTINCT n.sheet FROM tallystick_data.sheets_of_order($1, c.order_no) n OFFSET 0) s
    JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.sheet = s.sheet
        AND o.order_no = c.order_no AND o.file_id < c.file_id
    WHERE c.council_id = $1 AND c.file_id >= $2
    ORDER BY c.file_id, o.order_line, o.version DESC, o.order_id DESC
), numbered AS (
    SELECT i.*, row_number() OVER (PARTITION BY i.cancelled_by ORDER BY i.order_line) AS row_no,
           GREATEST(1, (SELECT max(r.reading) FROM tallystick_data.order_line_again r
            WHERE r.council_id = $1 AND r.order_no = i.order_no AND r.order_line = i.order_line))
               + row_number() OVER (PARTITION BY i.order_no, i.order_line ORDER BY i.cancelled_by)
               AS next_reading
    FROM in_force i
)
INSERT INTO tallystick_data.order_line_waiting
    (council_id, order_id, order_key, reading, package_id, order_no, order_line, basis, status,
     version, planned_start, planned_minutes, carers, quantity_e4, period, valid_from, valid_to,
     rate_e6, unit_price_e6, cost_centre, gl_code, care_manager)
SELECT n.council_id, (n.cancelled_by << 32) + n.row_no, n.order_key, n.next_reading, n.package_id,
       n.order_no, n.order_line, nullif(n.basis, 'visit'), 'cancelled', n.version, n.planned_start,
       n.planned_minutes, n.carers, n.quantity_e4, n.period, n.valid_from, n.valid_to, n.rate_e6,
       n.unit_price_e6, n.cost_centre, n.gl_code, n.care_manager
FROM numbered n
