-- What is spent of the purses of clients $4: lines paid as a variance, by whichever provider, that
-- began between $5 and $6, on a night before run $3, or in it by a provider before $2; but those
-- credited in full by then.
WITH package AS MATERIALIZED (
    SELECT p.package_id, p.provider, p.client_ref FROM tallystick_data.care_package p
    WHERE p.council_id = $1 AND p.client_ref = ANY ($4::text[])
)
SELECT y.line_id, package.client_ref, y.delivered_start, abs(y.net_pence - v.expected_pence)
FROM (SELECT DISTINCT provider FROM package) k
JOIN tallystick_data.paid_line y ON y.council_id = $1 AND y.provider = k.provider
    AND y.delivered_start >= $5 AND y.delivered_start < $6
    AND (y.run_id < $3 OR (y.run_id = $3 AND y.provider COLLATE "C" < $2))
JOIN package ON package.package_id = y.package_id
JOIN tallystick_data.verdict v ON v.council_id = $1 AND v.line_id = y.line_id
    AND v.run_id = y.run_id AND v.verdict = 'variance' AND v.expected_pence <> y.net_pence
WHERE NOT EXISTS (
    SELECT 1 FROM tallystick_data.paid_line t
    WHERE t.council_id = $1 AND t.credits_line_id = y.line_id
    AND (t.run_id < $3 OR (t.run_id = $3 AND t.provider COLLATE "C" < $2))
    HAVING -sum(t.net_pence) > 0 AND -sum(t.net_pence) >= y.net_pence)
ORDER BY y.line_id
