INSERT INTO tallystick_data.settlement_finding
    (council_id, finding_id, run_id, kind, place, words, pence)
SELECT $1, coalesce(max(finding_id), 0) + 1, $2, $3, $4, $5, $6
FROM tallystick_data.settlement_finding WHERE council_id = $1
