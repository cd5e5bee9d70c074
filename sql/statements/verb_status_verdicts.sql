SELECT v.verdict, v.lines, v.billed_pence, coalesce(p.payable_pence, 0) AS payable_pence
FROM tallystick_data.run r
CROSS JOIN LATERAL (VALUES
    (1, 'matched', r.matched, r.matched_pence),
    (2, 'variance', r.variance, r.variance_pence),
    (3, 'held', r.held, r.held_pence),
    (4, 'rejected', r.rejected, r.rejected_pence),
    (5, 'duplicate', r.duplicate, r.duplicate_pence)) v (place, verdict, lines, billed_pence)
LEFT JOIN (
    SELECT coalesce(s.verdict[u.block], 'matched') AS verdict, sum(u.payable_pence)::bigint AS payable_pence
    FROM tallystick_data.judged_sheet s
    CROSS JOIN LATERAL (
        SELECT width_bucket(unnest(s.place), s.blocks) AS block,
               unnest(s.payable_pence) AS payable_pence) u
    WHERE s.council_id = $1 AND s.run_id = $2
    GROUP BY 1) p ON p.verdict = v.verdict
WHERE r.council_id = $1 AND r.run_id = $2
ORDER BY v.place
