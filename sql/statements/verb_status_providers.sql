-- Lines that the run judged, and lines still held since earlier runs.
SELECT l.provider, latest.name, l.lines, l.billed_pence, l.payable_pence, l.held_lines,
       l.held_pence, l.providers
FROM (
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
    LIMIT $3) l
LEFT JOIN LATERAL (
    SELECT p.name
    FROM tallystick_data.provider p
    JOIN tallystick_data.council c USING (council_id)
    WHERE c.code = $1 AND p.provider = l.provider
    ORDER BY p.file_id DESC, p.source_row DESC
    LIMIT 1) latest ON true
ORDER BY l.held_pence DESC, l.held_lines DESC, l.provider COLLATE "C"
