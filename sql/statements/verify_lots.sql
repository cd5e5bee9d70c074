-- Every payment lot that is not what its lines make it, or that is not exactly once on its way: in
-- one batch that lives or settled it, or waiting for one.
WITH part AS (
    SELECT s.lot_id[v.block] AS lot_id, s.provider, v.net_pence, coalesce(v.vat_pence, 0) AS vat_pence
    FROM tallystick_data.judged_sheet s
    CROSS JOIN LATERAL (
        SELECT width_bucket(unnest(s.place), s.blocks) AS block,
               unnest(s.payable_pence) AS net_pence,
               unnest(s.payable_vat_pence) AS vat_pence) v
    WHERE s.council_id = $1 AND s.lot_id[v.block] IS NOT NULL
    UNION ALL
    SELECT l.lot_id, a.provider, l.net_pence, l.vat_pence
    FROM tallystick_data.adjustment_lot l
    JOIN tallystick_data.adjustment a ON a.council_id = $1 AND a.line_id = l.line_id
        AND a.number = l.number
    WHERE l.council_id = $1),
made AS (
    SELECT lot_id, count(*) AS lines, sum(net_pence) AS net_pence, sum(vat_pence) AS vat_pence,
           min(provider) AS provider, max(provider) AS last_provider
    FROM part GROUP BY lot_id),
way AS (
    SELECT w.lot_id, count(*) AS ways
    FROM (SELECT s.lot_id FROM tallystick_data.settlement_lot s
          LEFT JOIN tallystick_data.lot_ending e ON e.council_id = $1 AND e.lot_id = s.lot_id
              AND e.attempt = s.attempt
          WHERE s.council_id = $1 AND coalesce(e.ending, 'settled') = 'settled'
          UNION ALL
          SELECT lot_id FROM tallystick_data.open_lot WHERE council_id = $1) w
    GROUP BY w.lot_id)
SELECT coalesce(l.lot_id, m.lot_id), f.fault
FROM (SELECT * FROM tallystick_data.payment_lot WHERE council_id = $1) l
FULL JOIN made m ON m.lot_id = l.lot_id
LEFT JOIN way w ON w.lot_id = l.lot_id
CROSS JOIN LATERAL (SELECT CASE
    WHEN (l.provider, l.provider, l.lines, l.net_pence, l.vat_pence) IS DISTINCT FROM
         (m.provider, m.last_provider, m.lines, m.net_pence, m.vat_pence)
        THEN 'is not what its lines make it'
    WHEN w.ways IS NULL THEN 'is in no batch that can pay it, and waits for none'
    WHEN w.ways > 1 THEN 'is on its way twice' END AS fault) f
WHERE f.fault IS NOT NULL
ORDER BY 1
