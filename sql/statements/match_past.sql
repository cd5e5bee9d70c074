-- Lines of earlier nights that bear on tonight's ($2 provider), as they were before run $13: paid and
-- near in time, by client ($3, from $4 to $5, seconds) or carer ($6, $7, $8); paid, in slots of the
-- order lines of keys $9, or in those running totals of $10 whose periods begin from $14 to $15,
-- whoever was paid for them; and, paid or refused by a decision, of the same invoice lines $11/$12,
-- whose invoices have the numbers $16.
-- Sheets are found first, and each is gone through once: OFFSET 0 keeps the planner from reading
-- everything that was ever paid. Whether a line there is near is looked up by halves: joined, each
-- line would be compared with each of tonight's.
WITH client_reach AS MATERIALIZED (
    SELECT p.package_id, to_timestamp(k.from_s) AS from_at, to_timestamp(k.to_s) AS to_at
    FROM unnest($3::text[], $4::bigint[], $5::bigint[]) AS k (client_ref, from_s, to_s)
    CROSS JOIN LATERAL (
        SELECT n.package_id FROM tallystick_data.care_package n
        WHERE n.council_id = $1 AND n.provider = $2 AND n.client_ref = k.client_ref OFFSET 0) p
), carer_reach AS MATERIALIZED (
    SELECT k.carer_ref, to_timestamp(k.from_s) AS from_at, to_timestamp(k.to_s) AS to_at
    FROM unnest($6::text[], $7::bigint[], $8::bigint[]) AS k (carer_ref, from_s, to_s)
), client_span AS MATERIALIZED (
    SELECT array_agg(package_id ORDER BY package_id) AS packages,
           array_agg(stretches ORDER BY package_id) AS of_package,
           range_agg(stretches) AS stretches, min(from_at) AS from_at, max(to_at) AS to_at
    FROM (SELECT package_id, range_agg(tstzrange(from_at, to_at, '[]')) AS stretches,
                 min(from_at) AS from_at, max(to_at) AS to_at
          FROM client_reach GROUP BY package_id) k
), carer_span AS MATERIALIZED (
    SELECT array_agg(carer_ref ORDER BY carer_ref COLLATE "C") AS carers,
           array_agg(stretches ORDER BY carer_ref COLLATE "C") AS of_carer,
           range_agg(stretches) AS stretches, min(from_at) AS from_at, max(to_at) AS to_at
    FROM (SELECT carer_ref, range_agg(tstzrange(from_at, to_at, '[]')) AS stretches,
                 min(from_at) AS from_at, max(to_at) AS to_at
          FROM carer_reach GROUP BY carer_ref) k
), wanted_slot AS MATERIALIZED (
    SELECT order_key >> 6 AS stick, bit_or(1::bigint << (order_key & 63)::integer) AS notches
    FROM unnest($9::bigint[]) AS k (order_key) GROUP BY 1
), named AS MATERIALIZED (
    -- Of these lines only, somebody was paid or decided.
    SELECT DISTINCT k.invoice_id, k.line_no
    FROM unnest($16::bigint[], $11::text[], $12::text[]) AS k (invoice_id, invoice_no, line_no)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN k.line_no ~ '^(0|[1-9][0-9]{0,8})$' THEN k.line_no::bigint END) AS e (number)
    WHERE EXISTS (
        SELECT FROM tallystick_data.invoice_stick s
        WHERE s.council_id = $1 AND s.invoice_id = k.invoice_id AND s.stick = e.number >> 6
        AND s.notches_now >> (e.number & 63)::integer & 1 = 1)
    OR EXISTS (
        SELECT FROM tallystick_data.invoice_other_line o
        WHERE o.council_id = $1 AND o.invoice_id = k.invoice_id AND o.line_no = k.line_no)
    OR EXISTS (
        SELECT FROM tallystick_data.decision d
        WHERE d.council_id = $1 AND d.provider = $2 AND d.invoice_no = k.invoice_no
        AND d.line_no = k.line_no)
), named_sheet AS MATERIALIZED (
    SELECT DISTINCT n.sheet FROM (SELECT DISTINCT invoice_id FROM named) i
    CROSS JOIN LATERAL (
        SELECT e.sheet FROM tallystick_data.invoice_sheet e
        WHERE e.council_id = $1 AND e.invoice_id = i.invoice_id OFFSET 0) n
), named_line AS MATERIALIZED (
    SELECT v.line_id FROM named_sheet n
    CROSS JOIN LATERAL (
        SELECT s.sheet << 7 | u.place AS line_id, s.invoice_id[u.block] AS invoice_id, u.line_no
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL (
            SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
                   unnest(s.line_no) AS line_no) u
        WHERE s.council_id = $1 AND s.sheet = n.sheet AND s.provider = $2 AND s.run_id < $13
        AND u.line_no = ANY ($12::text[])
        AND (s.lot_id[u.block] IS NOT NULL
             OR (s.verdict[u.block] = 'rejected'
                 AND 'decided' = ANY (string_to_array(s.reasons[u.block], ','))))
        OFFSET 0) v
    JOIN named USING (invoice_id, line_no)
), near AS (
    SELECT line_id, bool_or(is_named) AS is_named FROM (
    SELECT l.line_id, false AS is_named
    FROM client_span
    CROSS JOIN LATERAL (
        SELECT s.sheet << 7 | u.place AS line_id, s.package_id[u.block] AS package_id,
               u.delivered_start,
               coalesce(u.delivered_end, u.delivered_start
                   + make_interval(mins => u.delivered_minutes)) AS delivered_end
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL (
            SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
                   unnest(s.delivered_start) AS delivered_start,
                   unnest(s.delivered_end) AS delivered_end,
                   unnest(s.delivered_minutes) AS delivered_minutes) u
        WHERE s.council_id = $1 AND s.provider = $2 AND s.run_id < $13 AND s.lot_id IS NOT NULL
        AND s.last_end > client_span.from_at AND s.first_start < client_span.to_at
        AND tstzrange(s.first_start, s.last_end, '[]') && client_span.stretches
        AND s.lot_id[u.block] IS NOT NULL OFFSET 0) l
    CROSS JOIN LATERAL (
        SELECT width_bucket(l.package_id, client_span.packages) AS at OFFSET 0) k
    WHERE client_span.packages[k.at] = l.package_id
    AND CASE WHEN l.delivered_start <= l.delivered_end
        THEN client_span.of_package[k.at] && tstzrange(l.delivered_start, l.delivered_end, '[]') END
    UNION ALL
    SELECT l.line_id, false
    FROM carer_span
    CROSS JOIN LATERAL ( -- the blocks of these carers only, each by its first and last line
        SELECT s.sheet << 7 | u.place AS line_id, k.at, u.delivered_start,
               coalesce(u.delivered_end, u.delivered_start
                   + make_interval(mins => u.delivered_minutes)) AS delivered_end
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN unnest(s.carer_ref) WITH ORDINALITY AS b (carer_ref, block) -- of paid lines
        CROSS JOIN LATERAL (
            SELECT width_bucket(b.carer_ref COLLATE "C", carer_span.carers) AS at OFFSET 0) k
        CROSS JOIN LATERAL (
            SELECT width_bucket(s.blocks[b.block], s.place) AS first,
                   coalesce(width_bucket(s.blocks[b.block + 1], s.place) - 1,
                            cardinality(s.place)) AS last) a
        CROSS JOIN LATERAL (
            SELECT unnest(s.place[a.first:a.last]) AS place,
                   unnest(s.delivered_start[a.first:a.last]) AS delivered_start,
                   unnest(s.delivered_end[a.first:a.last]) AS delivered_end,
                   unnest(s.delivered_minutes[a.first:a.last]) AS delivered_minutes) u
        WHERE s.council_id = $1 AND s.provider = $2 AND s.run_id < $13 AND s.lot_id IS NOT NULL
        AND s.last_end > carer_span.from_at AND s.first_start < carer_span.to_at
        AND tstzrange(s.first_start, s.last_end, '[]') && carer_span.stretches
        AND carer_span.carers[k.at] = b.carer_ref
        AND carer_span.of_carer[k.at] && tstzrange(s.first_start, s.last_end, '[]')
        OFFSET 0) l
    WHERE CASE WHEN l.delivered_start <= l.delivered_end
        THEN carer_span.of_carer[l.at] && tstzrange(l.delivered_start, l.delivered_end, '[]') END
    UNION ALL
    SELECT s.line_ids[1 + bit_count((s.notches_now & ~((-1)::bigint << p.place))::bit(64))::integer],
           false
    FROM wanted_slot k
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.slot_stick c
        WHERE c.council_id = $1 AND c.stick = k.stick AND c.notches_now & k.notches <> 0 OFFSET 0) s
    JOIN generate_series(0, 63) AS p (place) ON (s.notches_now & k.notches) >> p.place & 1 = 1
    UNION ALL
    SELECT y.line_id, false
    FROM unnest($10::bigint[], $14::date[], $15::date[]) AS k (order_key, from_day, to_day)
    CROSS JOIN LATERAL (
        SELECT z.line_id FROM tallystick_data.paid_service z
        WHERE z.council_id = $1 AND z.order_key = k.order_key
        AND z.period_first BETWEEN k.from_day AND k.to_day OFFSET 0) y
    UNION ALL
    SELECT line_id, true FROM named_line) k
    GROUP BY line_id
)
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id, NULL::date,
       y.line_id, y.delivered_start, y.delivered_end, y.payable_pence, o.order_no, o.order_line,
       y.slot, y.turn, e.period_first, coalesce(e.counted_e4, 0),
       (SELECT COALESCE(-sum(t.net_pence), 0)::bigint FROM tallystick_data.paid_credit t
        WHERE t.council_id = $1 AND t.credits_line_id = y.line_id AND t.run_id < $13),
       r.business_date
FROM near n
CROSS JOIN LATERAL tallystick_data.bill_line_at($1, n.line_id) b
CROSS JOIN LATERAL (
    SELECT * FROM tallystick_data.care_package k
    WHERE k.council_id = $1 AND k.package_id = b.package_id OFFSET 0) p
LEFT JOIN LATERAL (
    SELECT n.line_id, s.run_id, s.delivered_start[a.at] AS delivered_start,
           coalesce(s.delivered_end[a.at], s.delivered_start[a.at]
               + make_interval(mins => s.delivered_minutes[a.at])) AS delivered_end,
           s.payable_pence[a.at] AS payable_pence, s.order_id[a.at] AS order_id,
           s.slot[a.block] AS slot, coalesce(s.turn[a.block], 1::smallint) AS turn
    FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (n.line_id & 127)::smallint),
        width_bucket((n.line_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = n.line_id >> 7 AND s.run_id < $13
    AND a.at IS NOT NULL AND s.lot_id[a.block] IS NOT NULL OFFSET 0) y ON true
LEFT JOIN tallystick_data.run r ON r.council_id = $1 AND r.run_id = y.run_id
LEFT JOIN LATERAL (
    SELECT z.period_first, z.counted_e4 FROM tallystick_data.paid_service z
    WHERE z.council_id = $1 AND z.line_id = y.line_id OFFSET 0) e ON true
LEFT JOIN LATERAL (
    SELECT s.order_no[a.block] AS order_no, s.order_line[a.at] AS order_line
    FROM tallystick_data.order_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (y.order_id & 127)::smallint),
        width_bucket((y.order_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = y.order_id >> 7 AND a.at IS NOT NULL OFFSET 0) o ON true
-- What was paid since, for a slot or in a running total, is no line of the past.
WHERE y.line_id IS NOT NULL OR n.is_named
ORDER BY b.line_id
