-- What match_past.sql gave in run $14: lines that were paid before it.
WITH paid AS NOT MATERIALIZED (
    SELECT * FROM tallystick_data.paid_line
    WHERE council_id = $1 AND run_id < $14
), span_line AS MATERIALIZED (
    SELECT y.line_id, y.package_id, y.carer_ref, y.delivered_start, y.delivered_end
    FROM unnest($9::bigint[], $10::bigint[]) AS s (from_s, to_s)
    JOIN paid y ON y.provider = $2
        AND y.delivered_start < to_timestamp(s.to_s) AND y.delivered_end > to_timestamp(s.from_s)
), near AS (
    SELECT l.line_id FROM span_line l
    JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = l.package_id
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
    JOIN paid y ON y.order_key = k.order_key AND y.slot IS NOT NULL
    UNION
    SELECT y.line_id FROM unnest($11::bigint[]) AS k (order_key)
    JOIN paid y ON y.order_key = k.order_key AND y.period_first IS NOT NULL
    UNION
    SELECT w.line_id FROM unnest($12::text[], $13::text[]) AS k (invoice_no, line_no)
    JOIN tallystick_data.invoice i ON i.council_id = $1 AND i.provider = $2
        AND i.invoice_no = k.invoice_no
    JOIN tallystick_data.verdict w ON w.council_id = $1 AND w.invoice_id = i.invoice_id
        AND w.line_no = k.line_no AND w.run_id < $14
        AND (w.turn IS NOT NULL OR (w.verdict = 'rejected' AND 'decided' = ANY (w.reasons)))
)
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id, NULL::date,
       y.line_id, y.delivered_start, y.delivered_end, y.net_pence, y.order_no, y.order_line,
       y.slot, y.turn, y.period_first, y.counted_e4,
       (SELECT COALESCE(-sum(t.net_pence), 0)::bigint FROM paid t
        WHERE t.credits_line_id = y.line_id),
       (SELECT r.business_date FROM tallystick_data.run r
        WHERE r.council_id = $1 AND r.run_id = y.run_id)
FROM near
JOIN tallystick_data.bill_line b ON b.council_id = $1 AND b.line_id = near.line_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
LEFT JOIN paid y ON y.line_id = near.line_id
ORDER BY b.line_id
