-- Lines of earlier nights that bear on tonight's ($2 provider): near in time ($3 to $4), with
-- slots or running totals of the order lines $5/$6 (whoever was paid for them), of the same
-- invoice lines $7/$8; and all of the provider's that a decision refused.
WITH near AS (
    -- No line is longer than a month, so that what began earlier need not be looked at.
    SELECT y.line_id FROM tallystick_data.paid_line y
    WHERE y.council_id = $1 AND y.provider = $2
    AND y.delivered_start < $4 AND y.delivered_start > $3 - interval '32 days'
    AND y.delivered_end > $3
    UNION
    SELECT y.line_id FROM unnest($5::text[], $6::text[]) AS k (order_no, order_line)
    JOIN tallystick_data.paid_line y ON y.council_id = $1
        AND y.order_no = k.order_no AND y.order_line = k.order_line
    UNION
    SELECT y.line_id FROM unnest($7::text[], $8::text[]) AS k (invoice_no, line_no)
    JOIN tallystick_data.paid_line y ON y.council_id = $1 AND y.provider = $2
        AND y.invoice_no = k.invoice_no AND y.line_no = k.line_no
    UNION
    SELECT w.line_id FROM tallystick_data.decision d
    JOIN tallystick_data.verdict w ON w.council_id = $1 AND w.provider = $2
        AND w.invoice_no = d.invoice_no AND w.line_no = d.line_no
        AND w.verdict = 'rejected' AND 'decided' = ANY (w.reasons)
    WHERE d.council_id = $1 AND d.provider = $2 AND d.decision = 'reject'
)
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id, NULL::date,
       y.line_id, y.delivered_start, y.delivered_end, y.net_pence, y.order_no, y.order_line,
       y.slot, y.turn, y.period_first, y.counted_e4,
       (SELECT COALESCE(-sum(t.net_pence), 0)::bigint FROM tallystick_data.paid_line t
        WHERE t.council_id = $1 AND t.credits_line_id = y.line_id),
       NULL::date -- on which night: only explain tells
FROM near
JOIN tallystick_data.bill_line b ON b.council_id = $1 AND b.line_id = near.line_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
LEFT JOIN tallystick_data.paid_line y ON y.council_id = $1 AND y.line_id = near.line_id
ORDER BY b.line_id
