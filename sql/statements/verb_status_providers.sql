-- Lines that the run judged, and lines still held since earlier runs.
SELECT provider, count(*) AS lines,
       sum(coalesce(billed_pence, expected_pence, 0))::bigint AS billed_pence,
       sum(payable_pence)::bigint AS payable_pence,
       count(*) FILTER (WHERE verdict = 'held') AS held_lines,
       coalesce(sum(coalesce(billed_pence, expected_pence, 0))
                    FILTER (WHERE verdict = 'held'), 0)::bigint AS held_pence,
       count(*) OVER () AS providers
FROM tallystick.line_verdict
WHERE council = $1
  AND (run_id = $2 OR (verdict = 'held' AND run_id < $2))
GROUP BY provider
ORDER BY held_pence DESC, held_lines DESC, provider COLLATE "C"
LIMIT $3
