-- Lines $2 that are paid, with the slot or the order line that they were paid for.
WITH wanted AS MATERIALIZED (
    SELECT line_id >> 7 AS sheet, bit_or(B'1'::bit(128) >> (line_id & 127)::integer) AS places
    FROM unnest($2::bigint[]) AS k (line_id) GROUP BY 1
), line AS MATERIALIZED (
    SELECT l.* FROM wanted k
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.bill_line n
        WHERE n.council_id = $1 AND n.sheet = k.sheet OFFSET 0) l
    WHERE get_bit(k.places, (l.line_id & 127)::integer) <> 0
)
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id, o.order_no, o.order_line, y.slot
FROM line b
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
CROSS JOIN LATERAL (
    SELECT s.order_id[a.at] AS order_id, s.slot[a.block] AS slot
    FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (b.line_id & 127)::smallint),
        width_bucket((b.line_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = b.line_id >> 7
    AND a.at IS NOT NULL AND s.lot_id[a.block] IS NOT NULL OFFSET 0) y
LEFT JOIN LATERAL (
    SELECT s.order_no[a.block] AS order_no, s.order_line[a.at] AS order_line
    FROM tallystick_data.order_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (y.order_id & 127)::smallint),
        width_bucket((y.order_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = y.order_id >> 7 AND a.at IS NOT NULL OFFSET 0) o ON true
ORDER BY b.line_id
