-- Lines that the run judged, rows that it rejected, and lines still held since earlier runs.  From
-- the tables, not from line_verdict: that would read every line there ever was.
WITH judged AS (
    SELECT s.sheet << 7 | u.place AS line_id, s.provider, s.verdict[u.block] AS verdict,
           u.payable_pence + s.expected_less_payable[u.block] AS expected_pence, u.payable_pence
    FROM tallystick_data.judged_sheet s
    CROSS JOIN LATERAL (
        SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
               unnest(s.payable_pence) AS payable_pence) u
    WHERE s.council_id = $1 AND s.run_id = $2
    UNION ALL
    SELECT h.line_id, h.provider, 'held', v.expected_pence, 0
    FROM tallystick_data.held_line h
    CROSS JOIN LATERAL (
        SELECT s.run_id, s.payable_pence[a.at] + s.expected_less_payable[a.block] AS expected_pence
        FROM tallystick_data.judged_sheet s
        CROSS JOIN LATERAL ROWS FROM (
            array_position(s.place, (h.line_id & 127)::smallint),
            width_bucket((h.line_id & 127)::smallint, s.blocks)) AS a (at, block)
        WHERE s.council_id = $1 AND s.sheet = h.line_id >> 7 AND a.at IS NOT NULL
        ORDER BY s.run_id DESC
        LIMIT 1) v
    WHERE h.council_id = $1 AND v.run_id < $2),
line AS (
    SELECT j.provider, j.verdict,
           coalesce(b.net_pence[array_position(b.place, (j.line_id & 127)::smallint)],
                    j.expected_pence, 0) AS pence,
           j.payable_pence
    FROM judged j
    JOIN tallystick_data.bill_sheet b ON b.council_id = $1 AND b.sheet = j.line_id >> 7
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
