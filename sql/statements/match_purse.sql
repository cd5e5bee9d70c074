-- What is spent of the purses of clients $4: lines paid as a variance, by whichever provider, that
-- began between $5 and $6, on a night before run $3, or in it by a provider before $2; but those
-- credited in full by then.
-- From the clients' providers by time to the sheets: OFFSET 0 keeps the planner from reading every
-- variance that there ever was.
WITH package AS MATERIALIZED (
    SELECT p.package_id, p.provider, p.client_ref FROM tallystick_data.care_package p
    WHERE p.council_id = $1 AND p.client_ref = ANY ($4::text[])
)
SELECT y.line_id, package.client_ref, y.delivered_start, abs(y.payable_pence - y.expected_pence)
FROM (SELECT DISTINCT provider FROM package) k
CROSS JOIN LATERAL (
    SELECT s.sheet << 7 | u.place AS line_id, s.package_id[u.block] AS package_id,
           u.delivered_start, u.payable_pence,
           u.payable_pence + s.expected_less_payable[u.block] AS expected_pence
    FROM tallystick_data.verdict_sheet s
    CROSS JOIN LATERAL (
        SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
               unnest(s.delivered_start) AS delivered_start,
               unnest(s.payable_pence) AS payable_pence) u
    WHERE s.council_id = $1 AND s.provider = k.provider
    AND s.last_end >= $5 AND s.first_start < $6 AND 'variance' = ANY (s.verdict)
    AND (s.run_id < $3 OR (s.run_id = $3 AND s.provider COLLATE "C" < $2))
    AND u.delivered_start >= $5 AND u.delivered_start < $6 AND s.verdict[u.block] = 'variance'
    AND s.expected_less_payable[u.block] <> 0
    OFFSET 0) y
JOIN package ON package.package_id = y.package_id
WHERE NOT EXISTS (
    SELECT 1 FROM tallystick_data.paid_credit t
    WHERE t.council_id = $1 AND t.credits_line_id = y.line_id
    AND (t.run_id < $3 OR (t.run_id = $3 AND t.provider COLLATE "C" < $2))
    HAVING -sum(t.net_pence) > 0 AND -sum(t.net_pence) >= y.payable_pence)
ORDER BY y.line_id
