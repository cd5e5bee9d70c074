-- Lines of payments (no refunds) whose files left on days $3 to $4, and that were not declined, by
-- the day on which the first line of their invoice's part arrived, the day they left, and the day
-- the first of them was due.
WITH sent AS MATERIALIZED (
    SELECT i.lot_id, l.run_id, l.due_date, left_on
    FROM tallystick_data.settlement_step s
    JOIN tallystick_data.run e ON e.council_id = $1 AND e.run_id = s.run_id
    CROSS JOIN LATERAL (VALUES (coalesce(s.done_on, e.business_date))) AS d (left_on)
    JOIN tallystick.settlement_transaction t ON t.council = $2 AND t.batch = s.batch
    JOIN tallystick_data.settlement_lot i
      ON i.council_id = $1 AND i.batch = s.batch AND i.transaction = t.transaction
    JOIN tallystick_data.payment_lot l ON l.council_id = $1 AND l.lot_id = i.lot_id
    WHERE s.council_id = $1 AND s.state = 'exported'
      AND ($3::date IS NULL OR left_on >= $3) AND ($4::date IS NULL OR left_on <= $4)
      AND t.state NOT IN ('declined', 'retried', 'withdrawn')
      AND t.net_pence + t.vat_pence > 0
), paid AS MATERIALIZED (
    SELECT y.* FROM (SELECT DISTINCT run_id FROM sent) n
    CROSS JOIN LATERAL (
        SELECT s.sheet >> 25 AS file_id, s.lot_id[u.block] AS lot_id,
               s.item_less_place[u.block] + u.place AS item,
               u.payable_pence + coalesce(u.vat_pence, 0) AS pence
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL (
            SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
                   unnest(s.payable_pence) AS payable_pence,
                   unnest(s.payable_vat_pence) AS vat_pence) u
        WHERE s.council_id = $1 AND s.run_id = n.run_id AND s.lot_id[u.block] IS NOT NULL
        OFFSET 0) y
)
SELECT received, left_on, due_date, count(*) AS lines,
       count(*) FILTER (WHERE item = 1) AS payments, sum(pence)::bigint AS pence
FROM (
    SELECT y.item, l.due_date, y.pence, l.left_on,
           min(r.business_date) OVER (PARTITION BY y.lot_id) AS received
    FROM sent l
    JOIN paid y ON y.lot_id = l.lot_id
    JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.file_id = y.file_id
    JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = f.run_id) line
GROUP BY received, left_on, due_date
ORDER BY left_on, received, due_date
