-- Evidence of the clients $3 (from $4 to $5, seconds) with provider $2, of all in the spans $6 to $7.
-- No piece is longer than a month, so that what began earlier need not be looked at.
SELECT DISTINCT ON (e.evidence_id) e.evidence_id, e.file_id, e.source_row, e.provider, e.client_ref,
       e.carer_ref, e.log_in, e.log_out
FROM unnest($6::bigint[], $7::bigint[]) AS s (from_s, to_s)
CROSS JOIN LATERAL (
    SELECT * FROM tallystick_data.evidence n
    WHERE n.council_id = $1 AND n.provider = $2 AND n.log_in < to_timestamp(s.to_s)
    AND n.log_in > to_timestamp(s.from_s) - interval '32 days'
    AND n.log_out > to_timestamp(s.from_s) AND n.evidence_id <= $8
    OFFSET 0) e
JOIN unnest($3::text[], $4::bigint[], $5::bigint[]) AS k (client_ref, from_s, to_s)
    ON k.client_ref = e.client_ref
WHERE e.log_in < to_timestamp(k.to_s) AND e.log_out > to_timestamp(k.from_s)
ORDER BY e.evidence_id
