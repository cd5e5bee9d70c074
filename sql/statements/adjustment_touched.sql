-- Lines paid before run $2 on what the files of that run (numbers from $3 on) changed, and why: the
-- order line has another version in force than the one that was paid on; a rate of the provider and
-- service differs for the line's day; call monitoring brought something within $4 minutes of it; or
-- a credit took an adjusted line back.  Lines with a credit are looked at for that alone.
-- OFFSET 0 keeps the planner from reading everything that was ever paid.
WITH changed_order AS MATERIALIZED (
    SELECT o.*
    FROM (SELECT DISTINCT order_id >> 7 AS sheet FROM tallystick_data.order_line_again
          WHERE council_id = $1 AND order_id >= $3) n
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.sheet = n.sheet AND e.reading > 1 OFFSET 0) o
    WHERE NOT EXISTS (
        SELECT 1 FROM tallystick_data.replaced_order r
        WHERE r.council_id = $1 AND r.order_id = o.order_id)
), by_order AS (
    SELECT y.line_id, y.provider
    FROM changed_order o
    CROSS JOIN LATERAL (
        SELECT z.line_id FROM tallystick_data.paid_slot z
        WHERE z.council_id = $1 AND z.stick = o.order_key >> 6 AND z.order_key = o.order_key
        UNION ALL
        SELECT z.line_id FROM tallystick_data.paid_service z
        WHERE z.council_id = $1 AND z.order_key = o.order_key AND z.period_first IS NOT NULL
        OFFSET 0) l
    CROSS JOIN LATERAL (
        SELECT l.line_id, s.provider, s.order_id[a.at] AS order_id
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL ROWS FROM (
            array_position(s.place, (l.line_id & 127)::smallint),
            width_bucket((l.line_id & 127)::smallint, s.blocks)) AS a (at, block)
        WHERE s.council_id = $1 AND s.sheet = l.line_id >> 7
        AND a.at IS NOT NULL AND s.lot_id[a.block] IS NOT NULL AND s.run_id < $2 OFFSET 0) y
    CROSS JOIN LATERAL (
        SELECT s.planned_start[a.at] AS planned_start, s.planned_minutes[a.at] AS planned_minutes,
               s.rate_e6[a.at] AS rate_e6, s.unit_price_e6[a.at] AS unit_price_e6
        FROM tallystick_data.order_sheet s
        CROSS JOIN LATERAL array_position(s.place, (y.order_id & 127)::smallint) AS a (at)
        WHERE s.council_id = $1 AND s.sheet = y.order_id >> 7 AND a.at IS NOT NULL OFFSET 0) p
    WHERE (p.planned_start, p.planned_minutes, p.rate_e6, p.unit_price_e6)
        IS DISTINCT FROM (o.planned_start, o.planned_minutes, o.rate_e6, o.unit_price_e6)
), changed_rate AS MATERIALIZED (
    SELECT DISTINCT r.provider, r.service, r.valid_from,
           CASE WHEN r.valid_to IS NULL OR (e.rate_e6 IS NOT NULL AND e.valid_to IS NULL)
                THEN 'infinity' ELSE greatest(r.valid_to, e.valid_to) END AS valid_to
    FROM (
        SELECT n.* FROM tallystick_data.rate_entry n WHERE n.council_id = $1 AND n.rate_id >= $3
        UNION
        SELECT n.* FROM tallystick_data.waiting_item i
        JOIN tallystick_data.rate_entry n ON n.council_id = $1
            AND n.rate_id BETWEEN i.file_id << 32 AND (i.file_id << 32) + 4294967295
        JOIN tallystick_data.approved_item d ON d.council_id = $1 AND d.item_id = i.item_id
            AND d.run_id = $2 - 1
        WHERE i.council_id = $1 AND i.kind = 'rate') r
    LEFT JOIN LATERAL (
        SELECT b.rate_e6, b.to_time_s, b.valid_to FROM tallystick_data.rate_entry b
        WHERE b.council_id = $1 AND b.provider = r.provider AND b.service = r.service
        AND b.day_type = r.day_type AND b.kind = r.kind AND b.minutes = r.minutes
        AND b.from_time_s = r.from_time_s AND b.valid_from = r.valid_from
        AND b.rate_id < r.rate_id
        ORDER BY b.rate_id DESC LIMIT 1) e ON true
    WHERE NOT EXISTS (
        SELECT 1 FROM tallystick_data.waiting_item i
        WHERE i.council_id = $1 AND i.kind = 'rate' AND i.file_id = r.file_id
        AND NOT EXISTS (
            SELECT 1 FROM tallystick_data.approved_item d
            WHERE d.council_id = $1 AND d.item_id = i.item_id AND d.run_id < $2))
    AND (e.rate_e6, e.to_time_s, e.valid_to)
        IS DISTINCT FROM (r.rate_e6, r.to_time_s, r.valid_to)
), by_rate AS (
    SELECT y.line_id, y.provider
    FROM changed_rate r
    CROSS JOIN LATERAL (
        SELECT s.sheet << 7 | u.place AS line_id, s.provider, s.package_id[u.block] AS package_id
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL (
            SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
                   unnest(s.delivered_start) AS delivered_start) u
        WHERE s.council_id = $1 AND s.run_id < $2 AND s.lot_id IS NOT NULL
        AND s.lot_id[u.block] IS NOT NULL
        AND s.provider = r.provider
        AND s.last_end >= r.valid_from::timestamptz - interval '2 days'
        AND s.first_start < r.valid_to::timestamptz + interval '3 days'
        AND u.delivered_start >= r.valid_from::timestamptz - interval '2 days'
        AND u.delivered_start < r.valid_to::timestamptz + interval '3 days' OFFSET 0) y
    JOIN tallystick_data.care_package k ON k.council_id = $1 AND k.package_id = y.package_id
        AND k.service = r.service
), piece AS MATERIALIZED (
    SELECT provider, client_ref, log_in - make_interval(mins => $4) AS from_at,
           log_out + make_interval(mins => $4) AS to_at
    FROM tallystick_data.evidence WHERE council_id = $1 AND evidence_id >= $3
), piece_week AS (
    SELECT provider, min(from_at) AS from_at, max(to_at) AS to_at
    FROM piece GROUP BY provider, date_trunc('week', from_at)
), by_evidence AS (
    SELECT z.line_id, z.provider
    FROM piece_week w
    CROSS JOIN LATERAL (
        SELECT s.sheet << 7 | u.place AS line_id, s.provider, s.package_id[u.block] AS package_id,
               u.delivered_start,
               coalesce(u.delivered_end, u.delivered_start + make_interval(mins => u.delivered_minutes))
                   AS delivered_end
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL (
            SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
                   unnest(s.delivered_start) AS delivered_start,
                   unnest(s.delivered_end) AS delivered_end,
                   unnest(s.delivered_minutes) AS delivered_minutes) u
        WHERE s.council_id = $1 AND s.run_id < $2 AND s.lot_id IS NOT NULL
        AND s.lot_id[u.block] IS NOT NULL
        AND s.provider = w.provider AND s.first_start < w.to_at AND s.last_end > w.from_at
        OFFSET 0) z
    JOIN tallystick_data.care_package k ON k.council_id = $1 AND k.package_id = z.package_id
    JOIN piece p ON p.provider = z.provider AND p.client_ref = k.client_ref
        AND z.delivered_start < p.to_at AND z.delivered_end > p.from_at
), by_credit AS (
    SELECT a.line_id, a.provider
    FROM tallystick_data.paid_credit c
    JOIN tallystick_data.adjustment a ON a.council_id = $1 AND a.line_id = c.credits_line_id
    WHERE c.council_id = $1 AND c.run_id = $2
), touched AS (
    SELECT line_id, provider, 1 AS place, 'credit' AS cause FROM by_credit
    UNION ALL SELECT line_id, provider, 2, 'order' FROM by_order
    UNION ALL SELECT line_id, provider, 3, 'rate' FROM by_rate
    UNION ALL SELECT line_id, provider, 4, 'evidence' FROM by_evidence
), once AS (
    SELECT DISTINCT ON (t.provider, t.line_id) t.provider, t.line_id, t.cause
    FROM touched t
    ORDER BY t.provider, t.line_id, t.place
)
SELECT t.provider, t.line_id, t.cause, v.expected_pence, v.vat_percent_e4, b.net_pence IS NULL,
       v.payable_pence, COALESCE(-credit.pence, 0), latest.new_expected_pence,
       COALESCE(latest.number, 0), settled.new_expected_pence
FROM once t
CROSS JOIN LATERAL (
    SELECT s.payable_pence[a.at] + s.expected_less_payable[a.block] AS expected_pence,
           coalesce(s.vat_percent_e4[a.block], 0) AS vat_percent_e4,
           s.payable_pence[a.at] AS payable_pence
    FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL ROWS FROM (
        array_position(s.place, (t.line_id & 127)::smallint),
        width_bucket((t.line_id & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = t.line_id >> 7
    AND a.at IS NOT NULL AND s.lot_id[a.block] IS NOT NULL OFFSET 0) v
CROSS JOIN LATERAL (
    SELECT s.net_pence[array_position(s.place, (t.line_id & 127)::smallint)] AS net_pence
    FROM tallystick_data.bill_sheet s
    WHERE s.council_id = $1 AND s.sheet = t.line_id >> 7 OFFSET 0) b
LEFT JOIN LATERAL (
    SELECT sum(c.net_pence)::bigint AS pence FROM tallystick_data.paid_credit c
    WHERE c.council_id = $1 AND c.credits_line_id = t.line_id) credit ON true
LEFT JOIN LATERAL (
    SELECT a.number, a.new_expected_pence FROM tallystick_data.adjustment a
    WHERE a.council_id = $1 AND a.line_id = t.line_id
    ORDER BY a.number DESC LIMIT 1) latest ON true
LEFT JOIN LATERAL (
    SELECT a.new_expected_pence FROM tallystick_data.adjustment a
    WHERE a.council_id = $1 AND a.line_id = t.line_id
    AND (NOT a.is_self_billed OR EXISTS (
        SELECT 1 FROM tallystick_data.adjustment_lot l
        WHERE l.council_id = $1 AND l.line_id = a.line_id AND l.number = a.number))
    ORDER BY a.number DESC LIMIT 1) settled ON true
WHERE v.expected_pence IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.paid_credit c WHERE c.council_id = $1 AND c.line_id = t.line_id)
ORDER BY t.provider, t.line_id
