-- What is spent of the purses of clients $4: lines paid as a variance, by whichever provider, that
-- began between $5 and $6, on a night before run $3, or in it by a provider before $2; but those
-- credited in full by then.
-- From the clients' providers by time to the lines, and only from there to verdicts: OFFSET 0 keeps
-- the planner from reading every variance that there ever was.
WITH package AS MATERIALIZED (
    SELECT p.package_id, p.provider, p.client_ref FROM tallystick_data.care_package p
    WHERE p.council_id = $1 AND p.client_ref = ANY ($4::text[])
)
SELECT y.line_id, package.client_ref, y.delivered_start, abs(y.net_pence - v.expected_pence)
FROM (SELECT DISTINCT provider FROM package) k
JOIN LATERAL (
    SELECT z.line_id, z.run_id, z.package_id, z.delivered_start, z.net_pence
    FROM tallystick_data.paid_line z
    WHERE z.council_id = $1 AND z.provider = k.provider
    AND z.delivered_start >= $5 AND z.delivered_start < $6
    AND (z.run_id < $3 OR (z.run_id = $3 AND z.provider COLLATE "C" < $2))
    OFFSET 0) y ON true
JOIN package ON package.package_id = y.package_id
JOIN LATERAL (
    SELECT w.expected_pence FROM tallystick_data.verdict w
    WHERE w.council_id = $1 AND w.line_id = y.line_id AND w.run_id = y.run_id
    AND w.verdict = 'variance'
    OFFSET 0) v ON v.expected_pence <> y.net_pence
WHERE NOT EXISTS (
    SELECT 1 FROM tallystick_data.paid_line t
    WHERE t.council_id = $1 AND t.credits_line_id = y.line_id
    AND (t.run_id < $3 OR (t.run_id = $3 AND t.provider COLLATE "C" < $2))
    HAVING -sum(t.net_pence) > 0 AND -sum(t.net_pence) >= y.net_pence)
ORDER BY y.line_id
