-- What is due on day $3 or before and has not left: held lines, with what holds them, what waits for
-- a batch, and batches that have not left. $2: the council's code. The last column: how many there
-- are of them all.
-- What held lines say is looked up of those only that can be among the first.
WITH held AS MATERIALIZED (
    SELECT h.line_id, h.provider, v.run_id, v.due_date,
           rank() OVER (ORDER BY v.due_date, h.provider) AS place
    FROM tallystick_data.held_line h
    CROSS JOIN LATERAL (
        SELECT s.run_id, s.due_date
        FROM tallystick_data.verdict_sheet s
        WHERE s.council_id = $1 AND s.sheet = h.line_id >> 7
        AND array_position(s.place, (h.line_id & 127)::smallint) IS NOT NULL
        ORDER BY s.run_id DESC
        LIMIT 1) v
    WHERE h.council_id = $1 AND v.due_date <= $3
), not_left AS MATERIALIZED (
    SELECT 'invoice' AS what, l.due_date, l.provider, l.invoice_no AS item, l.lines::bigint AS lines,
           l.net_pence + l.vat_pence AS pence
    FROM tallystick_data.open_lot o
    JOIN tallystick_data.payment_lot l ON l.council_id = $1 AND l.lot_id = o.lot_id
    WHERE o.council_id = $1 AND l.due_date <= $3
    UNION ALL
    SELECT 'batch', min(t.due_date), NULL, b.batch, sum(t.lines)::bigint,
           sum(t.net_pence + t.vat_pence)::bigint
    FROM tallystick.settlement_batch b
    JOIN tallystick.settlement_transaction t ON t.council = $2 AND t.batch = b.batch
    WHERE b.council = $2 AND b.state IN ('prepared', 'released') AND t.due_date <= $3
    GROUP BY b.batch
)
SELECT due.*, (SELECT count(*) FROM held) + (SELECT count(*) FROM not_left) AS all_of_them
FROM (
    SELECT 'held' AS what, h.due_date, h.provider, b.invoice_no || ' line ' || b.line_no AS item,
           1::bigint AS lines, coalesce(b.net_pence, v.expected_pence, 0) AS pence,
           ARRAY(SELECT reason FROM unnest(string_to_array(v.reasons, ',')) AS reason
                 WHERE v.detail -> reason ->> 'zone' IS DISTINCT FROM 'within') AS reasons
    FROM held h
    CROSS JOIN LATERAL (
        SELECT s.reasons[a.block] AS reasons, s.detail[a.block] AS detail,
               s.payable_pence[a.at] + s.expected_less_payable[a.block] AS expected_pence
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL ROWS FROM (
            array_position(s.place, (h.line_id & 127)::smallint),
            width_bucket((h.line_id & 127)::smallint, s.blocks)) AS a (at, block)
        WHERE s.council_id = $1 AND s.sheet = h.line_id >> 7 AND s.run_id = h.run_id
        AND a.at IS NOT NULL OFFSET 0) v
    CROSS JOIN LATERAL (
        SELECT s.invoice_no[a.block] AS invoice_no, s.line_no[a.at] AS line_no,
               s.net_pence[a.at] AS net_pence
        FROM tallystick_data.bill_sheet s
        CROSS JOIN LATERAL ROWS FROM (
            array_position(s.place, (h.line_id & 127)::smallint),
            width_bucket((h.line_id & 127)::smallint, s.blocks)) AS a (at, block)
        WHERE s.council_id = $1 AND s.sheet = h.line_id >> 7 OFFSET 0) b
    WHERE h.place <= 100
    UNION ALL
    SELECT w.*, '{}' FROM not_left w) due
ORDER BY due_date, what, provider, item COLLATE "C", lines, pence, reasons
LIMIT 100
