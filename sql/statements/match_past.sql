-- Lines of earlier nights that bear on tonight's ($2 provider): paid and near in time, by client
-- ($3, from $4 to $5, seconds) or carer ($6, $7, $8), of all that were delivered in the spans $9 to
-- $10; paid, in slots or running totals of the order lines of keys $11 (whoever was paid for them);
-- and, paid or refused by a decision, of the same invoice lines $12/$13.
-- Sheets are found first, and each is gone through once: OFFSET 0 keeps the planner from reading
-- everything that was ever paid.
WITH span_line AS MATERIALIZED (
    SELECT v.line_id, v.package_id, v.carer_ref, v.delivered_start, v.delivered_end
    FROM unnest($9::bigint[], $10::bigint[]) AS t (from_s, to_s)
    CROSS JOIN LATERAL (
        SELECT s.sheet << 7 | u.place AS line_id, u.package_id, u.carer_ref, u.delivered_start,
               u.delivered_end
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL (
            SELECT unnest(s.place) AS place, unnest(s.package_id) AS package_id,
                   unnest(s.carer_ref) AS carer_ref, unnest(s.delivered_start) AS delivered_start,
                   unnest(s.delivered_end) AS delivered_end, unnest(s.turn) AS turn) u
        WHERE s.council_id = $1 AND s.provider = $2
        AND s.first_start < to_timestamp(t.to_s) AND s.last_end > to_timestamp(t.from_s)
        AND s.turn IS NOT NULL AND u.turn IS NOT NULL
        AND u.delivered_start < to_timestamp(t.to_s) AND u.delivered_end > to_timestamp(t.from_s)
        OFFSET 0) v
), wanted_slot AS MATERIALIZED (
    SELECT order_key >> 6 AS stick, bit_or(1::bigint << (order_key & 63)::integer) AS notches
    FROM unnest($11::bigint[]) AS k (order_key) GROUP BY 1
), named AS MATERIALIZED (
    SELECT DISTINCT i.invoice_id, k.line_no
    FROM unnest($12::text[], $13::text[]) AS k (invoice_no, line_no)
    CROSS JOIN LATERAL (
        SELECT n.invoice_id FROM tallystick_data.invoice n
        WHERE n.council_id = $1 AND n.provider = $2 AND n.invoice_no = k.invoice_no OFFSET 0) i
), named_sheet AS MATERIALIZED (
    SELECT DISTINCT n.sheet FROM (SELECT DISTINCT invoice_id FROM named) i
    CROSS JOIN LATERAL (
        SELECT e.sheet FROM tallystick_data.invoice_sheet e
        WHERE e.council_id = $1 AND e.invoice_id = i.invoice_id OFFSET 0) n
), named_line AS MATERIALIZED (
    SELECT v.* FROM named_sheet n
    CROSS JOIN LATERAL (
        SELECT s.sheet << 7 | u.place AS line_id, u.invoice_id, u.line_no
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL (
            SELECT unnest(s.place) AS place, unnest(s.invoice_id) AS invoice_id,
                   unnest(s.line_no) AS line_no, unnest(s.verdict) AS verdict,
                   unnest(s.reasons) AS reasons, unnest(s.turn) AS turn) u
        WHERE s.council_id = $1 AND s.sheet = n.sheet AND s.provider = $2
        AND u.line_no = ANY ($13::text[])
        AND (u.turn IS NOT NULL
             OR (u.verdict = 'rejected' AND 'decided' = ANY (string_to_array(u.reasons, ','))))
        OFFSET 0) v
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
    SELECT s.line_ids[1 + bit_count((s.notches_now & ~((-1)::bigint << p.place))::bit(64))::integer]
    FROM wanted_slot k
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.slot_stick c
        WHERE c.council_id = $1 AND c.stick = k.stick AND c.notches_now & k.notches <> 0 OFFSET 0) s
    JOIN generate_series(0, 63) AS p (place) ON (s.notches_now & k.notches) >> p.place & 1 = 1
    UNION
    SELECT y.line_id FROM unnest($11::bigint[]) AS k (order_key)
    CROSS JOIN LATERAL (
        SELECT z.line_id FROM tallystick_data.paid_service z
        WHERE z.council_id = $1 AND z.order_key = k.order_key AND z.period_first IS NOT NULL
        OFFSET 0) y
    UNION
    SELECT l.line_id FROM named_line l
    JOIN named n ON n.invoice_id = l.invoice_id AND n.line_no = l.line_no
), near_sheet AS MATERIALIZED (
    SELECT line_id >> 7 AS sheet, bit_or(B'1'::bit(128) >> (line_id & 127)::integer) AS places
    FROM near GROUP BY 1
), line AS MATERIALIZED (
    SELECT l.* FROM near_sheet k
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.bill_line n
        WHERE n.council_id = $1 AND n.sheet = k.sheet OFFSET 0) l
    WHERE get_bit(k.places, (l.line_id & 127)::integer) <> 0
), paid AS MATERIALIZED (
    SELECT v.* FROM near_sheet k
    CROSS JOIN LATERAL (
        SELECT s.sheet, s.sheet << 7 | u.place AS line_id, u.place, s.run_id, u.delivered_start,
               u.delivered_end, u.payable_pence, u.order_id, u.slot, u.turn
        FROM tallystick_data.verdict_sheet s
        CROSS JOIN LATERAL (
            SELECT unnest(s.place) AS place, unnest(s.delivered_start) AS delivered_start,
                   unnest(s.delivered_end) AS delivered_end,
                   unnest(s.payable_pence) AS payable_pence, unnest(s.order_id) AS order_id,
                   unnest(s.slot) AS slot, unnest(s.turn) AS turn) u
        WHERE s.council_id = $1 AND s.sheet = k.sheet AND u.turn IS NOT NULL OFFSET 0) v
    WHERE get_bit(k.places, v.place) <> 0
)
SELECT b.line_id, b.file_id, b.source_row, p.provider, b.invoice_no, b.line_no, p.client_ref,
       b.carer_ref, p.service, b.order_no, b.order_line, b.outcome, b.description,
       b.credits_invoice_no, b.credits_line_no, b.claimed_start, b.claimed_end, b.actual_start,
       b.actual_end, b.notice_at, b.quantity_e4, b.rate_e6, b.net_pence, b.vat_pence,
       b.invoice_date, b.unit, b.secondary, b.package_id, NULL::date,
       y.line_id, y.delivered_start, y.delivered_end, y.payable_pence, o.order_no, o.order_line,
       y.slot, y.turn, e.period_first, coalesce(e.counted_e4, 0),
       (SELECT COALESCE(-sum(t.net_pence), 0)::bigint FROM tallystick_data.paid_credit t
        WHERE t.council_id = $1 AND t.credits_line_id = y.line_id),
       NULL::date -- on which night: only explain tells
FROM line b
CROSS JOIN LATERAL (
    SELECT * FROM tallystick_data.care_package k
    WHERE k.council_id = $1 AND k.package_id = b.package_id OFFSET 0) p
-- By sheet as well: numbers of many files, as they are, hash to few.
LEFT JOIN paid y ON y.sheet = b.sheet AND y.line_id = b.line_id
LEFT JOIN LATERAL (
    SELECT z.period_first, z.counted_e4 FROM tallystick_data.paid_service z
    WHERE z.council_id = $1 AND z.line_id = y.line_id OFFSET 0) e ON true
LEFT JOIN LATERAL (
    SELECT s.order_no[a.at] AS order_no, s.order_line[a.at] AS order_line
    FROM tallystick_data.order_sheet s
    CROSS JOIN LATERAL array_position(s.place, (y.order_id & 127)::smallint) AS a (at)
    WHERE s.council_id = $1 AND s.sheet = y.order_id >> 7 AND a.at IS NOT NULL OFFSET 0) o ON true
ORDER BY b.line_id
