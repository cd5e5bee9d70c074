-- Of the lines of providers $2, clients $3 and services $4, which start at $5 (seconds of UTC) on the
-- days $6: the care manager of the order line that the visit would have been for.  That is the
-- nearest visit planned within a day, else a period or unit order of the day, and of several the
-- lowest; of those that name a care manager.  By the lines' numbers from 0; one without has no row.
WITH line AS MATERIALIZED (
    SELECT k.number - 1 AS number, p.package_id, to_timestamp(k.start) AS start, k.day
    FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::date[]) WITH ORDINALITY
        AS k (provider, client_ref, service, start, day, number)
    JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.provider = k.provider
        AND p.client_ref = k.client_ref AND p.service = k.service
)
SELECT DISTINCT ON (line.number) line.number, o.care_manager
FROM line
CROSS JOIN LATERAL (
    SELECT DISTINCT unnest(k.sheets) AS sheet
    FROM tallystick_data.package_sheet k
    WHERE k.council_id = $1 AND k.package_id = line.package_id
    AND (k.has_unplanned OR (k.first_planned <= line.start + interval '1 day'
                             AND k.last_planned >= line.start - interval '1 day'))) s
JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.sheet = s.sheet
    AND o.package_id = line.package_id AND o.status = 'active' AND o.care_manager IS NOT NULL
WHERE (o.planned_start BETWEEN line.start - interval '1 day' AND line.start + interval '1 day'
       OR (o.basis <> 'visit' AND o.valid_from <= line.day
           AND (o.valid_to IS NULL OR o.valid_to >= line.day)))
AND NOT EXISTS (
    SELECT FROM tallystick_data.replaced_order r
    WHERE r.council_id = $1 AND r.order_id = o.order_id)
ORDER BY line.number, greatest(o.planned_start - line.start, line.start - o.planned_start) NULLS LAST,
         o.order_no COLLATE "C", o.order_line COLLATE "C"
