-- Feeds $4, which brought no file, what could not be fetched and decisions that decide nothing, then the
-- files that run $2 set aside, then the rows that it rejected, by file and place: the first $3, each
-- with how many there are.
SELECT u.feed, u.name, u.line, u.column_no, u.field, u.reason, count(*) OVER ()
FROM (
    SELECT 2 AS part, f.feed, f.name, r.line, r.column_no, r.field, r.reason
    FROM tallystick_data.rejected_row r
    JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.file_id = r.file_id
    WHERE r.council_id = $1 AND r.run_id = $2
    UNION ALL
    SELECT 1, q.feed, q.name, NULL, NULL, '', q.reason
    FROM tallystick_data.inbound_file q
    WHERE q.council_id = $1 AND q.run_id = $2 AND q.state = 'quarantined'
    UNION ALL
    SELECT 0, '', a.place, NULL, NULL, '', a.words
    FROM tallystick_data.arrival_finding a
    WHERE a.council_id = $1 AND a.run_id = $2
    UNION ALL
    SELECT 0, coalesce(d.feed, ''), coalesce(d.file, n.name), d.line, NULL, '',
           CASE WHEN d.file IS NULL THEN d.words ELSE n.name || ': ' || d.words END
    FROM tallystick_data.idle_decision d
    CROSS JOIN LATERAL (VALUES (
        concat_ws(' ', 'decision on', d.provider, d.invoice_no, 'line', d.line_no))) AS n (name)
    WHERE d.council_id = $1 AND d.run_id = $2
    UNION ALL
    SELECT 0, '', 'feed ' || n.feed, NULL, NULL, '', 'brought no file, and has to'
    FROM unnest($4::text[]) AS n (feed)
) u
ORDER BY u.part, u.name, u.feed, u.line NULLS FIRST, u.column_no
LIMIT $3
