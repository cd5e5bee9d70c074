-- Held lines under each of their reasons; rows rejected, by feed and field, with the first one's
-- words; files set aside; batches that wait for their release.
SELECT what, item, words, lines, pence
FROM (
    SELECT 1 AS place, 'held' AS what, reason AS item, NULL AS words, count(*) AS lines,
           sum(coalesce(v.billed_pence, v.expected_pence, 0))::bigint AS pence
    FROM tallystick.line_verdict v
    CROSS JOIN LATERAL unnest(v.reasons) AS reason
    WHERE v.council = $1 AND v.verdict = 'held' AND v.run_id <= $2
    GROUP BY reason
    UNION ALL
    SELECT 2, 'rejected', concat_ws(': ', feed, nullif(field, '')),
           (array_agg(reason ORDER BY source_file COLLATE "C", source_row))[1], count(*), NULL
    FROM tallystick.rejected_row
    WHERE council = $1 AND run_id = $2
    GROUP BY feed, field
    UNION ALL
    SELECT 3, 'quarantined', feed || ': ' || name, reason, NULL, NULL
    FROM tallystick.inbound_file
    WHERE council = $1 AND run_id = $2 AND state = 'quarantined'
    UNION ALL
    SELECT 4, 'to release', batch,
           CASE WHEN transactions = 1 THEN '1 transaction'
                ELSE transactions || ' transactions' END || ', due ' || due_date,
           lines, total_pence
    FROM tallystick.settlement_batch
    WHERE council = $1 AND state = 'prepared' AND run_id <= $2) needs
ORDER BY place, lines DESC, item COLLATE "C"
