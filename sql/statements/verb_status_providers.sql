-- Lines that the run judged, rows that it rejected, and lines still held since earlier runs.  From
-- the tables, not from line_verdict: that would read every line there ever was.
WITH judged AS (
    SELECT v.line_id, v.verdict, v.expected_pence, v.payable_pence
    FROM tallystick_data.verdict v
    WHERE v.council_id = $1 AND v.run_id = $2
    UNION ALL
    SELECT h.line_id, 'held', v.expected_pence, 0
    FROM tallystick_data.held_line h
    CROSS JOIN LATERAL (
        SELECT latest.run_id, latest.expected_pence
        FROM tallystick_data.verdict latest
        WHERE latest.council_id = $1 AND latest.line_id = h.line_id
        ORDER BY latest.run_id DESC
        LIMIT 1) v
    WHERE h.council_id = $1 AND v.run_id < $2),
line AS (
    SELECT k.provider, j.verdict, coalesce(b.net_pence, j.expected_pence, 0) AS pence,
           j.payable_pence
    FROM judged j
    JOIN tallystick_data.bill_line b ON b.council_id = $1 AND b.line_id = j.line_id
    JOIN tallystick_data.care_package k ON k.council_id = $1 AND k.package_id = b.package_id
    UNION ALL
    SELECT provider, 'rejected', 0, 0
    FROM tallystick_data.rejected_row
    WHERE council_id = $1 AND run_id = $2 AND kind = 'bill'),
of_provider AS (
    SELECT provider, count(*) AS lines, sum(pence)::bigint AS billed_pence,
           sum(payable_pence)::bigint AS payable_pence,
           count(*) FILTER (WHERE verdict = 'held') AS held_lines,
           coalesce(sum(pence) FILTER (WHERE verdict = 'held'), 0)::bigint AS held_pence
    FROM line
    GROUP BY provider)
SELECT p.provider, latest.name, p.lines, p.billed_pence, p.payable_pence, p.held_lines,
       p.held_pence, count(*) OVER () AS providers
FROM of_provider p
LEFT JOIN LATERAL (
    SELECT r.name
    FROM tallystick_data.provider r
    WHERE r.council_id = $1 AND r.provider = p.provider
    ORDER BY r.file_id DESC, r.source_row DESC
    LIMIT 1) latest ON true
ORDER BY p.held_pence DESC, p.held_lines DESC, p.provider COLLATE "C"
LIMIT $3
