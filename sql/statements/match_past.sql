-- Lines of earlier nights that bear on tonight's ($2 provider): paid and near in time, by client
-- ($3, from $4 to $5, seconds) or carer ($6, $7, $8), of all that were delivered in the spans $9 to
-- $10; paid, in slots or running totals of the order lines of keys $11 (whoever was paid for them);
-- and, paid or refused by a decision, of the same invoice lines $12/$13.
-- OFFSET 0 keeps the planner from reading everything that was ever paid.
WITH span_line AS MATERIALIZED (
    SELECT y.line_id, y.package_id, y.carer_ref, y.delivered_start, y.delivered_end
    FROM unnest($9::bigint[], $10::bigint[]) AS s (from_s, to_s)
    CROSS JOIN LATERAL (
        SELECT z.line_id, z.package_id, z.carer_ref, z.delivered_start, z.delivered_end
        FROM tallystick_data.paid_line z
        WHERE z.council_id = $1 AND z.provider = $2
        AND z.delivered_start < to_timestamp(s.to_s) AND z.delivered_end > to_timestamp(s.from_s)
        OFFSET 0) y
), near AS (
    SELECT l.line_id FROM span_line l
    JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.provider = $2
        AND p.package_id = l.package_id
    JOIN unnest($3::text[], $4::bigint[], $5::bigint[]) AS k (client_ref, from_s, to_s)
        ON k.client_ref = p.client_ref
    WHERE l.delivered_start < to_timestamp(k.to_s) AND l.delivered_end > to_timestamp(k.from_s)
    UNION
    SELECT l.line_id FROM span_line l
    JOIN unnest($6::text[], $7::bigint[], $8::bigint[]) AS k (carer_ref, from_s, to_s)
        ON k.carer_ref = l.carer_ref
    WHERE l.delivered_start < to_timestamp(k.to_s) AND l.delivered_end > to_timestamp(k.from_s)
    UNION
    SELECT y.line_id FROM unnest($11::bigint[]) AS k (order_key)
    CROSS JOIN LATERAL (
        SELECT z.line_id FROM tallystick_data.verdict z
        WHERE z.council_id = $1 AND z.order_key = k.order_key AND z.turn IS NOT NULL
        AND z.slot IS NOT NULL OFFSET 0) y
    UNION
    SELECT y.line_id FROM unnest($11::bigint[]) AS k (order_key)
    CROSS JOIN LATERAL (
        SELECT z.line_id FROM tallystick_data.verdict z
        WHERE z.council_id = $1 AND z.order_key = k.order_key AND z.turn IS NOT NULL
        AND z.period_first IS NOT NULL OFFSET 0) y
    UNION
    SELECT w.line_id FROM unnest($12::text[], $13::text[]) AS k (invoice_no, line_no)
    CROSS JOIN LATERAL (
        SELECT i.invoice_id FROM tallystick_data.invoice i
        WHERE i.council_id = $1 AND i.provider = $2 AND i.invoice_no = k.invoice_no OFFSET 0) i
    CROSS JOIN LATERAL (
        SELECT v.line_id FROM tallystick_data.verdict v
        WHERE v.council_id = $1 AND v.invoice_id = i.invoice_id AND v.line_no = k.line_no
        AND (v.turn IS NOT NULL OR (v.verdict = 'rejected' AND 'decided' = ANY (v.reasons)))
        OFFSET 0) w
)
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id, NULL::date,
       y.line_id, y.delivered_start, y.delivered_end, y.net_pence, o.order_no, o.order_line,
       y.slot, y.turn, y.period_first, y.counted_e4,
       (SELECT COALESCE(-sum(t.net_pence), 0)::bigint FROM tallystick_data.paid_line t
        WHERE t.council_id = $1 AND t.credits_line_id = y.line_id),
       NULL::date -- on which night: only explain tells
FROM near
CROSS JOIN LATERAL (
    SELECT * FROM tallystick_data.bill_line l
    WHERE l.council_id = $1 AND l.line_id = near.line_id OFFSET 0) b
CROSS JOIN LATERAL (
    SELECT * FROM tallystick_data.care_package k
    WHERE k.council_id = $1 AND k.package_id = b.package_id OFFSET 0) p
LEFT JOIN LATERAL (
    SELECT z.line_id, z.delivered_start, z.delivered_end, z.net_pence, z.order_id, z.slot, z.turn,
           z.period_first, z.counted_e4
    FROM tallystick_data.paid_line z
    WHERE z.council_id = $1 AND z.line_id = near.line_id OFFSET 0) y ON true
LEFT JOIN LATERAL (
    SELECT e.order_no, e.order_line FROM tallystick_data.order_line e
    WHERE e.council_id = $1 AND e.order_id = y.order_id OFFSET 0) o ON true
ORDER BY b.line_id
