-- Verdicts that do not say of a line what belongs together, and what verdicts pay without its being
-- notched as paid once (docs/database.md, Paid once), or the other way round: a fault a row.
WITH line AS MATERIALIZED (
    SELECT s.run_id, s.sheet << 7 | u.place AS line_id, u.*,
           s.invoice_id[u.block] AS invoice_id, s.slot[u.block] AS slot,
           s.verdict[u.block] AS verdict, s.verdict[u.block] IS NULL AS is_matched,
           s.reasons[u.block] AS reasons, s.detail[u.block] IS NOT NULL AS has_detail,
           s.identity_turn[u.block] AS identity_turn, s.turn[u.block] AS turn,
           s.lot_id[u.block] AS lot_id, s.item_less_place[u.block] AS item,
           s.vat_percent_e4[u.block] AS vat_percent_e4,
           coalesce(u.other_key, u.order_id) AS order_key,
           u.line_no ~ '^(0|[1-9][0-9]{0,8})$' AS has_number
    FROM tallystick_data.judged_sheet s
    CROSS JOIN LATERAL (
        SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
               unnest(s.line_no) AS line_no,
               unnest(s.payable_pence) AS net_pence, unnest(s.payable_vat_pence) AS vat_pence,
               unnest(s.order_id) AS order_id, unnest(s.order_key) AS other_key) u
    WHERE s.council_id = $1
), paid AS MATERIALIZED (
    SELECT line_id, invoice_id, line_no, has_number, order_key, slot,
           net_pence, coalesce(identity_turn, 1) AS identity_turn, coalesce(turn, 1) AS turn
    FROM line WHERE lot_id IS NOT NULL
), paid_stick AS (
    SELECT n.kind, n.key, n.turn, n.number >> 6 AS stick,
           bit_or(1::bigint << (n.number & 63)::integer) AS notches, count(*) AS lines
    FROM (
        SELECT 'line' AS kind, 0::bigint AS key, 0 AS turn, line_id AS number FROM paid
        UNION ALL
        SELECT 'invoice', invoice_id, identity_turn, CASE WHEN has_number THEN line_no::bigint END
        FROM paid WHERE has_number
        UNION ALL
        SELECT 'slot', slot, turn, order_key FROM paid WHERE slot IS NOT NULL) n
    GROUP BY n.kind, n.key, n.turn, n.number >> 6
), stick AS (
    SELECT c.kind, c.key, c.turn, c.stick, bit_or(c.notches_now) AS notches,
           sum(bit_count(c.notches_now::bit(64)))::bigint AS lines
    FROM (
        SELECT 'line' AS kind, 0::bigint AS key, 0 AS turn, stick, notches_now
        FROM tallystick_data.line_stick WHERE council_id = $1
        UNION ALL
        SELECT 'invoice', invoice_id, identity_turn, stick, notches_now
        FROM tallystick_data.invoice_stick WHERE council_id = $1
        UNION ALL
        SELECT 'slot', slot, turn, stick, notches_now
        FROM tallystick_data.slot_stick WHERE council_id = $1) c
    GROUP BY c.kind, c.key, c.turn, c.stick
)
SELECT format('line %s: the verdict of run %s is not whole', l.line_id, l.run_id)
FROM line l
WHERE num_nulls(l.lot_id, l.item) <> CASE WHEN l.is_matched OR l.verdict = 'variance' THEN 0 ELSE 2 END
   OR (l.lot_id IS NULL AND (l.net_pence <> 0 OR num_nonnulls(l.vat_pence, l.identity_turn, l.turn,
                                                              l.vat_percent_e4) > 0))
   OR (l.is_matched AND (l.reasons IS NOT NULL OR l.has_detail))
   OR (l.slot IS NOT NULL AND l.order_id IS NULL)
UNION ALL
SELECT format('%s_stick %s of key %s in turn %s: its notches are not what is paid', kind, stick, key,
              turn)
FROM paid_stick p
FULL JOIN stick s USING (kind, key, turn, stick)
WHERE (p.notches, p.lines) IS DISTINCT FROM (s.notches, s.lines)
UNION ALL
SELECT format('line %s is paid for a slot that another line used up', p.line_id)
FROM paid p
WHERE p.slot IS NOT NULL AND NOT EXISTS (
    SELECT FROM tallystick_data.paid_slot s
    WHERE s.council_id = $1 AND s.order_key = p.order_key AND s.slot = p.slot AND s.turn = p.turn
    AND s.line_id = p.line_id)
UNION ALL
SELECT format('invoice %s line %s is not as often paid as used up', invoice_id, line_no)
FROM (SELECT * FROM paid WHERE NOT has_number) p
FULL JOIN (SELECT * FROM tallystick_data.invoice_other_line WHERE council_id = $1) o
    USING (invoice_id, line_no, identity_turn)
WHERE p.line_id IS NULL OR o.council_id IS NULL
UNION ALL
SELECT format('line %s uses up a service, and is not paid', y.line_id)
FROM tallystick_data.paid_service y
WHERE y.council_id = $1 AND NOT EXISTS (SELECT FROM paid p WHERE p.line_id = y.line_id)
UNION ALL
SELECT format('line %s is no paid credit of line %s', c.line_id, c.credits_line_id)
FROM tallystick_data.paid_credit c
WHERE c.council_id = $1 AND NOT EXISTS (
    SELECT FROM paid p WHERE p.line_id = c.line_id AND p.net_pence = c.net_pence)
ORDER BY 1
