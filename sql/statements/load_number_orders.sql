-- The order lines that wait, each with its place (1, 2, ...) among those of its order_no and order_line,
-- in loading order behind those that are there.
WITH name AS (
    SELECT DISTINCT w.order_no, w.order_line, w.stem, w.digits, w.stick, w.notch
    FROM tallystick_data.order_line_waiting w WHERE w.council_id = $1
), stick AS MATERIALIZED (
    SELECT t.stem, t.digits, t.stick, last.notches_after
    FROM (SELECT DISTINCT n.stem, n.digits, n.stick FROM name n WHERE n.stick IS NOT NULL) t
    CROSS JOIN LATERAL (
        SELECT c.notches_after FROM tallystick_data.order_stick c
        WHERE c.council_id = $1 AND c.order_no = t.stem AND c.digits = t.digits
        AND c.stick = t.stick
        ORDER BY c.cutting DESC LIMIT 1) last
), old AS (
    SELECT n.*, NULL::bigint AS order_id
    FROM name n
    JOIN stick t ON t.stem = n.stem AND t.digits = n.digits AND t.stick = n.stick
        AND get_bit(t.notches_after, n.notch) = 1
    UNION ALL
    SELECT n.*, e.order_id
    FROM name n
    CROSS JOIN LATERAL (
        SELECT f.order_id FROM tallystick_data.order_other_line f
        WHERE f.council_id = $1 AND f.order_no = n.order_no AND f.order_line = n.order_line
        OFFSET 0) e
    WHERE n.stick IS NULL
), latest AS MATERIALIZED (
    SELECT o.*, a.order_key, a.reading
    FROM old o
    LEFT JOIN LATERAL (
        SELECT e.order_key, e.reading FROM tallystick_data.order_line_again e
        WHERE e.council_id = $1 AND e.order_no = o.order_no AND e.order_line = o.order_line
        ORDER BY e.reading DESC LIMIT 1) a ON true
), first_sheet AS (
    SELECT DISTINCT c.sheet
    FROM latest l
    CROSS JOIN LATERAL (
        SELECT k.sheet
        FROM tallystick_data.order_stick f
        CROSS JOIN LATERAL unnest(f.sheets, f.sheet_notches) AS k (sheet, notches)
        WHERE f.council_id = $1 AND f.order_no = l.stem AND f.digits = l.digits
        AND f.stick = l.stick AND get_bit(k.notches, l.notch) = 1 OFFSET 0) c
    WHERE l.order_key IS NULL AND l.order_id IS NULL
), first_line AS (
    SELECT s.sheet << 7 | u.place AS order_id, s.order_no[u.block] AS order_no, u.order_line
    FROM first_sheet f
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.order_sheet e
        WHERE e.council_id = $1 AND e.sheet = f.sheet OFFSET 0) s
    CROSS JOIN LATERAL (
        SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
               unnest(s.reading) AS reading, unnest(s.order_line) AS order_line) u
    WHERE u.reading IS NULL
), known AS (
    SELECT l.order_no, l.order_line, COALESCE(l.order_key, l.order_id, f.order_id) AS order_key,
           COALESCE(l.reading, 1) AS reading
    FROM latest l
    LEFT JOIN first_line f ON l.order_key IS NULL AND l.order_id IS NULL
        AND f.order_no = l.order_no AND f.order_line = l.order_line
), numbered AS (
    SELECT w.order_id, COALESCE(known.order_key, min(w.order_id) OVER same_name) AS order_key,
           COALESCE(known.reading, 0) + row_number() OVER same_name AS reading
    FROM tallystick_data.order_line_waiting w
    LEFT JOIN known ON known.order_no = w.order_no AND known.order_line = w.order_line
    WHERE w.council_id = $1
    WINDOW same_name AS (PARTITION BY w.order_no, w.order_line ORDER BY w.order_id)
)
UPDATE tallystick_data.order_line_waiting w SET order_key = n.order_key, reading = n.reading
FROM numbered n
WHERE w.council_id = $1 AND w.order_id = n.order_id
